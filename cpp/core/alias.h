// Sampling from a fixed discrete distribution in constant
// time: the alias method (Walker 1977; Vose 1991).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace malvec {

class AliasTable {
public:
    AliasTable() = default;
    explicit AliasTable(std::span<const double> weights);  // weights >= 0, at least one > 0

    // One draw from 64 random bits: the upper half picks the cell, the lower half picks its side.
    uint32_t draw(uint64_t bits) const {
        const uint64_t cell = (bits >> 32) * cells_.size() >> 32;
        const Cell& c = cells_[cell];
        // no branch: it would be guessed wrong half the time
        const uint32_t stay = 0u - (static_cast<uint32_t>(bits) < c.threshold);
        return c.alias ^ ((c.alias ^ static_cast<uint32_t>(cell)) & stay);
    }

private:
    struct Cell {
        uint32_t threshold;  // probability of staying, times 2^32
        uint32_t alias;      // where to go otherwise
    };
    std::vector<Cell> cells_;
};

}  // namespace malvec
