// Hangul as it is typed on the Korean keyboard with two sets of keys: letters
// put together into syllables, and what keys of Latin letters stand for.
#pragma once
#include <string>
#include <string_view>

namespace malvec {

// Letters (ㄱ .. ㅣ) put together as in typing, appended to `out`: a consonant is
// a final unless a vowel follows, ㅗㅏ is ㅘ, ㄱㅅ is ㄳ. All else stays, lone letters too.
void compose_typed(std::string_view text, std::string& out);

// Every word of Latin letters whose keys spell whole syllables becomes these: dkssud -> 안녕.
void type_words(std::string_view text, std::string& out);

}  // namespace malvec
