#include "models/cells/glove_als.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "core/error.h"
#include "core/parallel.h"
#include "core/vec.h"

namespace malvec {
namespace {

constexpr size_t cells_at_once = 64, tile_rows = 8;
constexpr uint64_t rows_at_a_time = 32;

// The normal equations of one row: the cells go through a panel of
// rows sqrt(f) [other vector, 1, target], whose product with itself is
// [A, A^T t; t^T A, t^T t] in one go.
struct Regression {
    size_t unknowns, width;  // dim + 1; padded
    std::shared_ptr<float[]> panel, matrix;
    std::vector<float> solution;
    double weight = 0;
    size_t filled = 0;

    explicit Regression(size_t dim)
        : unknowns(dim + 1), width(padded_dim(dim + 2)),
          panel(allocate_floats(cells_at_once * width)), matrix(allocate_floats(width * width)),
          solution(dim + 1) {}

    void begin() {
        std::fill_n(matrix.get(), width * width, 0.0f);
        weight = 0, filled = 0;
    }

    void add(const float* other, float target, float f) {
        float* to = panel.get() + filled * width;
        const float root = std::sqrt(f);
        for (size_t k = 0; k + 1 < unknowns; ++k) to[k] = root * other[k];
        to[unknowns - 1] = root, to[unknowns] = root * target;
        weight += f;
        if (++filled == cells_at_once) multiply();
    }

    // matrix += panel^T panel; of rows in the upper triangle, in whole tiles.
    void multiply() {
        for (size_t i = 0; i < width; i += tile_rows)
            for (size_t j = i / lanes * lanes; j < width; j += lanes) {
                Vec sums[tile_rows];
                for (size_t t = 0; t < tile_rows; ++t) sums[t] = load(&matrix[(i + t) * width + j]);
                for (size_t r = 0; r < filled; ++r) {
                    const float* row = panel.get() + r * width;
                    const Vec right = load(row + j);
                    for (size_t t = 0; t < tile_rows; ++t) sums[t] += row[i + t] * right;
                }
                for (size_t t = 0; t < tile_rows; ++t) store(&matrix[(i + t) * width + j], sums[t]);
            }
        filled = 0;
    }

    // The upper factor U of matrix + penalty 1 = U^T U, the last column
    // going along; then U x = U^-T rhs. False where it does not exist.
    bool solve(double regularization) {
        multiply();
        const auto penalty = static_cast<float>(regularization * weight);
        float* const a = matrix.get();
        for (size_t k = 0; k < unknowns; ++k) {
            float* pivot = a + k * width;
            const float square = pivot[k] + penalty;
            if (!(square > 0) || !std::isfinite(square)) return false;
            const float inverse = 1 / std::sqrt(square);
            pivot[k] = square;
            for (size_t j = k; j <= unknowns; ++j) pivot[j] *= inverse;
            for (size_t i = k + 1; i < unknowns; ++i) {
                float* row = a + i * width;
                const float factor = pivot[i];
                for (size_t j = i; j <= unknowns; ++j) row[j] -= factor * pivot[j];
            }
        }
        for (size_t k = unknowns; k-- > 0;) {
            float x = a[k * width + unknowns];
            for (size_t j = k + 1; j < unknowns; ++j) x -= a[k * width + j] * solution[j];
            solution[k] = x / a[k * width + k];
        }
        return true;
    }
};

// One side that is solved for and the other that is fixed.
struct Half {
    const WeighedCells& cells;
    Matrix moving, fixed;
    size_t moving_bias, fixed_bias;  // lanes; each side's constant is where the other's bias is

    bool solve(size_t i, Regression& regression, double regularization) const {
        regression.begin();
        for (uint64_t k = cells.offsets[i]; k < cells.offsets[i + 1]; ++k) {
            const float* other = fixed.row(cells.others[k]);
            regression.add(other, cells.targets[k] - other[fixed_bias], cells.weights[k]);
        }
        if (cells.offsets[i] == cells.offsets[i + 1]) return true;
        if (!regression.solve(regularization)) return false;
        std::copy(regression.solution.begin(), regression.solution.end() - 1, moving.row(i));
        moving.row(i)[moving_bias] = regression.solution.back();
        return true;
    }

