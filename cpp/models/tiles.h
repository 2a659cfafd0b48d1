// A sparse matrix cut into tiles whose rows and columns fit into one core's cache, and an order in which threads visit them without ever
// meeting in a row or column (after Gemulla et al. 2011 and LIBMF, Chin et al. 2015). What an epoch does depends on seed and epoch alone:
// every tile waits for the one before it in its rows and for the one before it in its columns, however many threads there are.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/csr.h"
#include "core/run.h"

namespace malvec {

// A cell with its place inside its tile; what value and weight mean is the model's business.
struct TileCell {
    uint16_t row, column;
    float value, weight;
};

// Ranges of ids: bin b holds first[b] .. first[b + 1] - 1; the last ones may be empty.
using Bins = std::vector<uint32_t>;

// Consecutive ids, at most `most_ids` (up to 65536) per bin, and at most `most_cells` unless a single id has more.
Bins make_bins(std::span<const uint64_t> cells_per_id, uint32_t most_ids, uint64_t most_cells);

struct Tile {
    uint32_t first_row, first_column;
    std::span<const TileCell> cells;
};

struct Tiles {
    Bins rows, columns;            // equally many bins, a multiple of `group_bins`
    std::vector<TileCell> cells;   // tile by tile, row bin after row bin; in random order inside a tile
    std::vector<uint64_t> starts;  // bins * bins + 1
    uint64_t seed = 0;

    size_t bins() const { return rows.size() - 1; }
    Tile tile(size_t row_bin, size_t column_bin) const;
};

constexpr uint32_t group_bins = 8;  // so many row bins and column bins are visited together while the last-level cache holds them

// Weights are 1. `most_ids`: rows, and columns, of a tile.
template <class Value>
Tiles make_tiles(const Csr<Value>& matrix, uint32_t most_ids, uint64_t seed, unsigned threads);

// Tiles that come one after the other in a row bin and column bin have turns 0, 1, ...: each turn has every bin once.
struct Visit {
    uint32_t row_bin, column_bin, turn;
};

// The order of an epoch. `threads` only decides which tiles that do not touch each other come first.
std::vector<Visit> schedule(uint32_t bins, uint64_t seed, uint64_t epoch, unsigned threads);

struct EpochSums {
    bool finished = false;
    uint64_t cells = 0;
    double loss = 0;  // summed tile by tile in the order of the matrix
};

// train_tile(tile) for all of them; returns the loss of the tile. Stops early where the tick says so.
EpochSums visit_tiles(const Tiles& tiles, uint64_t epoch, unsigned threads, const std::function<double(const Tile&)>& train_tile,
                      const Tick& tick);

}  // namespace malvec
