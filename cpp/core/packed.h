// Dense products in the cache. Operands are packed so that the kernel reads straight on:
//   panel   panel_rows rows side by side: [depth][panel_rows]
//   block   a few columns side by side: [depth][width], widths from block_begin
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/matrix.h"
#include "core/vec.h"

namespace malvec {

constexpr size_t panel_rows = 2 * lanes;
constexpr size_t to_panels(size_t rows) {
    return (rows + panel_rows - 1) / panel_rows * panel_rows;
}

// `items` are cut into blocks as even as can be, so
// that sums of a block with a panel fit the registers.
// at most `lanes`, for packing
constexpr size_t most_block_width = lanes == 16 ? 14 : lanes == 8 ? 6 : 4;
constexpr size_t count_blocks(size_t items) {
    return (items + most_block_width - 1) / most_block_width;
}
constexpr size_t block_begin(size_t block, size_t items) {
    return block * items / count_blocks(items);
}

// out [items][panel_rows] = panel x blocks; blocks:
// [depth][width], one after another, `items` columns in all.
void multiply(const float* panel, const float* blocks, size_t depth, size_t items, float* out);
// The same, added to what is there.
void multiply_add(const float* panel, const float* blocks, size_t depth, size_t items, float* out);

// Rows of a matrix by their numbers.
struct Picked {
    Matrix matrix;
    std::span<const uint32_t> ids;

    float* row(size_t i) const { return matrix.row(ids[i]); }
    size_t count() const { return ids.size(); }
};

// In all of these, rows beyond the picked ones, up to `height`, are zero.
// Rows -> panels [dim][panel_rows], height / panel_rows of them.
void pack_panels(const Picked& picked, size_t height, float* out);
// Rows first .. first + height - 1 -> blocks of rows, [dim][width]
// each. Up to `lanes` floats beyond the end are overwritten.
void pack_row_blocks(const Picked& picked, size_t first, size_t height, float* out);
// Rows first .. first + height - 1 -> blocks of dimensions, [height][width]
// each.  Up to `lanes` floats beyond the end are overwritten.
void pack_dim_blocks(const Picked& picked, size_t first, size_t height, float* out);

// A panel [dim][panel_rows] -> the picked rows, at most panel_rows of them.
void unpack_panel(const float* panel, const Picked& picked);

// A square [panel_rows][panel_rows] -> out, rows become
// columns; stride in floats of both is panel_rows.
void transpose_square(const float* square, float* out);

}  // namespace malvec
