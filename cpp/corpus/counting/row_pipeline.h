// Rows of a sparse matrix made by several threads and delivered in
// order: cut into pieces of whole rows, summed, sorted, handed on.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/tick.h"
#include "corpus/counting/row_sums.h"

namespace malvec {

// Where rows come from.
class RowSource {
public:
    virtual ~RowSource() = default;
    virtual void begin_piece(uint64_t /*piece*/, unsigned /*worker*/) {}
    // Adds everything that row `row` holds; rows of a piece come in order, on one thread.
    virtual void add_row(uint64_t row, unsigned worker, RowSums& sums) = 0;
    // Units of progress (tokens, cells) that a row stands for.
    virtual uint64_t mass(uint64_t row) const = 0;
};

// Where rows go. `reserve` is called in the order of the rows, one call
// at a time, and gives the batch its place; `write` by any thread.
class RowSink {
public:
    virtual ~RowSink() = default;
    virtual uint64_t reserve(const RowBatch& batch) = 0;
    virtual void prepare(RowBatch& /*batch*/) {}  // by any thread, before `reserve`
    virtual void write(RowBatch& batch, uint64_t place) = 0;
};

struct PipelineShape {
    unsigned threads = 1;
    uint64_t width = 0;  // columns
    // a batch is at least a row, and more while it surely has no more cells than this
    uint64_t batch_cells = 0;
    uint64_t waiting = 1;  // finished batches that wait for their turn, per thread

    uint64_t batches() const { return threads * (waiting + 1); }
    // Bytes at most where no row has more than `row_cells`
    // cells; vectors that grow take up to twice what they hold.
    uint64_t memory(uint64_t row_cells) const {
        return threads * RowSums::memory(width) + batches() * (batch_cells + row_cells) * 3 * 12 +
               4096;
    }
};

// First rows of the pieces, and the number of rows at last;
// `bound(row)` is the most cells that a row can have.
std::vector<uint64_t> cut_rows(uint64_t rows, uint64_t batch_cells,
                               const std::function<uint64_t(uint64_t)>& bound);

// False where `tick` asked for a stop.
bool deliver_rows(RowSource& source, RowSink& sink, std::span<const uint64_t> pieces,
                  const PipelineShape& shape, const Tick& tick);

}  // namespace malvec
