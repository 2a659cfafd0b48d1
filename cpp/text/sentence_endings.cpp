#include "text/sentence_endings.h"

#include <string_view>

#include "text/hangul.h"

namespace malvec {
namespace {

enum Final : uint32_t { without = 0, nieun = 4, rieul = 8, bieup = 17, double_sios = 20 };

uint32_t final_of(char32_t c) { return is_syllable(c) ? (c - 0xac00) % finals : without; }

bool among_syllables(char32_t c, std::u32string_view set) {
    return set.find(c) != std::u32string_view::npos;
}

// 좋아요, 해요, 예요: a vowel that 요 follows in verbs, without a final
bool has_polite_vowel(char32_t c) {
    constexpr uint32_t polite = 1u << 0 | 1u << 1 | 1u << 4 | 1u << 5 | 1u << 6 | 1u << 7 |
                                1u << 9 | 1u << 10 | 1u << 11 | 1u << 14 | 1u << 15;
    return is_open(c) && (polite >> (c - 0xac00) / finals % vowels & 1) != 0;
}

SentenceEnding clear_if(bool clear, bool weak = false) {
    return clear ? SentenceEnding::clear : weak ? SentenceEnding::weak : SentenceEnding::none;
}

SentenceEnding ending_in_da(char32_t x, char32_t y, bool polite) {
    constexpr std::u32string_view adjectives = U"없좋많않찮같싶높낮깊럽롭렵깝쉽섭맙답겁볍덥춥립밉";
    const bool before = is_syllable(x);
    if ((x == U'우' && y == U'간') || (x == U'르' && y == U'완') || (x == U'레' && y == U'이') ||
        (!before && among_syllables(y, U"판반")))
        return SentenceEnding::none;  // Uganda, Rwanda, a radar, a panda
    const bool noun = y == U'이' || (x == U'아' && y == U'니') || (x == U'최' && y == U'고') ||
                      (x == U'영' && y == U'화');
    return clear_if(polite || noun || final_of(y) == double_sios || final_of(y) == nieun ||
                        among_syllables(y, adjectives),
                    true);
}

SentenceEnding ending_in_yo(char32_t x, char32_t y) {
    const bool noun =
        y == U'개' || (y == U'가' && (!is_syllable(x) || among_syllables(x, U"제내네누니")));
    return clear_if(among_syllables(y, U"지든군") || (has_polite_vowel(y) && !noun),
                    among_syllables(y, U"고구이니"));
}

SentenceEnding weak_ending(char32_t y, char32_t z, bool past) {
    const auto of = [y](std::u32string_view set) { return among_syllables(y, set); };
    switch (z) {
        case U'함':
        case U'됨':
        case U'냐':
        case U'해':
            return SentenceEnding::weak;
        case U'듯':
            return clear_if(false, final_of(y) == nieun || final_of(y) == rieul);
        case U'지':
            return clear_if(false, past || of(U"하이없좋"));
        case U'야':
            return clear_if(false, of(U"이거"));
        case U'어':
            return clear_if(false, past || of(U"없싶"));
        case U'아':
            return clear_if(false, of(U"같좋많않"));
        case U'라':
            return clear_if(false, of(U"봐마"));
        default:
            return SentenceEnding::none;
    }
}

}  // namespace

SentenceEnding sentence_ending(char32_t x, char32_t y, char32_t z) {
    if (!is_syllable(y) || !is_syllable(z)) return SentenceEnding::none;
    const bool polite = y == U'니' && final_of(x) == bieup, past = final_of(y) == double_sios;
    const auto of = [y](std::u32string_view set) { return among_syllables(y, set); };
    switch (z) {
        case U'다':
            return ending_in_da(x, y, polite);
        case U'까':
            return clear_if(polite, final_of(y) == rieul);
        case U'요':
            return ending_in_yo(x, y);
        case U'음':
            return clear_if(past || of(U"없좋같싶많않"));
        case U'임':
            return clear_if(of(U"거것꺼"), true);
        case U'네':
            return clear_if(past || of(U"없좋"), of(U"같싶많하이되"));
        case U'나':
            return clear_if(y == U'구' && !among_syllables(x, U"누더"), past);
        case U'군':
            return clear_if(past || of(U"없좋"));
        case U'죠':
            return SentenceEnding::clear;
        default:
            return weak_ending(y, z, past);
    }
}

}  // namespace malvec
