// What unsupervised word extraction counts: the distinct eojeols of a corpus, how
// often each occurs, and which characters stand beside it (the last one of the eojeol
// before, the first one of the eojeol after, within a sentence read as a ring).
// Words are in the order of their bytes and characters ascend, so that
// equal texts give equal arrays, and two of them can be added up.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/ragged.h"
#include "core/tick.h"
#include "core/words.h"
#include "corpus/build/builder.h"
#include "corpus/words/word_order.h"

namespace malvec {

struct NeighboursView {
    std::span<const uint64_t> offsets;             // W + 1
    std::span<const uint32_t> characters, counts;  // of each word, ascending
};

struct WordCountsView {
    Words words;  // well spelled, ascending
    std::span<const uint64_t> counts;
    NeighboursView before, after;
};

struct Neighbours {
    std::vector<uint64_t> offsets{0};
    std::vector<uint32_t> characters, counts;

    NeighboursView view() const { return {offsets, characters, counts}; }
};

struct WordCounts {
    std::vector<char> bytes;
    std::vector<uint64_t> offsets{0}, counts;
    Neighbours before, after;
    uint64_t invalid_utf8_tokens = 0;

    WordCountsView view() const { return {{bytes, offsets}, counts, before.view(), after.view()}; }
};

// A corpus whose words are eojeols.
struct EojeolIds : Sentences {
    Words words;  // any bytes
};

struct WordCountOptions {
    unsigned threads = 1;
    // for lists of neighbours; a smaller one means more scans of the ids
    uint64_t memory = uint64_t{1} << 30;
};

// Throw overflow_error where a word has a neighbour 2^32 times.
WordCounts count_words(EncodedText text, const WordCountOptions& options,
                       const Tick& tick = nullptr);
WordCounts count_words(const EojeolIds& text, const WordCountOptions& options,
                       const Tick& tick = nullptr);

WordCounts add_word_counts(const WordCountsView& a, const WordCountsView& b);

// Throws invalid_argument unless the arrays are what count_words gives; for files.
void check_word_counts(const WordCountsView& counts);

}  // namespace malvec
