// One step of Swivel, the work of one thread: all scores of a shard of rows with a shard of
// columns, the loss, and the gradients of both. Scores live for one tile only (as in
// FlashAttention, Dao et al. 2022): three products in the cache, never a whole shard of them.
#pragma once
#include <memory>
#include <vector>

#include "core/matrix.h"
#include "core/packed.h"
#include "models/cells/swivel_cells.h"
#include "models/cells/swivel_kernels.h"

namespace malvec {

// The vectors of a shard as the kernels read them, and their
// gradient; rows beyond the shard are zero and take part in nothing.
class ShardSide {
public:
    ShardSide(size_t most_rows, size_t dim);

    void gather_rows(const Picked& picked, const float* bias);
    void gather_columns(const Picked& picked, const float* bias);

    size_t dim, padded = 0;  // rows, padded to whole panels
    // tile after tile: panels of rows or blocks of columns; blocks of dimensions; panels
    float *forward, *by_dim, *gradient, *bias;
    size_t tiles() const { return (padded + swivel_tile - 1) / swivel_tile; }
    size_t height(size_t tile) const { return std::min(swivel_tile, padded - tile * swivel_tile); }

private:
    void gather(const Picked& picked, const float* bias);

    std::shared_ptr<float[]> memory_;
};

class ShardStep {
public:
    ShardStep(size_t most_rows, size_t most_columns, size_t dim, Confidence confidence);

    // After gathering both sides: the sum of the loss; leaves the
    // gradients in the sides. `cells(row tile, column tile)` -> CellTile.
    template <class Cells>
    double run(const Cells& cells) {
        double loss = 0;
        for (size_t c = 0; c < columns.tiles(); ++c)
            for (size_t r = 0; r < rows.tiles(); ++r) loss += tile(r, c, cells(r, c));
        return loss;
    }

    ShardSide rows, columns;

private:
    double tile(size_t row_tile, size_t column_tile, const CellTile& cells);
    double panel(size_t first_row, size_t column_tile, const CellTile& cells, size_t& cursor);
    size_t take_observed(size_t first_row, size_t column_tile, const CellTile& cells,
                         size_t& cursor);

    Confidence confidence_;
    std::shared_ptr<float[]> memory_;
    // [columns][panel_rows]; its transpose, the whole tile; of the observed cells
    float *scores_, *turned_, *errors_, *logs_;
    std::vector<uint32_t> at_;  // where those are in scores_
};

}  // namespace malvec
