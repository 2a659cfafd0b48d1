// How a count fits in its memory: threads, batches, size of blocks and runs.
#pragma once
#include <vector>

#include "corpus/counting/cooccur.h"
#include "corpus/counting/row_pipeline.h"

namespace malvec {

struct CountPlan {
    PipelineShape shape;
    std::vector<uint64_t> pieces;
    uint64_t most_cells = 0;   // of the result
    uint64_t cell_memory = 0;  // bytes for the result, before it goes to the disk
    uint64_t block_tokens = 0;
    size_t most_runs = 2, run_buffer = 0;
};

// Both throw invalid_argument naming the least memory where options.memory is less.
CountPlan plan_cooccurrences(const std::vector<uint64_t>& word_counts, const CountOptions& options);
CountPlan plan_rows(uint64_t rows, uint64_t width, const std::function<uint64_t(uint64_t)>& bound,
                    const CountOptions& options);

}  // namespace malvec
