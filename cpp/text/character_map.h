// SentencePiece's map of characters: rules that replace the beginning of a text.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "text/scored_tokens.h"

namespace malvec {

// The longest rule of a precompiled map (a double array of darts-clone, then texts
// that end with NUL) at the beginning of a text.
class CharacterMap {
public:
    explicit CharacterMap(std::string blob);

    // Characters that a rule takes, 0 where there is none; `out` gets what it gives.
    size_t apply(CodePoints text, std::vector<uint32_t>& out) const;

private:
    uint32_t step(size_t& node, uint32_t character) const;

    std::vector<uint32_t> units_;
    std::string texts_;
};

}  // namespace malvec
