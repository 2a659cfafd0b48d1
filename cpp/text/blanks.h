// The blanks of Unicode, at which Python's str.split() splits.
#pragma once
#include <cstdint>
#include <string_view>

#include "text/split.h"

namespace malvec {

constexpr bool is_unicode_blank(uint32_t c) {
    if (c <= 0x20) return c == 0x20 || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f);
    if (c < 0x2000) return c == 0x85 || c == 0xa0 || c == 0x1680;
    return c <= 0x200a || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

// Bytes of the blank at p that ASCII's own do not include, 0 where there is none.
inline size_t further_blank_size(const char* p, const char* end) {
    const auto byte = [p](size_t i) { return static_cast<unsigned char>(p[i]); };
    const size_t size = byte(0) < 0x80 ? 1 : byte(0) < 0xe0 ? 2 : 3;
    if (static_cast<size_t>(end - p) < size) return 0;
    const uint32_t c = size == 1 ? byte(0)
                       : size == 2
                           ? (byte(0) & 0x1fu) << 6 | (byte(1) & 0x3fu)
                           : (byte(0) & 0x0fu) << 12 | (byte(1) & 0x3fu) << 6 | (byte(2) & 0x3fu);
    return is_unicode_blank(c) && code_point_size(p, end) == size ? size : 0;
}

constexpr bool may_begin_blank(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x1c && byte <= 0x1f) || byte == 0xc2 || (byte >= 0xe1 && byte <= 0xe3);
}

// split_blanks at all of them.
template <class OnToken, class OnLine>
void split_eojeols(std::string_view text, OnToken&& on_token, OnLine&& on_line) {
    const auto split_further = [&](const char* begin, size_t size) {
        const char* const end = begin + size;
        for (const char* p = begin; p < end; ++p) {
            if (!may_begin_blank(*p)) continue;
            const size_t blank = further_blank_size(p, end);
            if (blank == 0) continue;
            if (p > begin) on_token(begin, static_cast<size_t>(p - begin));
            begin = p + blank;
            p = begin - 1;
        }
        if (end > begin) on_token(begin, static_cast<size_t>(end - begin));
    };
    split_blanks(text, split_further, on_line);
}

}  // namespace malvec
