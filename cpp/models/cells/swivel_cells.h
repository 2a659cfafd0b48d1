// The observed cells of a matrix in the order in which
// Swivel meets them: shard by shard, tile by tile.
// A shard of n takes rows s, s + n, s + 2n, ...: where rows
// are sorted by frequency, all shards have the same mix.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/csr.h"

namespace malvec {

// most rows and columns of a tile; a cell's place in it takes 16 bits
constexpr size_t swivel_tile = 256;

// The rows, or the columns, cut into shards.
struct Shards {
    size_t items = 0, count = 1;

    Shards() = default;
    Shards(size_t all, size_t most) : items(all), count((all + most - 1) / most) {}
    size_t size(size_t shard) const { return (items - shard + count - 1) / count; }
    size_t largest() const { return size(0); }
    // of the largest shard
    size_t tiles() const { return (largest() + swivel_tile - 1) / swivel_tile; }
};

struct CellTile {
    std::span<const uint16_t> places;  // row in the tile x 256 + column, ascending
    std::span<const float> logs;       // of the counts
};

class SwivelCells {
public:
    // Cells of value 0 are unobserved. Throws invalid_argument
    // naming the first cell that is no count.
    template <class Value>
    SwivelCells(const Csr<Value>& cells, Shards rows, Shards columns, unsigned threads);

    CellTile tile(size_t row_shard, size_t column_shard, size_t row_tile,
                  size_t column_tile) const {
        const size_t index = (row_shard * rows_.tiles() + row_tile) * strip() +
                             column_shard * columns_.tiles() + column_tile;
        const uint64_t begin = starts_[index], size = starts_[index + 1] - begin;
        return {std::span(places_).subspan(begin, size), std::span(logs_).subspan(begin, size)};
    }

private:
    size_t strip() const { return columns_.count * columns_.tiles(); }  // tiles with the same rows

    Shards rows_, columns_;
    std::vector<uint64_t> starts_;
    std::vector<uint16_t> places_;
    std::vector<float> logs_;
};

}  // namespace malvec
