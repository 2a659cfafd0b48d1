// UTF-8 to code points and back, for text that may be broken: a byte that
// is not UTF-8 stands for itself as byte_mark + byte, and a surrogate in
// three bytes for itself, so that every text comes back as it was.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "text/utf8.h"

namespace malvec {

constexpr char32_t byte_mark = 0x200000;  // beyond Unicode

struct CodePoint {
    char32_t value;
    uint32_t size;  // bytes
};

inline CodePoint code_point_at(const char* p, const char* end) {
    const auto byte = [p](size_t i) {
        return static_cast<char32_t>(static_cast<unsigned char>(p[i]));
    };
    const char32_t first = byte(0);
    if (first < 0x80) return {first, 1};
    if (first == 0xed && end - p >= 3 && (byte(1) & 0xe0) == 0xa0 && (byte(2) & 0xc0) == 0x80)
        return {0xd000 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f), 3};
    switch (code_point_size(p, end)) {
        case 2:
            return {(first & 0x1f) << 6 | (byte(1) & 0x3f), 2};
        case 3:
            return {(first & 0xf) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f), 3};
        case 4:
            return {(first & 7) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 |
                        (byte(3) & 0x3f),
                    4};
        default:
            return {byte_mark + first, 1};
    }
}

inline void append_code_point(char32_t c, std::string& out) {
    const auto tail = [c](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3f)); };
    if (c < 0x80 || c >= byte_mark) {
        out += static_cast<char>(c & 0xff);
    } else if (c < 0x800) {
        out += static_cast<char>(0xc0 | c >> 6), out += tail(0);
    } else if (c < 0x10000) {
        const char bytes[] = {static_cast<char>(0xe0 | c >> 12), tail(6), tail(0)};
        out.append(bytes, 3);
    } else {
        const char bytes[] = {static_cast<char>(0xf0 | c >> 18), tail(12), tail(6), tail(0)};
        out.append(bytes, 4);
    }
}

inline bool ends_in_broken_byte(std::string_view text) {
    const char* const end = text.data() + text.size();
    for (size_t size = 1; size <= std::min<size_t>(4, text.size()); ++size) {
        const CodePoint c = code_point_at(end - size, end);
        if (c.size == size && c.value < byte_mark)
            return c.value >= 0xd800 && c.value < 0xe000;  // as a str of Python has broken bytes
    }
    return !text.empty();
}

// A character vanishes from the end of `out`. Behind a broken byte it leaves
// a blank, so that the bytes on both sides never become a character.
inline void vanish(std::string& out) {
    if (ends_in_broken_byte(out)) out += ' ';
}

}  // namespace malvec
