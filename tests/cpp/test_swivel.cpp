// The kernels of Swivel against plain loops in double, and its steps at several numbers of threads.
#include <cmath>
#include <limits>
#include <vector>

#include "check.h"
#include "core/error.h"
#include "core/random.h"
#include "models/cells/swivel.h"

using namespace malvec;

namespace {

// Floats at an address that whole vectors may be read from.
struct Floats {
    std::shared_ptr<float[]> memory;
    size_t size;

    Floats(size_t count, uint64_t seed, float range) : memory(allocate_floats(count)), size(count) {
        Random random(seed);
        for (size_t i = 0; i < count; ++i) memory[i] = (2 * random.uniform() - 1) * range;
    }
    float& operator[](size_t i) const { return memory[i]; }
    float* data() const { return memory.get(); }
};

double softplus(double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }
double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
bool near(double a, double b, double tolerance) {
    return std::abs(a - b) <= tolerance * (1 + std::abs(b));
}

// A matrix of counts by a rule, most cells empty.
struct Counts {
    std::vector<uint64_t> offsets{0};
    std::vector<uint32_t> columns;
    std::vector<double> values;
    size_t width;

    Counts(size_t rows, size_t w) : width(w) {
        for (size_t i = 0; i < rows; ++i) {
            for (size_t j = 0; j < w; ++j)
                if (mix64(i * w + j) % 7 == 0)
                    columns.push_back(static_cast<uint32_t>(j)),
                        values.push_back(1 + static_cast<double>(i % 3));
            offsets.push_back(columns.size());
        }
    }
    Csr<double> view() const { return {offsets, columns, values, width}; }
};

struct State {
    std::vector<std::shared_ptr<float[]>> memory;
    SwivelRows rows;

    State(size_t height, size_t width, size_t dim)
        : rows{matrix(height, dim), matrix(width, dim), matrix(height, dim), matrix(width, dim)} {
        initialize_swivel(rows, 3);
    }
    Matrix matrix(size_t count, size_t dim) {
        memory.push_back(allocate_floats(count * padded_dim(dim)));
        return {memory.back().get(), count, dim, padded_dim(dim)};
    }
};

SwivelOptions small_options(uint32_t threads) {
    SwivelOptions options;
    options.dim = 21, options.shard_size = 30, options.threads = threads, options.lr = 0.5;
    return options;
}

std::vector<float> trained(uint32_t threads) {
    const Counts counts(170, 130);
    State state(170, 130, 21);
    SwivelTraining training(small_options(threads), counts.view(), state.rows);
    for (uint64_t epoch = 0; epoch < 3; ++epoch) CHECK(training.run_epoch(epoch, nullptr).finished);
    const Matrix& m = state.rows.rows;
    return {m.data, m.data + m.rows * m.stride};
}

}  // namespace

TEST(swivel_products_of_panels_and_blocks) {
    for (const size_t items : {1ul, 2ul, 5ul, 13ul, 14ul, 15ul, 29ul, 100ul})
        for (const size_t depth : {1ul, 7ul, 64ul}) {
            const Floats panel(depth * panel_rows, items, 1), blocks(depth * items, depth, 1),
                out(items * panel_rows, 1, 1);
            const std::vector<float> before(out.data(), out.data() + out.size);
            multiply_add(panel.data(), blocks.data(), depth, items, out.data());
            const Floats plain(items * panel_rows, 1, 1);
            multiply(panel.data(), blocks.data(), depth, items, plain.data());
            for (size_t b = 0; b < count_blocks(items); ++b) {
                const size_t begin = block_begin(b, items),
                             width = block_begin(b + 1, items) - begin;
                for (size_t j = 0; j < width; ++j)
                    for (size_t r = 0; r < panel_rows; ++r) {
                        double expected = 0;
                        for (size_t k = 0; k < depth; ++k)
                            expected += static_cast<double>(panel[k * panel_rows + r]) *
                                        blocks[begin * depth + k * width + j];
                        const size_t at = (begin + j) * panel_rows + r;
                        CHECK(near(plain[at], expected, 1e-5));
                        CHECK(near(out[at], expected + before[at], 1e-5));
                    }
            }
        }
}

TEST(swivel_blocks_fit_the_kernels) {
    for (size_t items = 1; items < 1000; ++items)
        for (size_t b = 0; b < count_blocks(items); ++b) {
            const size_t width = block_begin(b + 1, items) - block_begin(b, items);
            CHECK(width >= 1 && width <= most_block_width);
        }
}

