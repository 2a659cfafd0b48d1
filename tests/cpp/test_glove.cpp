// Tiles: every cell once, in its place, and epochs that no number of
// threads changes. GloVe: the kernel's pieces against plain loops.
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "check.h"
#include "core/error.h"
#include "core/random.h"
#include "core/vec.h"
#include "models/cells/glove.h"

using namespace malvec;

namespace {

// About half of the cells of [rows, width], frequent ids first.
struct Counts {
    std::vector<uint64_t> offsets{0};
    std::vector<uint32_t> columns;
    std::vector<double> values;
    size_t width;

    Counts(size_t rows, size_t w) : width(w) {
        Random random(7);
        for (size_t i = 0; i < rows; ++i) {
            for (uint32_t j = 0; j < w; ++j)
                if (random.below(100) < 50)
                    columns.push_back(j),
                        values.push_back(1 + random.below(20) / (1.0 + static_cast<double>(i)));
            offsets.push_back(columns.size());
        }
    }
    Csr<double> view() const { return {offsets, columns, values, width}; }
};

struct GloveState {
    std::shared_ptr<float[]> row_memory, column_memory;
    GloveRows views;

    GloveState(const GloveOptions& o, size_t rows, size_t columns) {
        const size_t width = 2 * glove_width(o.dim);
        row_memory = allocate_floats(rows * width),
        column_memory = allocate_floats(columns * width);
        views = {{row_memory.get(), rows, width, width},
                 {column_memory.get(), columns, width, width}};
        initialize_glove(views, o);
    }
    std::vector<float> values() const {
        std::vector<float> all(views.rows.data,
                               views.rows.data + views.rows.rows * views.rows.stride);
        all.insert(all.end(), views.columns.data,
                   views.columns.data + views.columns.rows * views.columns.stride);
        return all;
    }
};

}  // namespace

TEST(tiles_hold_every_cell_once) {
    const Counts counts(150, 70);
    const Tiles tiles = make_tiles(counts.view(), 33, 5, 3);
    std::map<std::pair<uint32_t, uint32_t>, float> found;
    for (uint32_t r = 0; r < 33; ++r)
        for (uint32_t c = 0; c < 33; ++c)
            for (const TileCell& cell : tiles.tile(r, c).cells) {
                CHECK(
                    found.emplace(std::pair(r + 33u * cell.row, c + 33u * cell.column), cell.value)
                        .second);
                CHECK(cell.weight == 1);
            }
    CHECK(found.size() == counts.columns.size());
    for (uint32_t row = 0; row < 150; ++row)
        for (uint64_t i = counts.offsets[row]; i < counts.offsets[row + 1]; ++i)
            CHECK(found.at({row, counts.columns[i]}) == static_cast<float>(counts.values[i]));
}

TEST(parts_are_odd_and_small_enough) {
    for (const size_t ids : {0ul, 1ul, 33ul, 1000ul, 91232ul, 10000000ul}) {
        const uint32_t parts = count_parts(ids, 2900);
        CHECK(parts % 2 == 1 && (ids + parts - 1) / parts <= 2900);
    }
}

TEST(no_two_tiles_meet) {
    const Counts counts(200, 200);
    const Tiles tiles = make_tiles(counts.view(), 35, 1, 1);
    std::mutex mutex;
    std::set<uint32_t> rows, columns;
    uint64_t visited = 0;
    bool met = false;
    const auto sums = visit_tiles(
        tiles, 3, 8,
        [&](const Tile& tile) {
            {
                const std::lock_guard lock(mutex);
                met |=
                    !rows.insert(tile.row_part).second || !columns.insert(tile.column_part).second;
                visited += tile.cells.size();
            }
            volatile double busy = 0;
            for (int i = 0; i < 2000; ++i) busy = busy + i;
            const std::lock_guard lock(mutex);
            rows.erase(tile.row_part), columns.erase(tile.column_part);
            return 0.5;
        },
        nullptr);
    CHECK(!met && sums.finished && visited == counts.columns.size() && sums.cells == visited);
}

TEST(a_failing_tile_ends_the_epoch) {
    const Counts counts(100, 100);
    const Tiles tiles = make_tiles(counts.view(), 33, 1, 1);
    const auto fail = [](const Tile& tile) -> double {
        if (tile.row_part == 5) throw NumericalError("here");
        return 0;
    };
    for (const unsigned threads : {1u, 2u, 7u})
        CHECK_THROWS(visit_tiles(tiles, 0, threads, fail, nullptr), NumericalError);
}

TEST(glove_has_the_same_bits_at_any_number_of_threads) {
    const Counts counts(150, 150);
    GloveOptions options;
    options.dim = 20;
    std::vector<float> first;
    double loss = 0;
    for (const uint32_t threads : {1u, 2u, 5u, 16u}) {
        options.threads = threads;
        const GloveState state(options, 150, 150);
        const GloveTraining training(options, counts.view(), state.views);
        double last = 0;
        for (uint64_t epoch = 0; epoch < 3; ++epoch) last = training.run_epoch(epoch, nullptr).loss;
        if (first.empty()) first = state.values(), loss = last;
        CHECK(state.values() == first && last == loss);
    }
}

TEST(glove_moves_no_constant_and_no_padding) {
    const Counts counts(60, 60);
    for (const uint32_t dim : {1u, 14u, 15u, 16u, 100u}) {
        GloveOptions options;
        options.dim = dim;
        const GloveState state(options, 60, 60);
        GloveTraining(options, counts.view(), state.views).run_epoch(0, nullptr);
        for (size_t i = 0; i < 60; ++i) {
            CHECK(state.views.rows.row(i)[dim + 1] == 1 && state.views.columns.row(i)[dim] == 1);
            for (size_t k = dim + 2; k < glove_width(dim); ++k)
                CHECK(state.views.rows.row(i)[k] == 0 &&
                      state.views.rows.row(i)[k + glove_width(dim)] == 1);
        }
    }
}

TEST(roots_and_clips) {
    alignas(64) float out[lanes];
    for (float x = 1e-6f; x < 1e12f; x *= 1.7f) {
        store(out, inverse_root(splat(x)));
        CHECK(std::abs(static_cast<double>(out[0]) * std::sqrt(static_cast<double>(x)) - 1) < 1e-6);
    }
    for (const float x : {-3.0f, -1.0f, -0.5f, 0.0f, 0.25f, 2.0f}) {
        store(out, clip(splat(x), splat(1)));
        CHECK(out[lanes - 1] == std::clamp(x, -1.0f, 1.0f));
    }
}
