// A set of characters that is asked for each one of a text.
#pragma once
#include <string_view>

#include "text/subwords/unit_characters.h"

namespace malvec {

class CharacterSet {
public:
    template <class Holds>
    explicit CharacterSet(Holds&& holds)
        : held_([&](char32_t c) { return static_cast<uint8_t>(holds(c)); }) {
        for (char32_t c = 0; c < 0x80; ++c) ascii_[c] = held_[c];
    }

    bool holds(char32_t c) const { return held_[c]; }

    // Where the first one of them begins in text that is UTF-8; its size where there is none.
    size_t find_in(std::string_view text, size_t from = 0) const {
        const char *const begin = text.data(), *const end = begin + text.size();
        for (const char* p = begin + from; p < end;) {
            if (static_cast<uint8_t>(*p) < 0x80) {
                if (ascii_[static_cast<uint8_t>(*p)]) return static_cast<size_t>(p - begin);
                ++p;
                continue;
            }
            const char* const at = p;
            if (holds(next_character(p))) return static_cast<size_t>(at - begin);
        }
        return text.size();
    }

private:
    CharacterTable<uint8_t> held_;
    uint8_t ascii_[0x80];
};

}  // namespace malvec
