// Counting: which words stand near which, and which words are in
// which sentence. Exact integers whatever the threads and the memory.
// Every row is summed at one go, from the places where its word
// stands, so that nothing is sorted or merged; what is too large for
// the memory is counted in blocks of the corpus, whose
// rows are kept on disk and added up at the end.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/csr.h"
#include "core/tick.h"
#include "corpus/corpus.h"
#include "corpus/counting/cell_store.h"

namespace malvec {

// A word counts LCM(1 .. window) / d (harmonic), window - d + 1
// (linear) or 1 (flat) units at distance d; a value is units / scale.
struct WindowWeights {
    std::vector<uint64_t> units;  // [distance - 1]
    uint64_t scale = 1;
};

constexpr uint64_t widest_window = 4096, widest_harmonic_window = 30;

// Throws invalid_argument naming the knob.
WindowWeights window_weights(uint64_t window, const std::string& weight);

struct CountOptions {
    uint64_t window = 10;
    std::string weight = "harmonic";
    // else rows are the words to the left, columns those to the right, as in GloVe's cooccur
    bool symmetric = true;
    uint64_t memory = uint64_t{4} << 30;
    unsigned threads = 1;
    std::string directory;  // of temporary files

    template <class Visit>
    static void fields(Visit&& visit) {
        visit("window", &CountOptions::window);
        visit("weight", &CountOptions::weight);
        visit("symmetric", &CountOptions::symmetric);
        visit("memory", &CountOptions::memory);
        visit("threads", &CountOptions::threads);
        visit("directory", &CountOptions::directory);
    }
};

struct CountedCells {
    BuiltCells cells;
    uint64_t pairs = 0;                // of words within a window of one another
    uint64_t blocks = 1, spilled = 0;  // spilled: bytes written to disk before the result
    unsigned threads = 1;              // fewer than asked for where the memory is short
};

// Words x words. Throws invalid_argument where the memory is too
// small (naming the least), overflow_error, IoError, bad_alloc.
CountedCells count_cooccurrences(const CorpusView& corpus, const CountOptions& options,
                                 const Tick& tick);

// Sentences x words.
CountedCells count_documents(const CorpusView& corpus, const CountOptions& options,
                             const Tick& tick);

// A counted matrix whose rows and columns have other numbers in the sum.
struct CountsPart {
    Csr<double> cells;
    std::span<const uint32_t> own_rows;     // [rows of the sum] its row here, or no_row
    std::span<const uint32_t> sum_columns;  // [columns here] its column in the sum
    static constexpr uint32_t no_row = UINT32_MAX;
};

// The sum of several, rows x width. `scale` as in WindowWeights: throws
// invalid_argument for a value that is no whole number of units.
CountedCells add_counts(std::span<const CountsPart> parts, uint64_t width, uint64_t scale,
                        const CountOptions& options, const Tick& tick);

}  // namespace malvec
