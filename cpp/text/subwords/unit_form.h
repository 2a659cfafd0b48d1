// Unicode's normal forms as Hugging Face `tokenizers` has them, of an older version of Unicode than
// text/nfc.h, and without a limit to marks.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace malvec {

struct UnitForm {
    bool compatible, composed;

    struct Character {
        char32_t value;
        uint32_t order;
    };

    // Whether a character may change, or what stands before it may.
    bool touches(char32_t c) const;
    // Whether it combines with nothing that stands before it.
    bool stands_apart(char32_t c) const;
    // Appends the text, UTF-8, in this form; `room` is used, so that it may be kept.
    void append(std::string_view text, std::string& out, std::vector<Character>& room) const;

private:
    void take_apart(char32_t c, std::vector<Character>& out) const;
};

}  // namespace malvec
