// Words of any bytes as characters that can be told apart from
// either end. A byte that is not UTF-8 is spelled as the surrogate
// U+DC00 + byte, in three bytes, which is also what Python's
// "surrogateescape" reads it as; all else is UTF-8 and stays as it is.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/utf8.h"

namespace malvec {

constexpr uint32_t code_points = 0x110000;

constexpr bool is_lead(char c) { return (c & 0xc0) != 0x80; }

// Bytes of a character by its first one.
constexpr size_t lead_size(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

// The code point of the well-spelled character at p.
inline uint32_t code_point(const char* p) {
    const auto tail = [p](size_t i) { return static_cast<uint32_t>(p[i] & 0x3f); };
    const auto lead = static_cast<unsigned char>(*p);
    switch (lead_size(*p)) {
        case 1:
            return lead;
        case 2:
            return (lead & 0x1fu) << 6 | tail(1);
        case 3:
            return (lead & 0x0fu) << 12 | tail(1) << 6 | tail(2);
        default:
            return (lead & 0x07u) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3);
    }
}

inline uint32_t first_character(std::string_view word) { return code_point(word.data()); }

inline uint32_t last_character(std::string_view word) {
    const char* p = word.data() + word.size() - 1;
    while (!is_lead(*p)) --p;
    return code_point(p);
}

inline size_t count_characters(std::string_view word) {
    size_t characters = 0;
    for (const char c : word) characters += is_lead(c);
    return characters;
}

// Bytes of the first, or the last, `characters` of a word that has as many.
inline size_t prefix_size(std::string_view word, size_t characters) {
    size_t size = 0;
    while (characters-- > 0) size += lead_size(word[size]);
    return size;
}

inline size_t suffix_size(std::string_view word, size_t characters) {
    size_t begin = word.size();
    while (characters > 0) characters -= is_lead(word[--begin]);
    return word.size() - begin;
}

void spell(std::string_view raw, std::vector<char>& out);     // appends
void unspell(std::string_view word, std::vector<char>& out);  // appends the bytes that were spelled
bool is_well_spelled(std::string_view word);

}  // namespace malvec
