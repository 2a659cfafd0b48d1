#include "models/cells/glove.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "core/error.h"
#include "core/knobs.h"
#include "core/parallel.h"
#include "core/random.h"
#include "core/vec.h"

namespace malvec {
namespace {

// rows and columns of a tile together, a core's share of the last-level cache
constexpr size_t tile_bytes = 5 << 20;
constexpr size_t ahead = 4;  // cells that are fetched before their turn

uint32_t ids_per_part(uint32_t dim) {
    return static_cast<uint32_t>(
        std::clamp<size_t>(tile_bytes / (4 * sizeof(float) * glove_width(dim)), 16, 65536));
}

// What is the same for all cells.
struct GloveStep {
    // floats of a half row; those of them before the first bias lane, in whole vectors
    size_t width, plain;
    // beyond `plain`: 1 for vectors, bias_lr / lr for the bias, 0 for the constant
    std::vector<float> row_rates, column_rates;
    float rate, limit;

    explicit GloveStep(const GloveOptions& o)
        : width(glove_width(o.dim)), plain(o.dim / lanes * lanes), row_rates(width - plain),
          column_rates(width - plain), rate(static_cast<float>(o.lr)),
          limit(static_cast<float>(o.lr * o.clip)) {
        for (size_t k = 0; k < row_rates.size(); ++k)
            row_rates[k] = column_rates[k] = plain + k < o.dim ? 1.0f : 0.0f;
        row_rates[o.dim - plain] = column_rates[o.dim + 1 - plain] =
            static_cast<float>(o.bias_lr / o.lr);
    }
};

inline float padded_dot(const float* a, const float* b, size_t width) {
    Vec sums[2] = {};
    size_t k = 0;
    for (; k + 2 * lanes <= width; k += 2 * lanes) {
        sums[0] += load(a + k) * load(b + k);
        sums[1] += load(a + k + lanes) * load(b + k + lanes);
    }
    if (k < width) sums[0] += load(a + k) * load(b + k);
    return sum(sums[0] + sums[1]);
}

// The step uses the sum of squares of before, as in the original.
inline void descend(float* w, float* squares, Vec old, Vec gradient) {
    const Vec g = load(squares);
    store(w, old - gradient * inverse_root(g));
    store(squares, g + gradient * gradient);
}

// w -= lr clip(d c) / sqrt(squares of w), and the same for c; d is the weighted difference.
inline void update(const GloveStep& step, float* w, float* c, float d) {
    float* w_squares = w + step.width;
    float* c_squares = c + step.width;
    const Vec by = splat(d * step.rate), limit = splat(step.limit);
    for (size_t k = 0; k < step.plain; k += lanes) {
        const Vec old_w = load(w + k), old_c = load(c + k);
        descend(w + k, w_squares + k, old_w, clip(by * old_c, limit));
        descend(c + k, c_squares + k, old_c, clip(by * old_w, limit));
    }
    for (size_t k = step.plain; k < step.width; k += lanes) {
        const Vec old_w = load(w + k), old_c = load(c + k);
        descend(w + k, w_squares + k, old_w,
                clip(by * old_c, limit) * load_any(&step.row_rates[k - step.plain]));
        descend(c + k, c_squares + k, old_c,
                clip(by * old_w, limit) * load_any(&step.column_rates[k - step.plain]));
    }
}

double train_tile(const GloveStep& step, const GloveRows& state, const Tile& tile, uint32_t parts) {
    double loss = 0;
    float* const rows = state.rows.row(tile.row_part);
    float* const columns = state.columns.row(tile.column_part);
    const size_t length = 2 * step.width, stride = parts * length, last = tile.cells.size() - 1;
    for (size_t i = 0; i <= last; ++i) {
        const TileCell& next = tile.cells[std::min(i + ahead, last)];
        prefetch_row(rows + next.row * stride, length);
        prefetch_row(columns + next.column * stride, length);
        const TileCell& cell = tile.cells[i];
        float* const w = rows + cell.row * stride;
        float* const c = columns + cell.column * stride;
        const float difference = padded_dot(w, c, step.width) - cell.value,
                    weighted = cell.weight * difference;
        loss += 0.5 * weighted * difference;
        update(step, w, c, weighted);
    }
    return loss;
}

void initialize_side(const Matrix& side, const GloveOptions& o, uint64_t which) {
    const size_t width = glove_width(o.dim), bias = o.dim + which, constant = o.dim + 1 - which;
    for (size_t i = 0; i < side.rows; ++i) {
        Random random(random_key(o.seed, for_rows, which, i));
        float* row = side.row(i);
        std::fill_n(row, width, 0.0f);
        std::fill_n(row + width, width, 1.0f);
        for (size_t k = 0; k < o.dim; ++k)
            row[k] = (random.uniform() - 0.5f) / static_cast<float>(o.dim);
        row[bias] = (random.uniform() - 0.5f) / static_cast<float>(o.dim);
        row[constant] = 1;
    }
}

}  // namespace

void check(const GloveOptions& o) {
    const auto is = [](uint64_t value, uint64_t low, uint64_t high) {
        return value >= low && value <= high;
    };
    require_knob(is(o.dim, 1, 65536), "dim", o.dim, "between 1 and 65536");
    require_knob(is(o.epochs, 1, 1000000), "epochs", o.epochs, "between 1 and 1000000");
    require_knob(o.x_max > 0 && std::isfinite(o.x_max), "x_max", o.x_max, "above 0");
    require_knob(o.alpha >= 0 && o.alpha <= 10, "alpha", o.alpha, "between 0 and 10");
    require_knob(o.lr > 0 && o.lr <= 10, "lr", o.lr, "above 0 and at most 10");
    require_knob(o.bias_lr >= 0 && o.bias_lr <= 10, "bias_lr", o.bias_lr, "between 0 and 10");
    require_knob(o.clip > 0 && std::isfinite(o.clip), "clip", o.clip, "above 0");
    require_knob(o.solver == "sgd" || o.solver == "als", "solver", o.solver,
                 "'sgd' (AdaGrad) or 'als' (alternating least squares)");
    require_knob(o.regularization > 0 && o.regularization <= 1e6, "regularization",
                 o.regularization, "above 0 and at most 1e6");
    require_knob(is(o.threads, 1, 1024), "threads", o.threads, "between 1 and 1024");
}

void initialize_glove(const GloveRows& state, const GloveOptions& options) {
    check_shape(options, state.rows.rows, state.columns.rows, state);
    initialize_side(state.rows, options, 0);
    initialize_side(state.columns, options, 1);
}

void check_shape(const GloveOptions& o, size_t rows, size_t columns, const GloveRows& state) {
    const size_t width = 2 * glove_width(o.dim);
    const auto fits = [width](const Matrix& m, size_t count) {
        return m.rows == count && m.dim == width && m.stride == width;
    };
    if (!fits(state.rows, rows) || !fits(state.columns, columns))
        throw std::invalid_argument("the rows of GloVe do not fit the cells and dim");
}

float glove_weight(const GloveOptions& options, double log_x) {
    return static_cast<float>(
        std::exp(options.alpha * std::min(0.0, log_x - std::log(options.x_max))));
}

template <class Value>
GloveTraining::GloveTraining(const GloveOptions& options, const Csr<Value>& counts,
                             const GloveRows& state)
    : options_(options), state_(state) {
    check(options);
    check_shape(options, counts.rows(), counts.width, state);
    const uint32_t parts =
        count_parts(std::max(counts.rows(), counts.width), ids_per_part(options.dim));
    tiles_ = make_tiles(counts, parts, options.seed, options.threads);
    parallel_ranges(tiles_.cells.size(), 1 << 16, options.threads,
                    [&](uint64_t begin, uint64_t end) {
                        for (uint64_t i = begin; i < end; ++i) {
                            TileCell& cell = tiles_.cells[i];
                            const double logarithm = std::log(static_cast<double>(cell.value));
                            cell.weight = glove_weight(options_, logarithm);
                            cell.value = static_cast<float>(logarithm);
                        }
                    });
}

template GloveTraining::GloveTraining(const GloveOptions&, const Csr<float>&, const GloveRows&);
template GloveTraining::GloveTraining(const GloveOptions&, const Csr<double>&, const GloveRows&);

EpochSums GloveTraining::run_epoch(uint64_t epoch, const Tick& tick) const {
    const GloveStep step(options_);
    const auto train = [&](const Tile& tile) {
        const double loss = train_tile(step, state_, tile, tiles_.parts);
        if (!std::isfinite(loss))
            throw NumericalError("the loss is not finite in epoch " + std::to_string(epoch + 1) +
                                 ": use a smaller lr than " + shown(options_.lr));
        return loss;
    };
    return visit_tiles(tiles_, epoch, options_.threads, train, tick);
}

}  // namespace malvec
