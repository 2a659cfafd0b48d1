// Kinds of characters that cleaning of Korean text tells apart, and those of another width.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>

#include "text/hangul.h"

namespace malvec {

struct Range {
    char32_t first, last;
};

template <size_t n>
constexpr bool within(char32_t c, const std::array<Range, n>& ranges) {
    return std::any_of(ranges.begin(), ranges.end(),
                       [c](Range r) { return c - r.first <= r.last - r.first; });
}

constexpr bool is_ascii_letter(char32_t c) { return (c | 0x20) - 'a' < 26; }
constexpr bool is_ascii_digit(char32_t c) { return c - '0' < 10; }
// as people type them: ㄱ .. ㆎ, also ㅋ and ㅠ
constexpr bool is_jamo_letter(char32_t c) { return c - 0x3131 <= 0x318e - 0x3131; }

// Signs and symbols whose repetition is emphasis.
constexpr bool is_sign(char32_t c) {
    if (c < 0x80) return c > ' ' && c != 0x7f && !is_ascii_letter(c) && !is_ascii_digit(c);
    constexpr std::array<Range, 8> signs{{{0xa1, 0xa9},
                                          {0x2010, 0x2027},
                                          {0x2030, 0x205e},
                                          {0x2190, 0x2bff},
                                          {0x3001, 0x303f},
                                          {0xff01, 0xff0f},
                                          {0x1f300, 0x1f3fa},
                                          {0x1f400, 0x1faff}}};
    return within(c, signs);
}

// Blanks that are neither ASCII's nor line breaks, and characters
// that nobody sees; U+200C and U+200D join emoji and stay.
constexpr bool is_odd_blank(char32_t c) {
    constexpr std::array<Range, 6> blanks{{{0x85, 0x85},
                                           {0xa0, 0xa0},
                                           {0x2000, 0x200a},
                                           {0x2028, 0x2029},
                                           {0x202f, 0x202f},
                                           {0x205f, 0x205f}}};
    return c == 0x3000 || c == 0x1680 || within(c, blanks);
}
// Fillers of Hangul that stand for nothing, and those that hold the place of a part of a syllable.
constexpr bool is_filler(char32_t c) { return c == 0x3164 || c == 0xffa0; }
constexpr char32_t vowel_filler = 0x1160;
constexpr bool is_jamo_filler(char32_t c) { return c == 0x115f || c == vowel_filler; }
constexpr bool is_jamo_vowel(char32_t c) { return c - 0x1161 <= 0x11a7 - 0x1161; }
constexpr bool is_jamo_final(char32_t c) { return c - 0x11a8 <= 0x11ff - 0x11a8; }
constexpr bool is_invisible(char32_t c) {
    constexpr std::array<Range, 8> invisible{{{0, 8},
                                              {0xe, 0x1f},
                                              {0x7f, 0x84},
                                              {0x86, 0x9f},
                                              {0x200e, 0x200f},
                                              {0x202a, 0x202e},
                                              {0x2060, 0x2069},
                                              {0xfff9, 0xfffb}}};
    return c == 0xad || c == 0x200b || c == 0xfeff || within(c, invisible);
}

// U+FF00 .. U+FFEF in ordinary width; 0 where there is none.
constexpr char32_t ordinary_width(char32_t c) {
    constexpr char16_t katakana[] =
        u"。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフ"
        u"ヘホマミムメモヤユヨラリルレロワン゙゚";
    constexpr char16_t signs[] = u"¢£¬¯¦¥₩", lines[] = u"│←↑→↓■○";
    const auto steps = [c](char32_t from, char32_t first) { return c - from + first; };
    if (c == 0x3000) return ' ';
    if (c - 0xff01 <= 0xff5e - 0xff01) return steps(0xff01, '!');
    if (c == 0xff5f || c == 0xff60) return steps(0xff5f, 0x2985);
    if (c - 0xff61 <= 0xff9f - 0xff61)
        return c == 0xff9e ? 0x3099 : c == 0xff9f ? 0x309a : katakana[c - 0xff61];
    if (c == 0xffa0) return 0x3164;
    if (c - 0xffa1 <= 0xffbe - 0xffa1) return steps(0xffa1, 0x3131);
    for (char32_t row = 0; row < 4; ++row) {  // vowels lie in rows of six
        const char32_t first = 0xffc2 + 8 * row;
        if (c - first < (row == 3 ? 3u : 6u)) return 0x314f + 6 * row + (c - first);
    }
    if (c - 0xffe0 <= 6) return signs[c - 0xffe0];
    if (c - 0xffe8 <= 6) return lines[c - 0xffe8];
    return 0;
}

}  // namespace malvec
