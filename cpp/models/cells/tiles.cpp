#include "models/cells/tiles.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <thread>

#include "core/matrix.h"
#include "core/parallel.h"
#include "core/random.h"
#include "core/vec.h"

namespace malvec {
namespace {

constexpr uint32_t least_parts = 33;  // so that as many threads find work in small matrices too

template <class T>
void shuffle(std::span<T> items, Random random) {
    for (size_t left = items.size(); left > 1; --left)
        std::swap(items[left - 1], items[random.below(static_cast<uint32_t>(left))]);
}

std::vector<uint32_t> permutation(uint32_t n, uint64_t key) {
    std::vector<uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0);
    shuffle(std::span(order), Random(key));
    return order;
}

// Which cells of a row part go where: counted first, then written, then mixed.
template <class Value>
struct TileSorter {
    const Csr<Value>& matrix;
    Tiles& tiles;
    std::vector<uint16_t> column_parts, column_places;  // of every column

    TileSorter(const Csr<Value>& m, Tiles& t)
        : matrix(m), tiles(t), column_parts(m.width), column_places(m.width) {
        for (uint32_t c = 0; c < m.width; ++c)
            column_parts[c] = static_cast<uint16_t>(c % t.parts),
            column_places[c] = static_cast<uint16_t>(c / t.parts);
    }

    template <class Use>
    void for_cells(uint64_t row_part, Use&& use) const {
        for (size_t row = row_part; row < matrix.rows(); row += tiles.parts)
            for (uint64_t i = matrix.offsets[row]; i < matrix.offsets[row + 1]; ++i) use(row, i);
    }

    void count(uint64_t row_part) {
        const auto sizes = std::span(tiles.starts).subspan(row_part * tiles.parts + 1, tiles.parts);
        for_cells(row_part, [&](size_t, uint64_t i) { ++sizes[column_parts[matrix.columns[i]]]; });
    }

    void write(uint64_t row_part) {
        const auto first = tiles.starts.begin() + static_cast<ptrdiff_t>(row_part * tiles.parts);
        std::vector<uint64_t> next(first, first + tiles.parts);
        for_cells(row_part, [&](size_t row, uint64_t i) {
            const uint32_t column = matrix.columns[i];
            tiles.cells[next[column_parts[column]]++] = {
                static_cast<uint16_t>(row / tiles.parts), column_places[column],
                static_cast<float>(matrix.values[i]), 1.0f};
        });
    }

    void mix(uint64_t row_part) {
        for (uint64_t tile = row_part * tiles.parts; tile < (row_part + 1) * tiles.parts; ++tile) {
            const uint64_t begin = tiles.starts[tile], end = tiles.starts[tile + 1];
            shuffle(tiles.cells.subspan(begin, end - begin),
                    Random(random_key(tiles.seed, for_tiles, tile)));
        }
    }
};

// A tile and its turn: a turn has every row part and every column part once.
struct Visit {
    uint32_t row_part, column_part, turn;
};

// The order of an epoch: a Latin square with its rows and columns in random order.
std::vector<Visit> schedule(uint32_t parts, uint64_t seed, uint64_t epoch) {
    const auto rows = permutation(parts, random_key(seed, for_schedule, epoch, 0));
    const auto columns = permutation(parts, random_key(seed, for_schedule, epoch, 1));
    std::vector<Visit> visits;
    visits.reserve(size_t{parts} * parts);
    for (uint32_t turn = 0; turn < parts; ++turn)
        for (uint32_t k = 0; k < parts; ++k)
            visits.push_back({rows[k], columns[(k + turn) % parts], turn});
    return visits;
}

// How far each part is in its turns; a tile's turn comes when
// its row part and its column part have had all before it.
struct TileTurns {
    std::vector<std::atomic<uint32_t>> rows, columns;
    std::atomic<bool> failed{false};

    explicit TileTurns(size_t parts) : rows(parts), columns(parts) {}

    bool wait(const Visit& v) const {
        const auto due = [&] {
            return rows[v.row_part].load(std::memory_order_acquire) == v.turn &&
                   columns[v.column_part].load(std::memory_order_acquire) == v.turn;
        };
        while (!due()) {
            if (failed.load(std::memory_order_relaxed)) return false;
            std::this_thread::yield();
        }
        return true;
    }

    void finish(const Visit& v) {
        rows[v.row_part].store(v.turn + 1, std::memory_order_release);
        columns[v.column_part].store(v.turn + 1, std::memory_order_release);
    }
};

}  // namespace

Tile Tiles::tile(uint32_t row_part, uint32_t column_part) const {
    const uint64_t index = uint64_t{row_part} * parts + column_part;
    return {row_part, column_part, cells.subspan(starts[index], starts[index + 1] - starts[index])};
}

uint32_t count_parts(size_t ids, uint32_t most_ids) {
    return std::max(least_parts, static_cast<uint32_t>((ids + most_ids - 1) / most_ids)) | 1;
}

template <class Value>
Tiles make_tiles(const Csr<Value>& matrix, uint32_t parts, uint64_t seed, unsigned threads) {
    static_assert(sizeof(TileCell) == 3 * sizeof(float));
    auto memory = allocate_floats(3 * matrix.cells());
    const std::span cells(reinterpret_cast<TileCell*>(memory.get()), matrix.cells());
    Tiles tiles{parts, seed, std::vector<uint64_t>(uint64_t{parts} * parts + 1), std::move(memory),
                cells};
    TileSorter<Value> sorter(matrix, tiles);
    parallel_pieces(parts, threads, [&](uint64_t part, unsigned) { sorter.count(part); });
    std::partial_sum(tiles.starts.begin(), tiles.starts.end(), tiles.starts.begin());
    parallel_pieces(parts, threads,
                    [&](uint64_t part, unsigned) { sorter.write(part), sorter.mix(part); });
    return tiles;
}

template Tiles make_tiles(const Csr<float>&, uint32_t, uint64_t, unsigned);
template Tiles make_tiles(const Csr<double>&, uint32_t, uint64_t, unsigned);

EpochSums visit_tiles(const Tiles& tiles, uint64_t epoch, unsigned threads,
                      const std::function<double(const Tile&)>& train_tile, const Tick& tick) {
    const auto visits = schedule(tiles.parts, tiles.seed, epoch);
    std::vector<double> losses(visits.size());  // by tile
    TileTurns turns(tiles.parts);
    Progress progress;
    std::mutex mutex;
    const auto work = [&](uint64_t piece, unsigned) {
        const Visit& visit = visits[piece];
        const Tile tile = tiles.tile(visit.row_part, visit.column_part);
        double& loss = losses[uint64_t{visit.row_part} * tiles.parts + visit.column_part];
        if (!turns.wait(visit)) return;
        try {
            const FlushDenormals flush;
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
    const uint64_t done = parallel_pieces(visits.size(), threads, work, keep_going, Alone::apart);
    return {done == visits.size(), progress.done,
            std::accumulate(losses.begin(), losses.end(), 0.0)};
}

}  // namespace malvec