TEST(swivel_unobserved_cells) {
    constexpr size_t columns = 77;
    const Floats scores(columns * panel_rows, 1, 30), row_bias(panel_rows, 2, 20),
        column_bias(columns, 3, 20);
    scores[5] = -1e30f, scores[6] = 1000, scores[7] = -1000;
    const std::vector<float> before(scores.data(), scores.data() + scores.size);
    const double loss =
        unobserved_gradients(scores.data(), columns, row_bias.data(), column_bias.data());
    double expected = 0;
    for (size_t i = 0; i < before.size(); ++i) {
        const double u =
            static_cast<double>(before[i]) +
            (static_cast<double>(row_bias[i % panel_rows]) + column_bias[i / panel_rows]);
        expected += softplus(u);
        CHECK(near(scores[i], sigmoid(u), 1e-6));
    }
    CHECK(near(loss, expected, 1e-6));
    scores[3] = std::numeric_limits<float>::quiet_NaN();
    CHECK(std::isnan(
        unobserved_gradients(scores.data(), columns, row_bias.data(), column_bias.data())));
}

TEST(swivel_observed_cells) {
    const Floats errors(48, 1, 5), logs(48, 2, 12);
    const size_t count = 32;
    const std::vector<float> before(errors.data(), errors.data() + 48);
    const double loss = observed_gradients(errors.data(), logs.data(), count, {0.1f, 0.25f, 0.5f});
    double expected = 0;
    for (size_t i = 0; i < count; ++i) {
        const double weight = 0.1 + 0.25 * std::exp(0.5 * static_cast<double>(logs[i])),
                     e = before[i];
        expected += weight * e * e / 2;
        CHECK(near(errors[i], weight * e, 1e-6));
    }
    CHECK(near(loss, expected, 1e-6));
}

TEST(swivel_transposes_squares) {
    const Floats in(panel_rows * panel_rows, 1, 1), out(panel_rows * panel_rows, 2, 1);
    transpose_square(in.data(), out.data());
    for (size_t i = 0; i < panel_rows; ++i)
        for (size_t j = 0; j < panel_rows; ++j)
            CHECK(in[i * panel_rows + j] == out[j * panel_rows + i]);
}

TEST(logarithms_from_one_on) {
    for (double x = 1; x < 1e38; x *= 1.37) {
        const auto f = static_cast<float>(x);
        CHECK(near(log_at_least_one(splat(f))[lanes - 1], std::log(static_cast<double>(f)), 5e-7));
    }
}

TEST(swivel_cells_lie_in_their_tiles) {
    const Counts counts(530, 40);
    const Shards rows(530, 300), columns(40, 16);
    const SwivelCells cells(counts.view(), rows, columns, 2);
    size_t found = 0;
    for (size_t r = 0; r < rows.count; ++r)
        for (size_t c = 0; c < columns.count; ++c)
            for (size_t t = 0; t < rows.tiles(); ++t) {
                const CellTile tile = cells.tile(r, c, t, 0);
                found += tile.places.size();
                for (size_t i = 0; i < tile.places.size(); ++i) {
                    const size_t row =
                        r + (t * swivel_tile + tile.places[i] / swivel_tile) * rows.count;
                    const size_t column = c + tile.places[i] % swivel_tile * columns.count;
                    CHECK(mix64(row * 40 + column) % 7 == 0);
                    CHECK(near(tile.logs[i], std::log(1 + static_cast<double>(row % 3)), 1e-6));
                    CHECK(i == 0 || tile.places[i] > tile.places[i - 1]);
                }
            }
    CHECK(found == counts.values.size());
}

TEST(swivel_is_the_same_at_any_number_of_threads) {
    const auto one = trained(1);
    CHECK(one == trained(2));
    CHECK(one == trained(7));
}

void train_forever(SwivelTraining& training, const Tick& tick) {
    // an epoch may be shorter than a tick
    for (uint64_t epoch = 0;; ++epoch) training.run_epoch(epoch, tick);
}

TEST(swivel_stops_and_fails_without_hanging) {
    const Counts counts(400, 400);
    State state(400, 400, 21);
    SwivelOptions options = small_options(4);
    options.shard_size = 1;  // 160,000 steps
    SwivelTraining training(options, counts.view(), state.rows);
    CHECK_THROWS(
        train_forever(training, [](const Progress&) -> bool { throw std::logic_error("enough"); }),
        std::logic_error);
    state.rows.rows.row(399)[20] = std::numeric_limits<float>::infinity();
    CHECK_THROWS(training.run_epoch(0, nullptr), NumericalError);
}

TEST(swivel_refuses_what_is_no_count) {
    Counts counts(20, 20);
    State state(20, 20, 21);
    counts.values[9] = -1;
    CHECK_THROWS(SwivelTraining(small_options(2), counts.view(), state.rows),
                 std::invalid_argument);
    counts.values[9] = 1;
    SwivelOptions wrong = small_options(2);
    wrong.dim = 20;
    CHECK_THROWS(SwivelTraining(wrong, counts.view(), state.rows), std::invalid_argument);
    wrong.dim = 0;
    CHECK_THROWS(malvec::check(wrong), std::invalid_argument);
}
