// Second moments of rows around a point, exactly: products and sums in double.
#pragma once
#include <span>
#include <vector>

#include "core/matrix.h"

namespace malvec {

// The sum over all rows x of (x - mean)(x - mean)ᵀ, [dim][dim]; the
// stride of the rows is free. The result does not depend on the threads.
std::vector<double> second_moments(const Matrix& rows, std::span<const double> mean,
                                   unsigned threads);

}  // namespace malvec
