// The classes of characters of a MeCab dictionary (char.bin): how unknown words are made.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace malvec {

// 32 bits of the file.
class CharacterClass {
public:
    explicit CharacterClass(uint32_t bits = 0) : bits_(bits) {}

    // Whether both belong to one of the classes of the other.
    bool is_kind_of(CharacterClass other) const { return (bits_ & other.bits_ & 0x3ffff) != 0; }
    uint32_t main() const { return bits_ >> 18 & 0xff; }   // the class whose unknown words it makes
    uint32_t length() const { return bits_ >> 26 & 0xf; }  // they have up to so many characters
    bool groups() const { return (bits_ >> 30 & 1) != 0; }  // all of one kind become one word
    bool always() const { return bits_ >> 31 != 0; }        // also where there are known words

private:
    uint32_t bits_;
};

class CharacterClasses {
public:
    struct Found {
        CharacterClass of;
        uint32_t size;  // bytes of the character; 1 for a byte that is not of UTF-8
    };

    // Throws FileError or FormatError.
    explicit CharacterClasses(const std::string& path);

    // Characters beyond the first plane have the class of NUL. `begin` may be `end`: then NUL, too.
    Found at(const char* begin, const char* end) const {
        const auto byte = [begin](int i) { return static_cast<unsigned char>(begin[i]) & 0x3fu; };
        const unsigned first = begin == end ? 0 : static_cast<unsigned char>(*begin);
        if (first < 0x80) return {classes_[first], 1};
        const auto room = end - begin;
        if (room >= 3 && (first & 0xf0) == 0xe0)
            return {classes_[(first & 0xf) << 12 | byte(1) << 6 | byte(2)], 3};
        if (room >= 2 && (first & 0xe0) == 0xc0)
            return {classes_[(first & 0x1f) << 6 | byte(1)], 2};
        return {classes_[0], size_beyond(first, room)};
    }
    // Where the blanks end that begin at a byte of a text.
    uint32_t behind_blanks(std::string_view text, uint32_t begin) const {
        const char *const end = text.data() + text.size(), *p = text.data() + begin;
        for (CharacterClass kind = blank(); p != end;) {
            const Found next = at(p, end);
            if (!kind.is_kind_of(next.of)) break;
            kind = next.of, p += next.size;
        }
        return static_cast<uint32_t>(p - text.data());
    }
    CharacterClass blank() const { return classes_[' ']; }
    const std::vector<std::string>& names() const { return names_; }
    uint64_t hash() const { return hash_; }

private:
    static uint32_t size_beyond(unsigned first, std::ptrdiff_t room) {
        for (uint32_t size = 4; size <= 6; ++size)
            if (first >> (7 - size) == (1u << (size + 1)) - 2 && room >= size) return size;
        return 1;
    }

    std::vector<CharacterClass> classes_ = std::vector<CharacterClass>(1 << 16);
    std::vector<std::string> names_;
    uint64_t hash_ = 0;
};

}  // namespace malvec
