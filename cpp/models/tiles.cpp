#include "models/tiles.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <thread>

#include "core/parallel.h"
#include "core/random.h"
#include "core/vec.h"

namespace malvec {
namespace {

constexpr uint64_t heaviest_share = 64;  // no bin has more than this part of all cells, so that as many threads find work

template <class Value>
std::vector<uint64_t> cells_per_column(const Csr<Value>& matrix) {
    std::vector<uint64_t> counts(matrix.width);
    for (const uint32_t column : matrix.columns) ++counts[column];
    return counts;
}

template <class Value>
std::vector<uint64_t> cells_per_row(const Csr<Value>& matrix) {
    std::vector<uint64_t> counts(matrix.rows());
    for (size_t i = 0; i < counts.size(); ++i) counts[i] = matrix.offsets[i + 1] - matrix.offsets[i];
    return counts;
}

// The bin of every id.
std::vector<uint32_t> bins_of(const Bins& bins, size_t ids) {
    std::vector<uint32_t> found(ids);
    for (size_t b = 0; b + 1 < bins.size(); ++b) std::fill(found.begin() + bins[b], found.begin() + bins[b + 1], static_cast<uint32_t>(b));
    return found;
}

template <class T>
void shuffle(std::span<T> items, Random random) {
    for (size_t left = items.size(); left > 1; --left) std::swap(items[left - 1], items[random.below(static_cast<uint32_t>(left))]);
}

std::vector<uint32_t> permutation(uint32_t n, uint64_t key) {
    std::vector<uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0);
    shuffle(std::span(order), Random(key));
    return order;
}

// Groups of neighbouring bins in random order, and the bins in random order within them. Neighbours have about equally many cells where
// ids are sorted by frequency: so the tiles of a group against a group are alike, and no thread waits for a large one.
std::vector<uint32_t> grouped_permutation(uint32_t bins, uint64_t key) {
    const auto groups = permutation(bins / group_bins, key);
    std::vector<uint32_t> order;
    for (const uint32_t group : groups)
        for (const uint32_t bin : permutation(group_bins, random_key(key, group))) order.push_back(group * group_bins + bin);
    return order;
}

// Which cells of a row bin go where: counted first, then written, then mixed.
template <class Value>
struct TileSorter {
    const Csr<Value>& matrix;
    Tiles& tiles;
    std::vector<uint32_t> column_bins;

    std::span<uint64_t> ends(uint64_t row_bin) { return std::span(tiles.starts).subspan(row_bin * tiles.bins() + 1, tiles.bins()); }

    void count(uint64_t row_bin) {
        const auto sizes = ends(row_bin);
        const uint64_t begin = matrix.offsets[tiles.rows[row_bin]], end = matrix.offsets[tiles.rows[row_bin + 1]];
        for (uint64_t i = begin; i < end; ++i) ++sizes[column_bins[matrix.columns[i]]];
    }

    void write(uint64_t row_bin) {
        const uint32_t first_row = tiles.rows[row_bin];
        std::vector<uint64_t> next(tiles.bins());
        for (size_t b = 0; b < next.size(); ++b) next[b] = tiles.starts[row_bin * tiles.bins() + b];
        for (uint32_t row = first_row; row < tiles.rows[row_bin + 1]; ++row)
            for (uint64_t i = matrix.offsets[row]; i < matrix.offsets[row + 1]; ++i) {
                const uint32_t column = matrix.columns[i], bin = column_bins[column];
                tiles.cells[next[bin]++] = {static_cast<uint16_t>(row - first_row), static_cast<uint16_t>(column - tiles.columns[bin]),
                                            static_cast<float>(matrix.values[i]), 1.0f};
            }
    }

    void mix(uint64_t row_bin) {
        for (size_t b = 0; b < tiles.bins(); ++b) {
            const uint64_t tile = row_bin * tiles.bins() + b, begin = tiles.starts[tile], end = tiles.starts[tile + 1];
            shuffle(std::span(tiles.cells).subspan(begin, end - begin), Random(random_key(tiles.seed, for_tiles, tile)));
        }
    }
};

// How far each bin is in its turns; a tile's turn comes when its row bin and its column bin have had all before it.
struct Turns {
    std::vector<std::atomic<uint32_t>> rows, columns;
    std::atomic<bool> failed{false};

    explicit Turns(size_t bins) : rows(bins), columns(bins) {}

    bool wait(const Visit& v) const {
        const auto due = [&] {
            return rows[v.row_bin].load(std::memory_order_acquire) == v.turn &&
                   columns[v.column_bin].load(std::memory_order_acquire) == v.turn;
        };
        while (!due()) {
            if (failed.load(std::memory_order_relaxed)) return false;
            std::this_thread::yield();
        }
        return true;
    }

    void finish(const Visit& v) {
        rows[v.row_bin].store(v.turn + 1, std::memory_order_release);
        columns[v.column_bin].store(v.turn + 1, std::memory_order_release);
    }
};

}  // namespace

