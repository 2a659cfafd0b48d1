// How surely a Korean word ends a sentence, by its last three syllables.
#pragma once
#include <cstdint>

namespace malvec {

enum class SentenceEnding : uint8_t {
    none,
    weak,  // ends one where a sign follows: 재미있네~
    clear  // ends one by itself: 재미있습니다
};

// The ending of ..xyz; what is no syllable of the same word is anything else, such as a blank.
SentenceEnding sentence_ending(char32_t x, char32_t y, char32_t z);

}  // namespace malvec
