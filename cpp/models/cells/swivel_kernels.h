// The dense kernels of Swivel: what is done to a tile of scores while it lies in the cache.
#pragma once
#include <cstddef>

#include "core/packed.h"

namespace malvec {

// Scores of unobserved cells [columns][panel_rows], biases to be added
// -> gradients, in place; returns the sum of the losses softplus(u).
// A score of -1e30 has neither loss nor gradient.
double unobserved_gradients(float* scores, size_t columns, const float* row_bias,
                            const float* column_bias);

// The weight of an observed cell: base + scale x^power.
struct Confidence {
    float base, scale, power;
};

// errors -> gradients f(x) error, in place, from the logarithms
// of the counts x; returns the sum of f(x) error^2 / 2.
// Both arrays are read and written in whole vectors.
double observed_gradients(float* errors, const float* log_counts, size_t count,
                          Confidence confidence);

}  // namespace malvec
