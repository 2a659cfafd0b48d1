// From the workers' tables to one vocabulary: words merged, counted,
// chosen and sorted, and a way from provisional to final ids.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "corpus/build/word_id_table.h"
#include "corpus/corpus.h"
#include "corpus/vocab.h"

namespace malvec {

// Which words stay. A given vocabulary decides alone: its
// words keep their ids, the other knobs are not looked at.
struct Selection {
    uint64_t min_count = 1;  // rarer words are dropped
    uint64_t max_vocab = 0;  // no more than so many words, the most frequent ones; 0 = all
    const VocabView* vocab = nullptr;
};

struct MergedWords {
    static constexpr uint32_t dropped = UINT32_MAX;

    // the vocabulary: by count, most frequent first,
    // then by bytes; or in the order of the given one
    std::vector<char> bytes;
    std::vector<uint64_t> offsets, counts;
    std::vector<std::vector<uint32_t>> final_ids;  // [worker][provisional id]
    TokenTally statistics;
};

// The result does not depend on how many tables the words came in. `tick` as in all_pieces.
MergedWords merge_words(std::span<const WordIdTable* const> tables, const Selection& selection,
                        unsigned threads, const std::function<void()>& tick);

}  // namespace malvec
