// The added tokens of a tokenizer.json: units that are found in a text before it is cut.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/subwords/byte_trie.h"
#include "text/subwords/unit_model.h"

namespace malvec {

struct AddedUnit {
    std::string text;
    uint32_t id;
    bool single_word, left_strip, right_strip;
};

class AddedUnits {
public:
    AddedUnits() = default;
    explicit AddedUnits(std::vector<AddedUnit> units);

    bool empty() const { return units_.empty(); }
    // Appends those in a text, the leftmost and of these the longest first, with the blanks that
    // they take; they may share blanks.
    void find(std::string_view text, std::vector<Unit>& found) const;

private:
    uint32_t longest_at(std::string_view text, size_t begin) const;

    std::vector<AddedUnit> units_;
    ByteTrie texts_;
    bool begins_[256] = {};
};

}  // namespace malvec
