#include "models/cells/svd.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

#include "core/csr_product.h"
#include "core/error.h"
#include "core/knobs.h"
#include "core/orthonormal.h"
#include "core/parallel.h"
#include "core/random.h"
#include "core/symmetric_eigen.h"

namespace malvec {
namespace {

constexpr double vanishing = 1e-6;  // share of the largest singular value that is rounding

struct Magnitude {
    float largest = 0;
    double squares = 0;
};

// Of all values; in pieces that do not depend on the threads.
Magnitude magnitude(std::span<const float> values, unsigned threads) {
    constexpr uint64_t step = 1 << 16;
    std::vector<Magnitude> parts((values.size() + step - 1) / step);
    const auto look = [&](uint64_t piece, unsigned) {
        Magnitude part;
        for (uint64_t i = piece * step; i < std::min<uint64_t>(values.size(), (piece + 1) * step);
             ++i) {
            part.largest = std::max(part.largest, std::abs(values[i]));
            part.squares += double{values[i]} * values[i];
        }
        parts[piece] = part;
    };
    if (!parts.empty()) parallel_pieces(parts.size(), threads, look);
    Magnitude all;
    for (const Magnitude& part : parts)
        all.largest = std::max(all.largest, part.largest), all.squares += part.squares;
    if (!std::isfinite(all.squares))
        throw NumericalError("the matrix holds values that are not finite");
    if (all.largest == 0)
        throw std::invalid_argument(
            "all cells of the matrix are zero: there is nothing to decompose");
    return all;
}

// A = U B Vᵀ on the search space so far, and Aᵀ U = V Bᵀ + V' (beyond) in its last panel.
class BlockKrylov {
public:
    BlockKrylov(const Csr<float>& a, const SvdOptions& options, const Tick& tick)
        : a_(a), options_(options), magnitude_(magnitude(a.values, options.threads)),
          scale_(magnitude_.largest), symmetric_(is_symmetric(a, options.threads)), left_{a.rows()},
          right_{a.width} {
        if (!symmetric_) transposed_ = transpose(a, options.threads);
        tick_ = [this, &tick] {
            if (tick && !tick(Progress{steps(), residual_, 1})) throw Stopped{};
        };
        next_ = new_panel(a.width);
        replenish(Orthonormal{});
    }

    // One pass over A, one over Aᵀ.
    void step() {
        right_.list.push_back(next_);
        Panel u = new_panel(a_.rows());
        multiply_panel(a_, next_.get(), 1 / scale_, u.get(), options_.threads, tick_);
        Orthonormal found = orthonormalise(left_, u.get(), options_.threads);
        found_more_ = found.rank > 0;
        coefficients_.push_back(std::move(found.h));
        coefficients_.back().insert(coefficients_.back().end(), found.r.begin(), found.r.end());
        left_.list.push_back(u);
        next_ = new_panel(a_.width);
        const OwnCsr& t = transposed_;
        multiply_panel(symmetric_ ? a_ : t.view(), u.get(), 1 / scale_, next_.get(),
                       options_.threads, tick_);
        Orthonormal beyond = orthonormalise(right_, next_.get(), options_.threads);
        beyond_ = beyond.r;
        exhausted_ = beyond.rank < panel_width;
        if (exhausted_) replenish(std::move(beyond));
        tick_();
    }

    // Looks at the residuals: true once they are small enough, or there is nothing left to find.
    bool converged() {
        if (!found_more_ || right_rank_ == 0) return true;
        const size_t m = left_.width();
        if (m < options_.dim) return false;
        const SymmetricEigen e = symmetric_eigen(small_gram(), m, m - panel_width);
        const std::vector<double> residuals = residuals_of(e, panel_width);
        residual_ = 0;
        for (size_t i = 0; i < options_.dim; ++i) {
            const double s = value(e, i);
            if (s > vanishing * value(e, 0)) residual_ = std::max(residual_, residuals[i] / s);
        }
        return !exhausted_ && residual_ <= options_.tolerance;
    }

