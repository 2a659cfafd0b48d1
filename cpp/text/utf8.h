// UTF-8 as Unicode defines it (and Python checks it): no
// surrogates, no overlong forms, nothing above U+10FFFF.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

namespace malvec {

// Bytes of the code point at p, 0 where they are not UTF-8.
inline size_t code_point_size(const char* p, const char* end) {
    const auto byte = [p](size_t i) { return static_cast<unsigned char>(p[i]); };
    const auto tails = [&](size_t from, size_t to) {
        for (size_t i = from; i < to; ++i)
            if ((byte(i) & 0xc0) != 0x80) return false;
        return true;
    };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    const size_t size = first < 0xc2   ? 0
                        : first < 0xe0 ? 2
                        : first < 0xf0 ? 3
                        : first < 0xf5 ? 4
                                       : 0;
    if (size == 0 || static_cast<size_t>(end - p) < size) return 0;
    const unsigned low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    return byte(1) >= low && byte(1) <= high && tails(2, size) ? size : 0;
}

// The same for stepping: a byte that is not UTF-8 counts as one character.
inline size_t character_size(const char* p, const char* end) {
    const size_t size = code_point_size(p, end);
    return size ? size : 1;
}

inline bool is_utf8(std::string_view text) {
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) {
        uint64_t eight;
        if (end - p >= 8 && (std::memcpy(&eight, p, 8), (eight & 0x8080808080808080ull) == 0)) {
            p += 8;
            continue;
        }
        const size_t size = code_point_size(p, end);
        if (size == 0) return false;
        p += size;
    }
    return true;
}

}  // namespace malvec
