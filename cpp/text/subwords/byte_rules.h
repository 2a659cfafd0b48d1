// SentencePiece's map of characters: rules that replace the beginning of a text. A precompiled map
// is a double array of darts-clone, then texts that end with NUL.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/subwords/character_set.h"

namespace malvec {

class ByteRules {
public:
    // Throws FormatError where the map is damaged, or a rule goes in circles.
    explicit ByteRules(std::string_view blob);

    struct Rule {
        size_t size = 0;        // bytes of the text that it takes; 0: there is none
        std::string_view made;  // what they become
    };
    Rule longest(std::string_view text) const;
    Rule shortest(std::string_view text) const;

    // Characters that a rule of one character takes, and those that stand in one behind the first:
    // no rule takes a text without them.
    const CharacterSet& touched() const { return *touched_; }

private:
    template <class OnRule>
    void walk(std::string_view text, OnRule&& on_rule) const;
    void find_touched();

    std::vector<uint32_t> units_;
    std::string texts_;
    std::optional<CharacterSet> touched_;
};

}  // namespace malvec