    // How many steps may pass before it is worth while to look again.
    size_t patience() const { return residual_ > 4 * options_.tolerance ? 3 : 1; }
    size_t steps() const { return left_.list.size(); }

    SvdResult finish(const SvdVectors& out) {
        const size_t m = left_.width(), dim = options_.dim;
        const Small b = projected();
        const SymmetricEigen e = symmetric_eigen(small_gram(), m);
        SvdResult result{std::vector<double>(dim), residuals_of(e, m)};
        result.residuals.resize(dim);
        Small x(m * dim), y(m * dim);  // A ≈ (U x) S (V y)ᵀ
        for (size_t i = 0; i < std::min(dim, m); ++i) {
            const double s = value(e, i);
            if (s <= vanishing * value(e, 0)) continue;
            result.values[i] = s * scale_;
            for (size_t row = 0; row < m; ++row) {
                const double component = e.vectors[i * m + row];
                x[row * dim + i] = component;
                for (size_t column = 0; column < m; ++column)
                    y[column * dim + i] += b[row * m + column] * component / s;
            }
        }
        for (double& residual : result.residuals) residual *= scale_;
        result.iterations = steps(), result.dimensions = m, result.symmetric = symmetric_;
        result.squared_norm = magnitude_.squares;
        write(x, y, out);
        return result;
    }

private:
    static double value(const SymmetricEigen& e, size_t i) {
        return i < e.values.size() ? std::sqrt(std::max(e.values[i], 0.0)) : 0;
    }

    // Makes zero columns of the next panel random directions that
    // are orthonormal to all others, as long as there are any.
    void replenish(Orthonormal before) {
        if (before.rank == 0) std::fill_n(next_.get(), a_.width * panel_width, 0.0f);
        const size_t panel = right_.list.size(), first = before.rank;
        parallel_ranges(a_.width, 4096, options_.threads, [&](uint64_t begin, uint64_t end) {
            for (uint64_t row = begin; row < end; ++row) {
                Random random(random_key(options_.seed, for_svd, panel, row));
                for (size_t c = first; c < panel_width; ++c)
                    next_[row * panel_width + c] = random.uniform() - 0.5f;
            }
        });
        const Orthonormal now = orthonormalise(right_, next_.get(), options_.threads);
        if (!before.r.empty()) beyond_ = times(now.r, before.r);
        right_rank_ = now.rank;
    }

    // B [m][m], from its columns' blocks.
    Small projected() const {
        const size_t m = left_.width();
        Small b(m * m);
        for (size_t block = 0; block < coefficients_.size(); ++block)
            for (size_t i = 0; i < coefficients_[block].size(); ++i)
                b[i / panel_width * m + block * panel_width + i % panel_width] =
                    coefficients_[block][i];
        return b;
    }

    // B Bᵀ [m][m]; row i of B begins at the block of i.
    Small small_gram() const {
        const size_t m = left_.width();
        const Small b = projected();
        Small product(m * m);
        parallel_ranges(m, 16, options_.threads, [&](uint64_t begin, uint64_t end) {
            for (uint64_t i = begin; i < end; ++i)
                for (size_t k = 0; k <= i; ++k) {
                    double sum[8] = {};
                    for (size_t j = i / panel_width * panel_width; j < m; j += 8)
                        for (size_t lane = 0; lane < 8; ++lane)
                            sum[lane] += b[i * m + j + lane] * b[k * m + j + lane];
                    double total = 0;
                    for (const double part : sum) total += part;
                    product[i * m + k] = product[k * m + i] = total;
                }
        });
        return product;
    }

