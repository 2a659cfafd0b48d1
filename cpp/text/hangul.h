// Hangul syllables and their jamo: 가 = initial ㄱ, vowel ㅏ and
// an empty final, as code points U+1100, U+1161 and no_final.
// Text is UTF-8 and may be broken; all that is not a modern syllable
// or its parts stays as it is, such as the letters ㅋ and ㅠ.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace malvec {

// the sign for an empty final: a code point of the Hangul blocks that is no character
constexpr char32_t no_final = 0xd7ff;

// the parts of modern syllables
constexpr char32_t first_initial = 0x1100, first_vowel = 0x1161, before_finals = 0x11a7;
constexpr uint32_t initials = 19, vowels = 21, finals = 28;
constexpr bool is_initial(char32_t c) { return c - first_initial < initials; }
constexpr bool is_vowel(char32_t c) { return c - first_vowel < vowels; }
constexpr bool is_final(char32_t c) { return c - before_finals - 1 < finals - 1; }

struct Jamo {
    char32_t initial, vowel, final;  // U+1100.., U+1161.., U+11a8.. or no_final
};

constexpr bool is_syllable(char32_t c) { return c >= 0xac00 && c <= 0xd7a3; }
// a syllable without a final
constexpr bool is_open(char32_t c) { return is_syllable(c) && (c - 0xac00) % 28 == 0; }
Jamo jamo_of(char32_t syllable);
char32_t syllable_of(const Jamo& jamo);

// The end of the character at p as fastText cuts: one byte and all bytes 10xxxxxx that follow.
inline const char* character_end(const char* p, const char* end) {
    do ++p;
    while (p != end && (static_cast<unsigned char>(*p) & 0xc0) == 0x80);
    return p;
}

// The code point of a character of three bytes, where all Hangul lies; nothing for any other.
std::optional<char32_t> three_bytes(std::string_view character);

// Parts of syllables put together, as Unicode's form NFC
// does it (and after take_apart): appended to `out`.
void put_together(std::string_view text, std::string& out);

// Every syllable as its three jamo, also one that comes
// in parts (Unicode's form NFD): appended to `out`.
void take_apart(std::string_view text, std::string& out);

}  // namespace malvec
