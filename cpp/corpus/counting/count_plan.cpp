#include "corpus/counting/count_plan.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "corpus/counting/postings.h"

namespace malvec {
namespace {

// a block's postings, and its ids, which are visited at random
constexpr uint64_t token_bytes = sizeof(Posting) + sizeof(uint32_t);
constexpr uint64_t least_block = 1 << 14, most_block = UINT32_MAX;  // tokens
constexpr size_t run_buffer = 1 << 14;
constexpr size_t fewest_runs = 4, most_runs = 1 << 12;

struct Needs {
    uint64_t rows, width, row_cells;  // row_cells: the most that a row can have
    bool blocks;                      // counted in blocks of a corpus

    uint64_t fixed(const PipelineShape& shape) const {
        return shape.memory(row_cells) + rows * 16 +
               (blocks ? postings_memory(0, rows, shape.threads) + rows * 8 : 0);
    }
    uint64_t least(const PipelineShape& shape) const {
        const uint64_t runs = fewest_runs * (shape.threads * run_buffer + rows * 8);
        return fixed(shape) + (blocks ? 2 * std::max(least_block * token_bytes, runs) : 0);
    }
};

struct Style {
    uint64_t batch_cells, waiting, share;  // share: 1 / share of the memory may be fixed
};
// Many waiting batches let the others go on while a thread has lost its processor.
constexpr Style styles[] = {{1 << 16, 32, 4}, {1 << 16, 4, 2}, {1 << 10, 1, 1}};

PipelineShape choose_shape(const Needs& needs, const CountOptions& options) {
    PipelineShape shape{std::max(options.threads, 1u), needs.width, 0, 0};
    for (bool last = false; !last; shape.threads = std::max(1u, shape.threads / 2)) {
        last = shape.threads == 1;
        for (const Style& style : styles) {
            shape.batch_cells = style.batch_cells, shape.waiting = style.waiting;
            if (needs.least(shape) <= options.memory / style.share) return shape;
        }
    }
    throw std::invalid_argument("memory=" + std::to_string(options.memory) + ": must be at least " +
                                std::to_string(needs.least(shape)) + " bytes for a matrix of " +
                                std::to_string(needs.rows) + " x " + std::to_string(needs.width));
}

CountPlan plan(const Needs& needs, const std::function<uint64_t(uint64_t)>& bound,
               const CountOptions& options) {
    CountPlan plan;
    plan.shape = choose_shape(needs, options);
    plan.pieces = cut_rows(needs.rows, plan.shape.batch_cells, bound);
    for (uint64_t row = 0; row < needs.rows; ++row) plan.most_cells += bound(row);
    plan.cell_memory = options.memory - needs.fixed(plan.shape);
    return plan;
}

}  // namespace

CountPlan plan_cooccurrences(const std::vector<uint64_t>& word_counts,
                             const CountOptions& options) {
    const uint64_t words = word_counts.size(), reach = (options.symmetric ? 2 : 1) * options.window;
    const auto bound = [&](uint64_t row) { return std::min(words, reach * word_counts[row]); };
    uint64_t row_cells = 0;
    for (uint64_t row = 0; row < words; ++row) row_cells = std::max(row_cells, bound(row));
    CountPlan made = plan({words, words, row_cells, true}, bound, options);
    const uint64_t tokens = std::accumulate(word_counts.begin(), word_counts.end(), uint64_t{0}),
                   half = made.cell_memory / 2;
    made.block_tokens = std::min({half / token_bytes, most_block, std::max<uint64_t>(tokens, 1)});
    made.run_buffer = run_buffer;
    made.most_runs = std::clamp(half / (made.shape.threads * run_buffer + made.pieces.size() * 8),
                                fewest_runs, most_runs);
    made.cell_memory -= made.block_tokens < tokens ? half : made.block_tokens * sizeof(Posting);
    return made;
}

CountPlan plan_rows(uint64_t rows, uint64_t width, const std::function<uint64_t(uint64_t)>& bound,
                    const CountOptions& options) {
    uint64_t row_cells = 0;
    for (uint64_t row = 0; row < rows; ++row) row_cells = std::max(row_cells, bound(row));
    return plan({rows, width, row_cells, false}, bound, options);
}

}  // namespace malvec