Bins make_bins(std::span<const uint64_t> cells_per_id, uint32_t most_ids, uint64_t most_cells) {
    Bins first{0};
    uint64_t cells = 0;
    for (uint32_t id = 0; id < cells_per_id.size(); ++id) {
        if (id > first.back() && (id - first.back() == most_ids || cells + cells_per_id[id] > most_cells)) first.push_back(id), cells = 0;
        cells += cells_per_id[id];
    }
    first.push_back(static_cast<uint32_t>(cells_per_id.size()));
    return first;
}

Tile Tiles::tile(size_t row_bin, size_t column_bin) const {
    const uint64_t index = row_bin * bins() + column_bin;
    return {rows[row_bin], columns[column_bin], std::span(cells).subspan(starts[index], starts[index + 1] - starts[index])};
}

template <class Value>
Tiles make_tiles(const Csr<Value>& matrix, uint32_t most_ids, uint64_t seed, unsigned threads) {
    const uint64_t heaviest = matrix.cells() / heaviest_share + 1;
    Tiles tiles{make_bins(cells_per_row(matrix), most_ids, heaviest), make_bins(cells_per_column(matrix), most_ids, heaviest), {}, {}, seed};
    const size_t bins = (std::max(tiles.rows.size(), tiles.columns.size()) - 2) / group_bins * group_bins + group_bins;
    tiles.rows.resize(bins + 1, static_cast<uint32_t>(matrix.rows()));
    tiles.columns.resize(bins + 1, static_cast<uint32_t>(matrix.width));
    tiles.cells.resize(matrix.cells());
    tiles.starts.resize(bins * bins + 1);
    TileSorter<Value> sorter{matrix, tiles, bins_of(tiles.columns, matrix.width)};
    parallel_pieces(bins, threads, [&](uint64_t row_bin, unsigned) { sorter.count(row_bin); });
    std::partial_sum(tiles.starts.begin(), tiles.starts.end(), tiles.starts.begin());
    parallel_pieces(bins, threads, [&](uint64_t row_bin, unsigned) { sorter.write(row_bin), sorter.mix(row_bin); });
    return tiles;
}

template Tiles make_tiles(const Csr<float>&, uint32_t, uint64_t, unsigned);
template Tiles make_tiles(const Csr<double>&, uint32_t, uint64_t, unsigned);

std::vector<Visit> schedule(uint32_t bins, uint64_t seed, uint64_t epoch, unsigned threads) {
    const uint32_t groups = bins / group_bins, together = std::clamp((threads + 3) / 4, 1u, groups);  // groups visited side by side
    const auto rows = grouped_permutation(bins, random_key(seed, for_schedule, epoch, 0));
    const auto columns = grouped_permutation(bins, random_key(seed, for_schedule, epoch, 1));
    std::vector<Visit> visits;
    visits.reserve(size_t{bins} * bins);
    for (uint32_t outer = 0; outer < groups; ++outer)
        for (uint32_t first = 0; first < groups; first += together)
            for (uint32_t inner = 0; inner < group_bins; ++inner)
                for (uint32_t group = first; group < std::min(first + together, groups); ++group)
                    for (uint32_t k = 0; k < group_bins; ++k) {
                        const uint32_t row = group * group_bins + k;
                        const uint32_t column = (group + outer) % groups * group_bins + (k + inner) % group_bins;
                        visits.push_back({rows[row], columns[column], outer * group_bins + inner});
                    }
    return visits;
}

EpochSums visit_tiles(const Tiles& tiles, uint64_t epoch, unsigned threads, const std::function<double(const Tile&)>& train_tile,
                      const Tick& tick) {
    const auto visits = schedule(static_cast<uint32_t>(tiles.bins()), tiles.seed, epoch, threads);
    std::vector<double> losses(visits.size());  // by tile
    Turns turns(tiles.bins());
    Progress progress;
    std::mutex mutex;
    const auto work = [&](uint64_t piece, unsigned) {
        const Visit& visit = visits[piece];
        const Tile tile = tiles.tile(visit.row_bin, visit.column_bin);
        double& loss = losses[visit.row_bin * tiles.bins() + visit.column_bin];
        if (!turns.wait(visit)) return;
        try {
            flush_denormals();
            if (!tile.cells.empty()) loss = train_tile(tile);
        } catch (...) {
            turns.failed = true;
            throw;
        }
        turns.finish(visit);
        const std::lock_guard lock(mutex);
        progress.done += tile.cells.size(), progress.terms = progress.done, progress.loss += loss;
    };
    const auto keep_going = [&] {
        std::unique_lock lock(mutex);
        const Progress now = progress;
        lock.unlock();
        return !tick || tick(now);
    };
    const uint64_t done = parallel_pieces(visits.size(), threads, work, keep_going);
    return {done == visits.size(), progress.done, std::accumulate(losses.begin(), losses.end(), 0.0)};
}

}  // namespace malvec
