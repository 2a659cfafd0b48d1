// Rows that did not fit in memory: sorted runs in one temporary
// file, and the sum of several runs as a source of rows.
// A piece in a run: for each row the number of its cells, then for each
// cell how far its column is from the last one, and its sum; varints.
#pragma once
#include <memory>
#include <vector>

#include "corpus/counting/row_pipeline.h"
#include "corpus/storage.h"

namespace malvec {

struct CellRun {
    std::shared_ptr<Spool> file;
    // where each piece begins in the file, and where the last one ends
    std::vector<uint64_t> places;

    uint64_t bytes() const { return places.back() - places.front(); }
};

// Takes all pieces of a matrix and makes a run of them, behind what the file holds already.
class RunWriter : public RowSink {
public:
    RunWriter(std::shared_ptr<Spool> file, uint64_t begin) : run_{std::move(file), {begin}} {}

    void prepare(RowBatch& batch) override;
    uint64_t reserve(const RowBatch& batch) override;
    void write(RowBatch& batch, uint64_t place) override;
    CellRun finish() { return std::move(run_); }

private:
    CellRun run_;
};

// The rows of several runs, added up. Runs and source share the pieces.
class RunSums : public RowSource {
public:
    // `buffer` bytes for each run and worker.
    RunSums(const std::vector<CellRun>& runs, std::span<const uint64_t> masses, unsigned workers,
            size_t buffer);

    void begin_piece(uint64_t piece, unsigned worker) override;
    void add_row(uint64_t row, unsigned worker, RowSums& sums) override;
    uint64_t mass(uint64_t row) const override { return masses_.empty() ? 0 : masses_[row]; }

private:
    struct Reader {
        std::vector<uint8_t> buffer;
        size_t at = 0, filled = 0;
        uint64_t place = 0, end = 0;
        const Spool* file = nullptr;

        uint64_t next();  // a varint
        void refill();
    };
    const std::vector<CellRun>& runs_;
    std::span<const uint64_t> masses_;
    std::vector<std::vector<Reader>> readers_;  // [worker][run]
};

}  // namespace malvec
