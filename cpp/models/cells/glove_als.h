// GloVe's objective by alternating least squares instead of gradient steps:
// with the columns fixed, vector and bias of each row are the exact solution
// of a small ridge regression, and the other way round. Read-only on one side
// and one writer per row on the other: the result does not depend on threads.
#pragma once
#include <vector>

#include "models/cells/glove.h"

namespace malvec {

// Cells by row or by column, with what the regression
// needs of them: log x and min(1, x / x_max) ^ alpha.
struct WeighedCells {
    std::vector<uint64_t> offsets;
    std::vector<uint32_t> others;  // the column of a row's cell, or the row of a column's
    std::vector<float> targets, weights;
};

class GloveAls {
public:
    // Every value must be above 0 and finite.
    template <class Value>
    GloveAls(const GloveOptions& options, const Csr<Value>& counts, const GloveRows& state);

    // All rows, then all columns. The loss is that of the state at the
    // end, without the penalty; NaN in the ticks, which come before it
    // is known. Throws NumericalError where a system cannot be solved.
    EpochSums run_epoch(const Tick& tick) const;

private:
    GloveOptions options_;
    GloveRows state_;
    WeighedCells by_row_, by_column_;
};

}  // namespace malvec
