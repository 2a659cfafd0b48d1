// The signs at which sentences may end, and what stands around them.
#pragma once
#include <string_view>

#include "text/character_kinds.h"
#include "text/hangul.h"

namespace malvec {

constexpr bool is_wide_stop(char32_t c) {
    return c == U'。' || c == U'！' || c == U'？' || c == U'｡';
}
constexpr bool is_exclamation(char32_t c) { return c == '!' || c == '?'; }
constexpr bool is_dots(char32_t c) { return c == U'…' || c == U'‥'; }
constexpr bool is_stop(char32_t c) {
    return c == '.' || is_exclamation(c) || is_dots(c) || is_wide_stop(c);
}

// What follows the last word of a sentence as often as a stop: ~ ^ ; hearts, ㅋㅋ, ㅠㅠ, pictures.
constexpr bool is_soft_sign(char32_t c) {
    if (c < 0x80) return c == '~' || c == '^' || c == ';';
    return is_jamo_letter(c) || c - 0x1f300 <= 0x1faff - 0x1f300 || c == U'～' || c == U'♥' ||
           c == U'♡' || c == U'❤' || c - 0x2639 <= 2 || c == 0xfe0f || c == 0x200d;
}
constexpr bool is_end_sign(char32_t c) { return is_stop(c) || is_soft_sign(c); }

// The signs of which emoticons are made, and those that make them one.
constexpr bool makes_emoticon(char32_t c) {
    return is_exclamation(c) || c == '.' || c == U'…' || c == '_' || is_soft_sign(c);
}
constexpr bool in_emoticon(char32_t c) {
    return makes_emoticon(c) ||
           std::u32string_view(U"-=><,*:()").find(c) != std::u32string_view::npos;
}

// What closes a bracket or a quotation, 0 where it opens none.
constexpr char32_t closer_of(char32_t c) {
    constexpr std::u32string_view openers = U"([{（［｛〈《「『【〔“‘«",
                                  closers = U")]}）］｝〉》」』】〕”’»";
    const size_t which = openers.find(c);
    return which == std::u32string_view::npos ? 0 : closers[which];
}
constexpr bool is_closer(char32_t c) {
    return std::u32string_view(U")]}）］｝〉》」』】〕”’»").find(c) != std::u32string_view::npos;
}

constexpr bool is_hangul(char32_t c) {
    return is_syllable(c) || is_jamo_letter(c) || c - 0x1100 <= 0x11ff - 0x1100;
}
// what is no sign and no blank, told at once
constexpr bool is_plain(char32_t c) {
    return is_syllable(c) || is_ascii_letter(c) || is_ascii_digit(c);
}
constexpr bool is_small_letter(char32_t c) {
    return c - 'a' < 26 || (c - 0xdf <= 0xff - 0xdf && c != 0xf7) || c - 0x3ac <= 0x3ce - 0x3ac ||
           c - 0x430 <= 0x45f - 0x430;
}
constexpr bool is_line_end(char32_t c) {
    return c < 0x2030 && (c - '\n' < 4 || c - 0x1c < 3 || c == 0x85 || c == 0x2028 || c == 0x2029);
}

}  // namespace malvec
