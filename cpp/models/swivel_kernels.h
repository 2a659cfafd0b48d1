// The dense kernels of Swivel: what is done to a tile of scores while it lies in the cache. Operands are packed so that every kernel reads
// straight on:
//   panel   panel_rows rows side by side: [depth][panel_rows]
//   block   a few columns side by side: [depth][width], widths from block_begin
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/vec.h"

namespace malvec {

constexpr size_t panel_rows = 2 * lanes;

// `items` are cut into blocks as even as can be, so that sums of a block with a panel fit the registers.
constexpr size_t most_block_width = lanes == 16 ? 14 : lanes == 8 ? 6 : 4;  // at most `lanes`, for packing
constexpr size_t count_blocks(size_t items) { return (items + most_block_width - 1) / most_block_width; }
constexpr size_t block_begin(size_t block, size_t items) { return block * items / count_blocks(items); }

// out [items][panel_rows] = panel x blocks; blocks: [depth][width], one after another, `items` columns in all.
void multiply(const float* panel, const float* blocks, size_t depth, size_t items, float* out);
// The same, added to what is there.
void multiply_add(const float* panel, const float* blocks, size_t depth, size_t items, float* out);

// Scores of unobserved cells [columns][panel_rows], biases to be added -> gradients, in place; returns the sum of the losses softplus(u).
// A score of -1e30 has neither loss nor gradient.
double unobserved_gradients(float* scores, size_t columns, const float* row_bias, const float* column_bias);

// The weight of an observed cell: base + scale x^power.
struct Confidence {
    float base, scale, power;
};

// errors -> gradients f(x) error, in place, from the logarithms of the counts x; returns the sum of f(x) error^2 / 2.
// Both arrays are read and written in whole vectors.
double observed_gradients(float* errors, const float* log_counts, size_t count, Confidence confidence);

// scores [panel_rows][panel_rows] -> out, rows become columns; stride in floats of both is panel_rows.
void transpose_square(const float* scores, float* out);

}  // namespace malvec
