// Quotations and brackets of a line: which signs close one, and which places lie within.
#pragma once
#include <string_view>
#include <vector>

namespace malvec {

// A pair of more than 300 characters holds nothing together, nor does one within eight others.
class Nesting {
public:
    void read(std::u32string_view line);
    // Whether what stands before `at` and behind it lies in one pair; at most the size of the line.
    bool inside(size_t at) const { return inside_[at] != 0; }
    bool closing(size_t at) const { return closing_[at] != 0; }

private:
    struct Open {
        char32_t closer;
        size_t at;
    };

    void read_sign(std::u32string_view line, size_t i);
    bool close(char32_t c, size_t i);
    void open(char32_t closer, size_t i);

    std::vector<char> inside_, closing_;
    std::vector<Open> open_;
};

}  // namespace malvec
