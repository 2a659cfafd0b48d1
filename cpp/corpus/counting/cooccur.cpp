#include "corpus/counting/cooccur.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "corpus/corpus.h"
#include "corpus/counting/cell_runs.h"
#include "corpus/counting/count_plan.h"
#include "corpus/counting/postings.h"

namespace malvec {
namespace {

// Rows of words, from the places where they stand in a block.
class WindowRows : public RowSource {
public:
    WindowRows(const uint32_t* ids, const Postings& postings, const WindowWeights& weights,
               bool symmetric)
        : ids_(ids), postings_(postings), symmetric_(symmetric), wide_(weights.units),
          narrow_(weights.units.begin(), weights.units.end()),
          window_sum_((symmetric ? 2 : 1) *
                      std::accumulate(wide_.begin(), wide_.end(), uint64_t{0})) {}

    void add_row(uint64_t row, unsigned, RowSums& sums) override {
        const auto postings = postings_.of(row);
        const bool small = window_sum_ < (uint64_t{1} << 32) &&
                           postings.size() < (uint64_t{1} << 32) / window_sum_;
        small ? add<uint32_t>(postings, narrow_.data(), sums)
              : add<uint64_t>(postings, wide_.data(), sums);
    }
    uint64_t mass(uint64_t row) const override {
        return postings_.starts[row + 1] - postings_.starts[row];
    }

private:
    template <class Sum>
    void add(std::span<const Posting> postings, const Sum* units, RowSums& sums) const {
        constexpr size_t ahead = 12;
        typename RowSums::Adder<Sum> adder(sums);
        for (size_t i = 0; i < postings.size(); ++i) {
            if (i + ahead < postings.size()) prefetch(postings[i + ahead]);
            const uint32_t* const centre = ids_ + postings[i].position;
            for (int d = 1; d <= postings[i].right; ++d) adder.add(centre[d], units[d - 1]);
            if (symmetric_)
                for (int d = 1; d <= postings[i].left; ++d) adder.add(centre[-d], units[d - 1]);
        }
    }
    void prefetch(const Posting& posting) const {
        __builtin_prefetch(ids_ + posting.position - posting.left);
        __builtin_prefetch(ids_ + posting.position + posting.right);
    }

    const uint32_t* ids_;  // of the block
    const Postings& postings_;
    bool symmetric_;
    std::vector<uint64_t> wide_;
    std::vector<uint32_t> narrow_;
    uint64_t window_sum_;
};

class DocumentRows : public RowSource {
public:
    explicit DocumentRows(const CorpusView& corpus) : corpus_(corpus) {}
    void add_row(uint64_t row, unsigned, RowSums& sums) override {
        RowSums::Adder<uint64_t> adder(sums);
        for (uint64_t p = corpus_.offsets[row]; p < corpus_.offsets[row + 1]; ++p)
            adder.add(corpus_.values[p], 1);
    }
    uint64_t mass(uint64_t row) const override {
        return corpus_.offsets[row + 1] - corpus_.offsets[row];
    }

private:
    CorpusView corpus_;
};

void require(bool finished) {
    if (!finished) throw std::runtime_error("counting was stopped");
}

uint64_t count_pairs(const CorpusView& corpus, uint64_t window) {
    uint64_t pairs = 0;
    for (size_t s = 0; s + 1 < corpus.offsets.size(); ++s) {
        const uint64_t length = corpus.offsets[s + 1] - corpus.offsets[s],
                       reach = std::min(window, length > 0 ? length - 1 : 0);
        pairs += reach * length - reach * (reach + 1) / 2;
    }
    return pairs;
}

std::vector<uint64_t> count_words(const CorpusView& corpus) {
    std::vector<uint64_t> counts(corpus.words);
    for (const uint32_t id : corpus.values) ++counts[id];
    return counts;
}

// One count of a corpus: block after block.
struct Counting {
    const CorpusView& corpus;
    const CountOptions& options;
    const CountPlan& plan;
    const WindowWeights weights;
    const Tick& tick;
    uint64_t done = 0;  // tokens of earlier blocks
    CountedCells result;
    std::vector<CellRun> runs;
    uint64_t file_end = 0;

    bool advance(const Progress& progress) const {
        return !tick || tick({done + progress.done, 0, 0});
    }

    void count_block(uint64_t first, uint64_t last, RowSink& sink) {
        const auto stop = [&] { require(advance({})); };
        const TokenBlock block{corpus, first, last};
        const auto window = static_cast<uint16_t>(options.window);
        const Postings postings =
            make_postings(block, corpus.words, window, plan.shape.threads, stop);
        WindowRows rows(corpus.values.data() + first, postings, weights, options.symmetric);
        require(deliver_rows(rows, sink, plan.pieces, plan.shape,
                             [&](const Progress& p) { return advance(p); }));
        done += last - first;
    }

