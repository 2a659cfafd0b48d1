#include "models/cells/swivel_step.h"

#include <algorithm>
#include <cmath>

namespace malvec {
namespace {

constexpr float nowhere = -1e30f;  // a score without loss or gradient

}  // namespace

ShardSide::ShardSide(size_t most_rows, size_t d)
    : dim(d), memory_(allocate_floats(to_panels(most_rows) * (3 * d + 1) + lanes)) {
    const size_t size = to_panels(most_rows) * d;
    gradient = memory_.get(), bias = gradient + size, by_dim = bias + to_panels(most_rows),
    forward = by_dim + size;
}

void ShardSide::gather(const Picked& picked, const float* all_bias) {
    padded = to_panels(picked.count());
    for (size_t t = 0; t < tiles(); ++t)
        pack_dim_blocks(picked, t * swivel_tile, height(t), by_dim + t * swivel_tile * dim);
    std::fill_n(gradient, padded * dim, 0.0f);
    for (size_t i = 0; i < padded; ++i)
        bias[i] = i < picked.count() ? all_bias[picked.ids[i]] : nowhere;
}

void ShardSide::gather_rows(const Picked& picked, const float* all_bias) {
    gather(picked, all_bias);
    pack_panels(picked, padded, forward);
}

void ShardSide::gather_columns(const Picked& picked, const float* all_bias) {
    gather(picked, all_bias);
    for (size_t t = 0; t < tiles(); ++t)
        pack_row_blocks(picked, t * swivel_tile, height(t), forward + t * swivel_tile * dim);
}

ShardStep::ShardStep(size_t most_rows, size_t most_columns, size_t dim, Confidence confidence)
    : rows(most_rows, dim), columns(most_columns, dim), confidence_(confidence),
      memory_(allocate_floats(swivel_tile * (swivel_tile + 3 * panel_rows) + 2 * lanes)),
      at_(swivel_tile * panel_rows) {
    constexpr size_t panel_size = swivel_tile * panel_rows;
    scores_ = memory_.get(), turned_ = scores_ + panel_size,
    errors_ = turned_ + swivel_tile * swivel_tile;
    logs_ = errors_ + panel_size + lanes;
}

double ShardStep::tile(size_t row_tile, size_t column_tile, const CellTile& cells) {
    const size_t height = rows.height(row_tile), width = columns.height(column_tile),
                 first = row_tile * swivel_tile;
    double loss = 0;
    size_t cursor = 0;
    for (size_t r = 0; r < height; r += panel_rows) {
        loss += panel(first + r, column_tile, cells, cursor);
        for (size_t c = 0; c < width; c += panel_rows)
            transpose_square(scores_ + c * panel_rows, turned_ + (c * height) + r * panel_rows);
    }
    for (size_t c = 0; c < width; c += panel_rows)
        multiply_add(turned_ + c * height, rows.by_dim + first * rows.dim, height, rows.dim,
                     columns.gradient + (column_tile * swivel_tile + c) * rows.dim);
    return loss;
}

// One panel of rows with a tile of columns: scores, gradients
// in their place, and from them the gradient of the rows.
double ShardStep::panel(size_t first_row, size_t column_tile, const CellTile& cells,
                        size_t& cursor) {
    const size_t width = columns.height(column_tile), first_column = column_tile * swivel_tile,
                 dim = rows.dim;
    multiply(rows.forward + first_row * dim, columns.forward + first_column * dim, dim, width,
             scores_);
    const size_t observed = take_observed(first_row, column_tile, cells, cursor);
    double loss =
        unobserved_gradients(scores_, width, rows.bias + first_row, columns.bias + first_column);
    loss += observed_gradients(errors_, logs_, observed, confidence_);
    for (size_t i = 0; i < observed; ++i) scores_[at_[i]] = errors_[i];
    multiply_add(scores_, columns.by_dim + first_column * dim, width, dim,
                 rows.gradient + first_row * dim);
    return loss;
}

// The panel's observed cells: their errors w.c - PMI aside, their scores out of the way.
size_t ShardStep::take_observed(size_t first_row, size_t column_tile, const CellTile& cells,
                                size_t& cursor) {
    const float *row_bias = rows.bias + first_row,
                *column_bias = columns.bias + column_tile * swivel_tile;
    const size_t begin = first_row % swivel_tile, end = (begin + panel_rows) * swivel_tile;
    size_t count = 0;
    for (; cursor < cells.places.size() && cells.places[cursor] < end; ++cursor, ++count) {
        const size_t row = cells.places[cursor] / swivel_tile - begin,
                     column = cells.places[cursor] % swivel_tile;
        const size_t at = column * panel_rows + row;
        at_[count] = static_cast<uint32_t>(at);
        errors_[count] = scores_[at] + (row_bias[row] + column_bias[column]) - cells.logs[cursor];
        logs_[count] = cells.logs[cursor];
        scores_[at] = nowhere;
    }
    std::fill_n(errors_ + count, lanes, 0.0f), std::fill_n(logs_ + count, lanes, 0.0f);
    return count;
}

}  // namespace malvec
