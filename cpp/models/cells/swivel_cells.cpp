#include "models/cells/swivel_cells.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

#include "core/parallel.h"

namespace malvec {
namespace {

constexpr double most_count = 1e30;  // its square root and its logarithm are harmless floats

// Where the cells of a column go.
struct Spot {
    uint64_t tile;  // in the strip
    uint16_t place;
};

std::vector<Spot> column_spots(const Shards& columns) {
    std::vector<Spot> spots(columns.items);
    for (size_t j = 0; j < columns.items; ++j) {
        const size_t shard = j % columns.count, local = j / columns.count;
        spots[j] = {shard * columns.tiles() + local / swivel_tile,
                    static_cast<uint16_t>(local % swivel_tile)};
    }
    return spots;
}

// visit(row, row within the tile) for the rows of one strip of tiles.
template <class Visit>
void strip_rows(const Shards& rows, size_t strip, Visit&& visit) {
    const size_t shard = strip / rows.tiles(), first = strip % rows.tiles() * swivel_tile;
    for (size_t local = first; local < std::min(first + swivel_tile, rows.size(shard)); ++local)
        visit(shard + local * rows.count, local - first);
}

[[noreturn]] void refuse(size_t row, uint32_t column, double value) {
    throw std::invalid_argument("the value in row " + std::to_string(row) + ", column " +
                                std::to_string(column) + " is " + std::to_string(value) +
                                ": a count is between 0 and 1e30");
}

}  // namespace

template <class Value>
SwivelCells::SwivelCells(const Csr<Value>& cells, Shards rows, Shards columns, unsigned threads)
    : rows_(rows), columns_(columns), starts_(rows.count * rows.tiles() * strip() + 1) {
    const std::vector<Spot> spots = column_spots(columns);
    // visit(start of the strip's tiles, cell, spot, row in the tile)
    const auto each_strip = [&](const auto& visit) {
        all_pieces(
            rows.count * rows.tiles(), threads,
            [&](uint64_t piece, unsigned) {
                strip_rows(rows, piece, [&](size_t row, size_t place) {
                    for (uint64_t i = cells.offsets[row]; i < cells.offsets[row + 1]; ++i) {
                        const double value = static_cast<double>(cells.values[i]);
                        if (!(value >= 0 && value <= most_count))
                            refuse(row, cells.columns[i], value);
                        if (value > 0) visit(piece * strip(), i, spots[cells.columns[i]], place);
                    }
                });
            },
            nullptr);
    };
    each_strip([&](uint64_t first, uint64_t, const Spot& spot, size_t) {
        ++starts_[first + spot.tile + 1];
    });
    std::inclusive_scan(starts_.begin(), starts_.end(), starts_.begin());
    places_.resize(starts_.back()), logs_.resize(starts_.back());
    std::vector<uint64_t> next(starts_.begin(), starts_.end() - 1);
    each_strip([&](uint64_t first, uint64_t cell, const Spot& spot, size_t row) {
        const uint64_t at = next[first + spot.tile]++;
        places_[at] = static_cast<uint16_t>(row * swivel_tile + spot.place);
        logs_[at] = static_cast<float>(std::log(static_cast<double>(cells.values[cell])));
    });
}

template SwivelCells::SwivelCells(const Csr<float>&, Shards, Shards, unsigned);
template SwivelCells::SwivelCells(const Csr<double>&, Shards, Shards, unsigned);

}  // namespace malvec