    void spill_block(uint64_t first, uint64_t last) {
        const uint64_t blocks_left =
            (corpus.values.size() - first + plan.block_tokens - 1) / plan.block_tokens;
        if (!runs.empty())
            check_disk(options.directory, runs.back().bytes() / 2 * blocks_left,
                       "the counts so far");
        const auto file =
            runs.empty() ? std::make_shared<Spool>(options.directory) : runs.back().file;
        RunWriter writer(file, file_end);
        count_block(first, last, writer);
        keep(writer.finish());
        if (runs.size() == plan.most_runs) merge_runs();
    }

    void keep(CellRun&& run) {
        file_end = run.places.back();
        result.spilled += run.bytes();
        runs.push_back(std::move(run));
    }

    // Too many runs become one, in a new file.
    void merge_runs() {
        RunSums sums(runs, {}, plan.shape.threads, plan.run_buffer);
        RunWriter writer(std::make_shared<Spool>(options.directory), 0);
        require(deliver_rows(sums, writer, plan.pieces, plan.shape,
                             [&](const Progress&) { return advance({}); }));
        runs.clear();
        keep(writer.finish());
    }

    void count_blocks(CellStore& cells) {
        for (uint64_t first = 0; first < corpus.values.size(); first += plan.block_tokens)
            spill_block(first, std::min<uint64_t>(corpus.values.size(), first + plan.block_tokens));
        RunSums sums(runs, {}, plan.shape.threads, plan.run_buffer);
        require(deliver_rows(sums, cells, plan.pieces, plan.shape,
                             [&](const Progress&) { return advance({}); }));
    }
};

}  // namespace

WindowWeights window_weights(uint64_t window, const std::string& weight) {
    const auto refuse = [window](const std::string& why) {
        throw std::invalid_argument(
            std::string("window=").append(std::to_string(window)).append(": must be ").append(why));
    };
    if (window < 1) refuse("1 or more");
    if (window > widest_window) refuse("at most " + std::to_string(widest_window));
    WindowWeights weights{std::vector<uint64_t>(window), 1};
    if (weight == "harmonic") {
        static_assert(widest_harmonic_window == 30);
        if (window > widest_harmonic_window)
            refuse(
                "at most 30 with weight=\"harmonic\", whose sums of 1/d are kept exactly, in units "
                "of 1 / LCM(1 .. window); "
                "weight=\"linear\" and \"flat\" take wider ones");
        for (uint64_t d = 2; d <= window; ++d) weights.scale = std::lcm(weights.scale, d);
    } else if (weight == "linear") {
        weights.scale = window;
    } else if (weight != "flat") {
        throw std::invalid_argument("weight=\"" + weight +
                                    "\": must be \"harmonic\", \"linear\" or \"flat\"");
    }
    for (uint64_t d = 1; d <= window; ++d)
        weights.units[d - 1] = weight == "harmonic" ? weights.scale / d
                               : weight == "linear" ? window - d + 1
                                                    : 1;
    return weights;
}

CountedCells count_cooccurrences(const CorpusView& corpus, const CountOptions& options,
                                 const Tick& tick) {
    const WindowWeights weights = window_weights(options.window, options.weight);
    check_corpus(corpus, options.threads);
    const CountPlan plan = plan_cooccurrences(count_words(corpus), options);
    Counting counting{corpus, options, plan, weights, tick, 0, {}, {}, 0};
    CellStore cells(options.directory, corpus.words, plan.most_cells, plan.cell_memory,
                    static_cast<double>(weights.scale));
    if (plan.block_tokens >= corpus.values.size())
        counting.count_block(0, corpus.values.size(), cells);
    else
        counting.count_blocks(cells);
    CountedCells result = std::move(counting.result);
    result.cells = cells.finish();
    result.pairs = count_pairs(corpus, options.window);
    result.blocks =
        std::max<uint64_t>(1, (corpus.values.size() + plan.block_tokens - 1) / plan.block_tokens);
    result.threads = plan.shape.threads;
    return result;
}

CountedCells count_documents(const CorpusView& corpus, const CountOptions& options,
                             const Tick& tick) {
    check_corpus(corpus, options.threads);
    const uint64_t rows = corpus.offsets.size() - 1;
    const auto bound = [&](uint64_t row) {
        return std::min(corpus.words, corpus.offsets[row + 1] - corpus.offsets[row]);
    };
    const CountPlan plan = plan_rows(rows, corpus.words, bound, options);
    DocumentRows source(corpus);
    CellStore cells(options.directory, rows, plan.most_cells, plan.cell_memory, 1.0);
    require(deliver_rows(source, cells, plan.pieces, plan.shape, tick));
    CountedCells result;
    result.cells = cells.finish();
    result.pairs = corpus.values.size();
    result.threads = plan.shape.threads;
    return result;
}

}  // namespace malvec