    // |beyond x| for the last 16 components x of each eigenvector, of which `width` are known.
    std::vector<double> residuals_of(const SymmetricEigen& e, size_t width) const {
        std::vector<double> residuals(e.values.size());
        for (size_t i = 0; i < residuals.size(); ++i) {
            const double* x = &e.vectors[(i + 1) * width - panel_width];
            double squares = 0;
            for (size_t row = 0; row < panel_width; ++row) {
                double sum = 0;
                for (size_t c = 0; c < panel_width; ++c)
                    sum += beyond_[row * panel_width + c] * x[c];
                squares += sum * sum;
            }
            residuals[i] = std::sqrt(squares);
        }
        return residuals;
    }

    void write(const Small& x, const Small& y, const SvdVectors& out) const;

    const Csr<float>& a_;
    const SvdOptions& options_;
    const Magnitude magnitude_;
    const float scale_;
    const bool symmetric_;
    OwnCsr transposed_;
    std::function<void()> tick_;
    Panels left_, right_;
    Panel next_;
    std::vector<Small> coefficients_;  // per step: A V in terms of U, [16 (step + 1)][16]
    Small beyond_;
    size_t right_rank_ = 0;
    bool found_more_ = true, exhausted_ = false;
    double residual_ = 1;
};

// The sign of each column's largest component, the first of equals.
std::vector<float> leading_signs(const Matrix& m) {
    std::vector<float> largest(m.dim);
    for (size_t row = 0; row < m.rows; ++row)
        for (size_t c = 0; c < m.dim; ++c)
            if (std::abs(m.row(row)[c]) > std::abs(largest[c])) largest[c] = m.row(row)[c];
    for (float& value : largest) value = value < 0 ? -1.0f : 1.0f;
    return largest;
}

void multiply_columns(const Matrix& m, const std::vector<float>& factors) {
    for (size_t row = 0; row < m.rows; ++row)
        for (size_t c = 0; c < m.dim; ++c) m.row(row)[c] *= factors[c];
}

void BlockKrylov::write(const Small& x, const Small& y, const SvdVectors& out) const {
    if (out.left.data) combine(left_, x, out.left, options_.threads);
    if (out.right.data) combine(right_, y, out.right, options_.threads);
    const std::vector<float> signs = leading_signs(out.left.data ? out.left : out.right);
    for (const Matrix& m : {out.left, out.right})
        if (m.data) multiply_columns(m, signs);
}

}  // namespace

void check(const SvdOptions& o) {
    require_knob(o.dim >= 1 && o.dim <= 8192, "dim", o.dim, "between 1 and 8192");
    require_knob(std::isfinite(o.power) && std::abs(o.power) <= 10, "power", o.power,
                 "a number between -10 and 10");
    require_knob(o.tolerance >= 1e-6 && o.tolerance <= 1, "tolerance", o.tolerance,
                 "between 0.000001 and 1");
    require_knob(o.iterations <= 100000, "iterations", o.iterations,
                 "at most 100000; 0 leaves it to dim");
    require_knob(o.of == "rows" || o.of == "columns", "of", o.of, "'rows' or 'columns'");
    require_knob(o.threads >= 1 && o.threads <= 1024, "threads", o.threads, "between 1 and 1024");
}

SvdResult svd(const Csr<float>& a, const SvdOptions& options, const SvdVectors& out,
              const Tick& tick) {
    check(options);
    if (options.dim > std::min(a.rows(), a.width))
        throw std::invalid_argument("dim=" + std::to_string(options.dim) + ": a matrix of " +
                                    std::to_string(a.rows()) + " x " + std::to_string(a.width) +
                                    " has only " + std::to_string(std::min(a.rows(), a.width)) +
                                    " singular values");
    BlockKrylov krylov(a, options, tick);
    const size_t most = options.iterations ? options.iterations : options.dim / 2 + 20;
    bool converged = false;
    for (size_t next_look = 0; krylov.steps() < most && !converged;) {
        krylov.step();
        if (krylov.steps() < next_look && krylov.steps() < most) continue;
        converged = krylov.converged();
        next_look = krylov.steps() + krylov.patience();
    }
    SvdResult result = krylov.finish(out);
    result.converged = converged;
    return result;
}

}  // namespace malvec
