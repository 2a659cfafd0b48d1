// A sparse matrix cut into tiles, and an order in which threads visit them without ever
// meeting in a row or column (after Gemulla et al. 2011 and LIBMF, Chin et al. 2015).
// Row i lies in part i mod parts, and so do columns: where ids are sorted by frequency
// every part has its share of frequent and of rare ones, so tiles are equally heavy,
// and each is a fair sample of the whole matrix: training on one tile after the other
// is as good as random order. A tile's rows and columns fit into the last-level cache.
// What an epoch does depends on seed and epoch alone: every tile waits for the one before
// it in its rows and the one before it in its columns, however many threads there are.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/csr.h"
#include "core/tick.h"
#include "models/cells/epoch_sums.h"

namespace malvec {

// A cell of a tile; what value and weight mean is the model's business.
struct TileCell {
    uint16_t row, column;  // of the matrix: part + this * parts
    float value, weight;
};

struct Tile {
    uint32_t row_part, column_part;
    std::span<const TileCell> cells;
};

struct Tiles {
    uint32_t parts = 0;  // of the rows, and of the columns
    uint64_t seed = 0;
    std::vector<uint64_t> starts;  // parts * parts + 1
    std::shared_ptr<float[]> memory;
    // tile by tile, row part after row part; in random order inside a tile
    std::span<TileCell> cells;

    Tile tile(uint32_t row_part, uint32_t column_part) const;
};

// How many parts, so that none has more than `most_ids` (up to 65536)
// ids. Odd: rows of a part lie parts * stride apart in memory, and a
// power of two in there would crowd them into few places of the caches.
uint32_t count_parts(size_t ids, uint32_t most_ids);

// Weights are 1.
template <class Value>
Tiles make_tiles(const Csr<Value>& matrix, uint32_t parts, uint64_t seed, unsigned threads);

// train_tile(tile), which returns the tile's loss, for all of them. The sum is taken
// in the order of the matrix. Stops early where the tick says so.
EpochSums visit_tiles(const Tiles& tiles, uint64_t epoch, unsigned threads,
                      const std::function<double(const Tile&)>& train_tile, const Tick& tick);

}  // namespace malvec
