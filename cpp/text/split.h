// Splitting text at ASCII blanks: space \t \v \f \r separate tokens,
// \n also ends a line, every other byte (NUL too) belongs to a token.
// 64 bytes at a time become bit masks; a token then costs two bit scans.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "text/code_points.h"

namespace malvec {

constexpr bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

using Bytes16 = uint8_t __attribute__((vector_size(16)));

// One bit per byte of a vector of 0x00 and 0xff.
inline uint64_t bit_per_byte(Bytes16 mask) {
#if defined(__SSE2__)
    return static_cast<uint16_t>(
        __builtin_ia32_pmovmskb128(reinterpret_cast<char __attribute__((vector_size(16)))>(mask)));
#else
    uint64_t half[2];
    std::memcpy(half, &mask, 16);
    constexpr uint64_t ones = 0x0101010101010101ull, gather = 0x0102040810204080ull;
    return ((half[0] & ones) * gather >> 56) | ((half[1] & ones) * gather >> 56) << 8;
#endif
}

struct Marks {
    uint64_t blank = 0, newline = 0;  // bit i: byte i of 64
};

inline Marks mark_blanks(const char* p) {
    Marks marks;
    for (int i = 0; i < 4; ++i) {
        Bytes16 bytes;
        std::memcpy(&bytes, p + 16 * i, 16);
        const auto blank = (Bytes16)(bytes == ' ') | (Bytes16)(bytes - '\t' < 5);
        marks.blank |= bit_per_byte(blank) << 16 * i;
        marks.newline |= bit_per_byte((Bytes16)(bytes == '\n')) << 16 * i;
    }
    return marks;
}

// The last bytes of a text, as if blanks followed.
inline Marks mark_tail(const char* p, size_t size) {
    char padded[64];
    std::memset(padded, ' ', 64);
    std::memcpy(padded, p, size);
    return mark_blanks(padded);
}

// on_token(pointer, size) for every token and on_line() at every newline, in the order of the text.
template <class OnToken, class OnLine>
void split_blanks(std::string_view text, OnToken&& on_token, OnLine&& on_line) {
    uint64_t before = 1;              // was the byte before these 64 a blank
    const char* begin = text.data();  // of the token that ends next
    for (size_t at = 0; at < text.size(); at += 64) {
        const char* p = text.data() + at;
        const Marks marks =
            at + 64 <= text.size() ? mark_blanks(p) : mark_tail(p, text.size() - at);
        const uint64_t shifted = marks.blank << 1 | before;
        uint64_t starts = ~marks.blank & shifted, ends = marks.blank & ~shifted;
        const auto next_start = [&] {
            begin = p + std::countr_zero(starts);
            starts &= starts - 1;
        };
        if (before) next_start();
        for (uint64_t lines = marks.newline;; lines &= lines - 1) {
            // up to and with the next newline
            const uint64_t reach = lines ? lines ^ (lines - 1) : ~uint64_t{0};
            for (uint64_t now = ends & reach; now; now &= now - 1) {
                on_token(begin, static_cast<size_t>(p + std::countr_zero(now) - begin));
                next_start();
            }
            ends &= ~reach;
            if (!lines) break;
            on_line();
        }
        before = marks.blank >> 63;
    }
    if (!before) on_token(begin, static_cast<size_t>(text.data() + text.size() - begin));
}

// The same, every code point but blanks being a token; a byte that is not UTF-8, and a surrogate,
// is one of its own.
template <class OnToken, class OnLine>
void split_characters(std::string_view text, OnToken&& on_token, OnLine&& on_line) {
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) {
        const size_t size = code_point_at(p, end).size;
        if (!is_blank(*p)) on_token(p, size);
        if (*p == '\n') on_line();
        p += size;
    }
}

}  // namespace malvec