    double loss(size_t i) const {
        double total = 0;
        const float* own = moving.row(i);
        for (uint64_t k = cells.offsets[i]; k < cells.offsets[i + 1]; ++k) {
            const float* other = fixed.row(cells.others[k]);
            Vec sums{};
            for (size_t z = 0; z < moving.stride / 2; z += lanes)
                sums += load(own + z) * load(other + z);
            const double difference = sum(sums) - cells.targets[k];
            total += 0.5 * cells.weights[k] * difference * difference;
        }
        return total;
    }
};

void transpose(const WeighedCells& from, size_t width, WeighedCells& to) {
    const size_t cells = from.others.size();
    to.offsets.assign(width + 1, 0), to.others.resize(cells), to.targets.resize(cells),
        to.weights.resize(cells);
    for (const uint32_t column : from.others) ++to.offsets[column + 1];
    std::partial_sum(to.offsets.begin(), to.offsets.end(), to.offsets.begin());
    std::vector<uint64_t> next(to.offsets.begin(), to.offsets.end() - 1);
    for (uint32_t row = 0; row + 1 < from.offsets.size(); ++row)
        for (uint64_t i = from.offsets[row]; i < from.offsets[row + 1]; ++i) {
            const uint64_t place = next[from.others[i]]++;
            to.others[place] = row, to.targets[place] = from.targets[i],
            to.weights[place] = from.weights[i];
        }
}

}  // namespace

template <class Value>
GloveAls::GloveAls(const GloveOptions& options, const Csr<Value>& counts, const GloveRows& state)
    : options_(options), state_(state) {
    check(options);
    check_shape(options, counts.rows(), counts.width, state);
    by_row_.offsets.assign(counts.offsets.begin(), counts.offsets.end());
    by_row_.others.assign(counts.columns.begin(), counts.columns.end());
    by_row_.targets.resize(counts.cells()), by_row_.weights.resize(counts.cells());
    parallel_ranges(counts.cells(), 1 << 16, options.threads, [&](uint64_t begin, uint64_t end) {
        for (uint64_t i = begin; i < end; ++i) {
            const double logarithm = std::log(static_cast<double>(counts.values[i]));
            by_row_.targets[i] = static_cast<float>(logarithm);
            by_row_.weights[i] = glove_weight(options, logarithm);
        }
    });
    transpose(by_row_, counts.width, by_column_);
}

template GloveAls::GloveAls(const GloveOptions&, const Csr<float>&, const GloveRows&);
template GloveAls::GloveAls(const GloveOptions&, const Csr<double>&, const GloveRows&);

EpochSums GloveAls::run_epoch(const Tick& tick) const {
    const Half halves[] = {
        {by_row_, state_.rows, state_.columns, options_.dim, options_.dim + 1},
        {by_column_, state_.columns, state_.rows, options_.dim + 1, options_.dim}};
    std::vector<Regression> regressions;
    for (uint32_t i = 0; i < options_.threads; ++i) regressions.emplace_back(options_.dim);
    std::vector<double> losses(state_.columns.rows);
    std::atomic<uint64_t> solved{0};  // cells, of both halves
    const auto keep_going = [&] {
        return !tick || tick({solved / 2, std::numeric_limits<double>::quiet_NaN(), 0});
    };
    for (const Half& half : halves) {
        const uint64_t rows = half.moving.rows,
                       pieces = (rows + rows_at_a_time - 1) / rows_at_a_time;
        const auto work = [&](uint64_t piece, unsigned worker) {
            const FlushDenormals flush;
            for (uint64_t i = piece * rows_at_a_time;
                 i < std::min(rows, (piece + 1) * rows_at_a_time); ++i) {
                if (!half.solve(i, regressions[worker], options_.regularization))
                    throw NumericalError(
                        "the system of " + std::string(&half == halves ? "row " : "column ") +
                        std::to_string(i) + " cannot be solved: use a larger regularization");
                if (&half != halves) losses[i] = half.loss(i);
                solved += half.cells.offsets[i + 1] - half.cells.offsets[i];
            }
        };
        if (parallel_pieces(pieces, options_.threads, work, keep_going) < pieces) return {};
    }
    return {true, by_row_.others.size(), std::accumulate(losses.begin(), losses.end(), 0.0)};
}

}  // namespace malvec
