// One row of one half sweep of alternating least squares:
// minimise over x, with the other side's rows y_i fixed,
//     sum over all i of c_i (p_i - x . y_i)^2 + regularization |x|^2
// With D = unobserved * Gramian + regularization, diagonal in the
// eigenbasis of the Gramian, the observed cells are a change of low rank:
//     (D + sum w_i y_i y_i^T) x = sum t_i y_i,   w_i = c_i - unobserved,   t_i = c_i p_i
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace malvec {

// What a half sweep holds fixed.
struct AlsSide {
    Matrix fixed;  // [columns, dim], rotated where there are unobserved cells
    // unobserved * eigenvalues of the Gramian [stride]; zeros for explicit ratings
    std::span<const float> spectrum;
    std::span<const float> fixed_biases;  // per column, or empty
    bool implicit = true;
    double alpha = 1, unobserved = 1, mean = 0;
    uint32_t cg_steps = 2;  // 0: exact
};

struct AlsRow {
    std::span<const uint32_t> columns;
    std::span<const float> values;
    double regularization;
    float* x;               // in: where to start from, out: the solution
    float* bias = nullptr;  // where there are biases
};

// Scratch memory of one worker.
class AlsRowSolver {
public:
    explicit AlsRowSolver(const AlsSide& side);

    // Solves for x and returns the row's share of the objective without
    // regularisation; false in `solved` where there is no solution.
    double solve(const AlsRow& row, bool& solved);

private:
    void weigh(const AlsRow& row);
    void set_diagonal(double regularization);
    void solve_by_gradients(const AlsRow& row);
    bool solve_exactly(const AlsRow& row);
    void solve_by_cells(const AlsRow& row);
    bool solve_by_components(const AlsRow& row);
    bool solve_slowly(const AlsRow& row);
    void predict(const AlsRow& row);
    double loss(const AlsRow& row) const;
    const float* fixed_row(const AlsRow& row, size_t i) const {
        return side_.fixed.row(row.columns[i]);
    }
    float* vector(size_t i) { return memory_.get() + i * stride_; }

    const AlsSide& side_;
    bool biased_;
    size_t dim_, stride_;  // with the constant that a bias multiplies
    std::shared_ptr<float[]> memory_, square_, panel_;
    size_t panel_size_ = 0, square_size_ = 0;
    std::vector<float> weights_, targets_, scores_;  // per cell: w, t, x . y
};

}  // namespace malvec
