// Emoji: pictures, flags, keycaps, and sequences of them that are shown as one.
#pragma once
#include <string>
#include <string_view>

#include "text/character_kinds.h"

namespace malvec {

// Shown as a picture by itself (Unicode's Emoji_Presentation, and the pictures beside it).
constexpr bool is_emoji(char32_t c) {
    constexpr std::array<Range, 34> pictures{
        {{0x231a, 0x231b}, {0x23e9, 0x23ec}, {0x23f0, 0x23f0}, {0x23f3, 0x23f3},  {0x25fd, 0x25fe},
         {0x2614, 0x2615}, {0x2648, 0x2653}, {0x267f, 0x267f}, {0x2693, 0x2693},  {0x26a1, 0x26a1},
         {0x26aa, 0x26ab}, {0x26bd, 0x26be}, {0x26c4, 0x26c5}, {0x26ce, 0x26ce},  {0x26d4, 0x26d4},
         {0x26ea, 0x26ea}, {0x26f2, 0x26f3}, {0x26f5, 0x26f5}, {0x26fa, 0x26fa},  {0x26fd, 0x26fd},
         {0x2705, 0x2705}, {0x270a, 0x270b}, {0x2728, 0x2728}, {0x274c, 0x274c},  {0x274e, 0x274e},
         {0x2753, 0x2755}, {0x2757, 0x2757}, {0x2795, 0x2797}, {0x27b0, 0x27b0},  {0x27bf, 0x27bf},
         {0x2b1b, 0x2b1c}, {0x2b50, 0x2b50}, {0x2b55, 0x2b55}, {0x1f004, 0x1f004}}};
    constexpr std::array<Range, 11> further{{{0x1f0cf, 0x1f0cf},
                                             {0x1f18e, 0x1f18e},
                                             {0x1f191, 0x1f19a},
                                             {0x1f1e6, 0x1f1ff},
                                             {0x1f201, 0x1f251},
                                             {0x1f300, 0x1f64f},
                                             {0x1f680, 0x1f6ff},
                                             {0x1f7e0, 0x1f7f0},
                                             {0x1f90c, 0x1f9ff},
                                             {0x1fa70, 0x1faff},
                                             {0x1f3fb, 0x1f3ff}}};
    return within(c, pictures) || within(c, further);
}

constexpr char32_t picture_mark = 0xfe0f, keycap_mark = 0x20e3;

// Emoji vanish; between two characters that are no blanks they leave one.
void drop_emoji(std::string_view text, std::string& out);

}  // namespace malvec
