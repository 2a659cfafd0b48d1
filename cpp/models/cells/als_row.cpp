#include "models/cells/als_row.h"

#include <algorithm>
#include <cmath>

#include "core/vec.h"
#include "models/cells/als_dense.h"
#include "models/cells/als_pass.h"

namespace malvec {
namespace {

constexpr size_t group = 8;          // cells whose scores are summed up together, at most
constexpr size_t block_cells = 256;  // cells of a panel that stays in the second-level cache
enum Scratch : size_t {
    diagonal,
    inverse,
    residual,
    direction,
    product,
    solution,
    right,
    scratch_rows
};

inline double inner_product(const float* a, const float* b, size_t stride) {
    Vec sums = {};
    for (size_t z = 0; z < stride; z += lanes) sums += load(a + z) * load(b + z);
    return static_cast<double>(sum(sums));
}

// The product of a row with b, over its components and the bias's constant 1 behind them.
inline float predicted(const float* y, const float* x, size_t dim) {
    float product = 0;
    for (size_t k = 0; k < dim; ++k) product += y[k] * x[k];
    return product;
}

}  // namespace

AlsRowSolver::AlsRowSolver(const AlsSide& side)
    : side_(side), biased_(!side.fixed_biases.empty()), dim_(side.fixed.dim + biased_),
      stride_(padded_dim(dim_)), memory_(allocate_floats(scratch_rows * stride_)) {}

// w, t of every cell, with zeros behind the last one up to a whole group.
void AlsRowSolver::weigh(const AlsRow& row) {
    const size_t n = row.columns.size(), whole = (n + group - 1) / group * group;
    if (weights_.size() < whole)
        weights_.resize(whole), targets_.resize(whole), scores_.resize(whole);
    const auto alpha = static_cast<float>(side_.alpha),
               unobserved = static_cast<float>(side_.unobserved);
    const auto mean = static_cast<float>(side_.mean);
    if (side_.implicit)
        for (size_t i = 0; i < n; ++i)
            targets_[i] = alpha * row.values[i], weights_[i] = targets_[i] - unobserved;
    else
        for (size_t i = 0; i < n; ++i) weights_[i] = 1, targets_[i] = row.values[i] - mean;
    for (size_t i = 0; i < n && biased_; ++i) targets_[i] -= side_.fixed_biases[row.columns[i]];
    std::fill(weights_.begin() + static_cast<ptrdiff_t>(n),
              weights_.begin() + static_cast<ptrdiff_t>(whole), 0.f);
    std::fill(targets_.begin() + static_cast<ptrdiff_t>(n),
              targets_.begin() + static_cast<ptrdiff_t>(whole), 0.f);
}

// D and 1 / D; what rounding made zero or negative is lifted to
// a ten-millionth of the largest. The padding has the inverse 0.
void AlsRowSolver::set_diagonal(double regularization) {
    float *d = vector(diagonal), *inverses = vector(inverse), largest = 0;
    for (size_t k = 0; k < dim_; ++k) {
        d[k] = (k < side_.fixed.dim ? side_.spectrum[k] : 0.f) + static_cast<float>(regularization);
        largest = std::max(largest, d[k]);
    }
    for (size_t k = 0; k < dim_; ++k)
        d[k] = std::max(d[k], std::max(1e-7f * largest, 1e-20f)), inverses[k] = 1 / d[k];
}

double AlsRowSolver::solve(const AlsRow& row, bool& solved) {
    solved = true;
    if (row.columns.empty()) {
        std::fill_n(row.x, side_.fixed.dim, 0.f);
        if (row.bias) *row.bias = 0;
        return 0;
    }
    weigh(row);
    set_diagonal(row.regularization);
    if (side_.implicit && side_.cg_steps > 0) {
        solve_by_gradients(row);
    } else {
        solved = solve_exactly(row);
        predict(row);
    }
    return loss(row);
}

// Conjugate gradients preconditioned by D. The scores x . y_i
// are carried along, so that the loss costs no pass of its own.
void AlsRowSolver::solve_by_gradients(const AlsRow& row) {
    const float *d = vector(diagonal), *inverses = vector(inverse);
    float *x = row.x, *r = vector(residual), *p = vector(direction), *q = vector(product);
    for (size_t k = 0; k < stride_; ++k) r[k] = -d[k] * x[k];
    pass_over_cells(side_.fixed, row.columns, x, r,
                    [&](size_t first, float* factors, size_t count) {
                        for (size_t i = 0; i < count; ++i) {
                            scores_[first + i] = factors[i];
                            factors[i] = targets_[first + i] - weights_[first + i] * factors[i];
                        }
                    });
    double before = 0;
    for (size_t k = 0; k < stride_; ++k) p[k] = inverses[k] * r[k];
    before = inner_product(r, p, stride_);
    for (uint32_t step = 0; step < side_.cg_steps && before > 1e-30; ++step) {
        for (size_t k = 0; k < stride_; ++k) q[k] = d[k] * p[k];
        float* along = targets_.data();  // from here on the targets are not needed: p . y_i
        pass_over_cells(side_.fixed, row.columns, p, q,
                        [&](size_t first, float* factors, size_t count) {
                            for (size_t i = 0; i < count; ++i)
                                along[first + i] = factors[i], factors[i] *= weights_[first + i];
                        });
        const double curvature = inner_product(p, q, stride_);
        if (!(curvature > 0)) break;
        const auto length = static_cast<float>(before / curvature);
        for (size_t k = 0; k < stride_; ++k) x[k] += length * p[k], r[k] -= length * q[k];
        for (size_t i = 0; i < row.columns.size(); ++i) scores_[i] += length * along[i];
        if (step + 1 == side_.cg_steps) break;
        for (size_t k = 0; k < stride_; ++k) q[k] = inverses[k] * r[k];
        const double after = inner_product(r, q, stride_);
        const auto turn = static_cast<float>(after / before);
        for (size_t k = 0; k < stride_; ++k) p[k] = q[k] + turn * p[k];
        before = after;
    }
}

bool AlsRowSolver::solve_exactly(const AlsRow& row) {
    const size_t n = row.columns.size();
    const bool weighted_up =
        std::all_of(weights_.begin(), weights_.begin() + static_cast<ptrdiff_t>(n),
                    [](float w) { return w >= 0; });
    const bool few = n <= dim_ / 2 && n <= block_cells && weighted_up;
    const size_t needed = few ? dim_ * padded_dim(n) : 2 * block_cells * stride_,
                 side = few ? padded_dim(n) : stride_;
    if (panel_size_ < needed) panel_ = allocate_floats(panel_size_ = needed);
    if (square_size_ < side * side) square_ = allocate_floats(square_size_ = side * side);
    float* x = vector(solution);
    bool solved = true;
    if (few)
        solve_by_cells(row);
    else
        solved = solve_by_components(row);
    if (!solved || !std::isfinite(inner_product(x, x, stride_))) solved = solve_slowly(row);
    std::copy_n(x, side_.fixed.dim, row.x);
    if (biased_) *row.bias = x[dim_ - 1];
    return solved;
}

// Woodbury: with Z = W^1/2 Y D^-1/2 and K = 1 + Z Z^T of the size
// of the cells, x = D^-1/2 (v + Z^T K^-1 (u - Z v)). Cells of some
// weight are in u = t / w^1/2, where nothing cancels;
// those of next to none are in v = D^-1/2 sum t y.
void AlsRowSolver::solve_by_cells(const AlsRow& row) {
    const size_t n = row.columns.size(), width = padded_dim(n);
    float *z = panel_.get(), *x = vector(solution), *roots = vector(right);
    std::vector<float> u(3 * width, 0.f);
    float *m = u.data() + width, *pivots = m + width;
    for (size_t k = 0; k < dim_; ++k) roots[k] = std::sqrt(vector(inverse)[k]);
    std::fill_n(z, dim_ * width, 0.f);
    std::fill_n(x, stride_, 0.f);
    for (size_t i = 0; i < n; ++i) {
        const float root = std::sqrt(weights_[i]), *y = fixed_row(row, i);
        const bool heavy = weights_[i] > 0.01f * std::abs(targets_[i]);
        if (heavy) u[i] = targets_[i] / root;
        for (size_t k = 0; k < dim_; ++k) {
            const float component = (k < side_.fixed.dim ? y[k] : 1.f) * roots[k];
            z[k * width + i] = root * component;
            if (!heavy) x[k] += targets_[i] * component;
        }
    }
    float* square = square_.get();
    std::fill_n(square, width * width, 0.f);
    for (size_t i = 0; i < width; ++i) square[i * width + i] = 1;
    add_products(z, z, dim_, width, square);
    for (size_t i = 0; i < n; ++i) m[i] = u[i];
    for (size_t k = 0; k < dim_; ++k)
        for (size_t i = 0; i < n; ++i) m[i] -= z[k * width + i] * x[k];
    factor_cholesky(square, n, width, pivots);
    solve_cholesky(square, n, width, pivots, m);
    for (size_t k = 0; k < dim_; ++k) x[k] = roots[k] * (x[k] + predicted(z + k * width, m, n));
}

// The system itself: D plus the products of the cells, by Cholesky.
bool AlsRowSolver::solve_by_components(const AlsRow& row) {
    const size_t n = row.columns.size();
    float *square = square_.get(), *x = vector(solution), *plain = panel_.get(),
          *weighted = plain + block_cells * stride_;
    std::fill_n(square, stride_ * stride_, 0.f);
    for (size_t k = 0; k < stride_; ++k)
        square[k * stride_ + k] = k < dim_ ? vector(diagonal)[k] : 1.f;
    std::fill_n(x, stride_, 0.f);
    std::fill_n(plain, 2 * block_cells * stride_, 0.f);
    for (size_t first = 0; first < n; first += block_cells) {
        const size_t count = std::min(block_cells, n - first);
        for (size_t i = 0; i < count; ++i) {
            float *to = plain + i * stride_, *scaled = weighted + i * stride_;
            std::copy_n(fixed_row(row, first + i), side_.fixed.dim, to);
            if (biased_) to[dim_ - 1] = 1;
            const float weight = weights_[first + i], target = targets_[first + i];
            for (size_t k = 0; k < stride_; ++k) scaled[k] = weight * to[k], x[k] += target * to[k];
        }
        add_products(weighted, plain, count, stride_, square);
    }
    if (!factor_cholesky(square, dim_, stride_, vector(right))) return false;
    solve_cholesky(square, dim_, stride_, vector(right), x);
    return true;
}

// Where float gave up: the same in double.
bool AlsRowSolver::solve_slowly(const AlsRow& row) {
    std::vector<double> a(dim_ * dim_, 0.0), b(dim_, 0.0), y(dim_, 1.0);
    for (size_t k = 0; k < dim_; ++k) a[k * dim_ + k] = static_cast<double>(vector(diagonal)[k]);
    for (size_t i = 0; i < row.columns.size(); ++i) {
        std::copy_n(fixed_row(row, i), side_.fixed.dim, y.begin());
        for (size_t k = 0; k < dim_; ++k) {
            b[k] += static_cast<double>(targets_[i]) * y[k];
            for (size_t j = k; j < dim_; ++j)
                a[k * dim_ + j] += static_cast<double>(weights_[i]) * y[k] * y[j];
        }
    }
    const bool solved = solve_in_double(a, dim_, b);
    for (size_t k = 0; k < dim_; ++k) vector(solution)[k] = solved ? static_cast<float>(b[k]) : 0.f;
    return solved;
}

void AlsRowSolver::predict(const AlsRow& row) {
    const float bias = biased_ ? *row.bias : 0.f;
    for (size_t i = 0; i < row.columns.size(); ++i)
        scores_[i] =
            static_cast<float>(inner_product(fixed_row(row, i), row.x, side_.fixed.stride)) + bias;
}

// Implicit: c (1 - s)^2 over the cells, and unobserved * s^2 over all
// the others, which is x^T D x without regularisation less the cells.
double AlsRowSolver::loss(const AlsRow& row) const {
    double total = 0;
    for (size_t i = 0; i < row.columns.size(); ++i) {
        const double score = scores_[i];
        if (side_.implicit) {
            const double confidence = side_.alpha * row.values[i];
            total += confidence * (1 - score) * (1 - score) - side_.unobserved * score * score;
        } else {
            const double bias = biased_ ? side_.fixed_biases[row.columns[i]] : 0;
            const double error = row.values[i] - side_.mean - bias - score;
            total += error * error;
        }
    }
    for (size_t k = 0; side_.implicit && k < side_.fixed.dim; ++k)
        total += double{side_.spectrum[k]} * row.x[k] * row.x[k];
    return total;
}

}  // namespace malvec
