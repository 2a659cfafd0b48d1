// What Hugging Face `tokenizers` takes each character for, as tools/unit_tables.py found it out:
// its regular expressions, its normal forms and Rust itself follow different versions of Unicode.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace malvec {

enum UnitKind : uint32_t {
    kind_blank = 1,        // char::is_whitespace
    kind_punctuation = 2,  // of BertPreTokenizer and Punctuation
    kind_numeric = 4,      // of Digits
    kind_dropped = 8,      // by BertNormalizer's clean_text, which makes those of the next blanks
    kind_spaced = 16,
    kind_chinese = 32,          // of BertNormalizer
    kind_accent = 64,           // dropped by its strip_accents, in form NFD
    kind_mark = 128,            // dropped by StripAccents
    kind_letter = 256,          // \p{L} of its patterns
    kind_number = 512,          // \p{N}
    kind_pattern_blank = 1024,  // \s
    kind_word = 2048,           // \w of Whitespace
    kind_upper = 4096,          // [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]
    kind_lower = 8192,          // [\p{Ll}\p{Lm}\p{Lo}\p{M}]
};

// A value for each character, equal blocks of which are stored once.
template <class Value>
class CharacterTable {
public:
    // value_of(character) for all of Unicode.
    template <class ValueOf>
    explicit CharacterTable(ValueOf&& value_of);

    Value operator[](char32_t c) const { return values_[blocks_[c / block] + c % block]; }

private:
    static constexpr char32_t block = 128, end = 0x110000;
    std::vector<uint32_t> blocks_;
    std::vector<Value> values_;
};

template <class Value>
template <class ValueOf>
CharacterTable<Value>::CharacterTable(ValueOf&& value_of) {
    for (char32_t first = 0; first < end; first += block) {
        const size_t stored = values_.size();
        for (char32_t c = first; c < first + block; ++c) values_.push_back(value_of(c));
        size_t same = stored > 4 * block ? stored - 4 * block : 0;  // a few blocks back will do
        while (!std::equal(values_.begin() + static_cast<ptrdiff_t>(same),
                           values_.begin() + static_cast<ptrdiff_t>(same + block),
                           values_.begin() + static_cast<ptrdiff_t>(stored)))
            same += block;
        if (same < stored) values_.resize(stored);
        blocks_.push_back(static_cast<uint32_t>(same));
    }
}

struct UnitCharacters {
    CharacterTable<uint32_t> kinds;
    CharacterTable<uint8_t> orders;   // combining classes
    CharacterTable<uint32_t> breaks;  // of clusters.cpp
    // Where what it becomes stands in its list, 0 where it stays: its number of characters, then
    // these. Hangul syllables are not listed.
    CharacterTable<uint16_t> lower, canonical, compatible;

    static const UnitCharacters& get();
    static std::span<const char32_t> lower_at(uint16_t place);
    static std::span<const char32_t> canonical_at(uint16_t place);
    static std::span<const char32_t> compatible_at(uint16_t place);
    // Two characters in one; 0 where there is none. Not of Hangul.
    static char32_t composite_of(char32_t first, char32_t second);
    static std::span<const char32_t> composites();  // threes, in order
};

// The character at p of text that is UTF-8; p moves behind it.
inline char32_t next_character(const char*& p) {
    const auto byte = [p](size_t i) { return static_cast<char32_t>(static_cast<uint8_t>(p[i])); };
    const char32_t first = byte(0);
    if (first < 0x80) return p += 1, first;
    if (first < 0xe0) return p += 2, (first & 0x1f) << 6 | (p[-1] & 0x3f);
    if (first < 0xf0) return p += 3, (first & 0xf) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    return p += 4,
           (first & 7) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f);
}

// Bytes of the character that begins with this one.
constexpr size_t size_of_lead(char lead) {
    const auto byte = static_cast<uint8_t>(lead);
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

}  // namespace malvec
