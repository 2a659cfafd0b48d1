// Phrases: two words that stand together more often than chance has it,
// counted in a corpus and merged into one word. Words of a list
// (connectors) may stand between the two; they begin and end no phrase.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/ragged.h"
#include "core/tick.h"

namespace malvec {

struct PhraseCorpus : Sentences {
    std::span<const uint64_t> counts;    // of each word
    std::span<const uint8_t> connector;  // of each word: 1 if it is one
};

// What stands between two words: sequences of connectors
// by number; number 0 is nothing between them.
struct PhraseLinks {
    std::vector<uint32_t> ids;
    std::vector<uint64_t> ends{0};  // of sequence i from 0: that of number 0 is empty
};

// Phrase i is first[i], the connectors of link[i], second[i].
struct CountedPhrases {
    std::vector<uint32_t> first, second, link;
    std::vector<uint64_t> counts;
    PhraseLinks links;
};

// All phrases that occur min_count times, ordered by link,
// first and second word: the same at any number of threads.
// A word is counted as the end of one phrase and as
// the beginning of another. tick(0) throws to stop.
CountedPhrases count_phrases(const PhraseCorpus& corpus, uint64_t min_count, unsigned threads,
                             const Tick& tick);

struct PhraseList {
    // merged: the id that stands for the phrase
    std::span<const uint32_t> first, second, link, merged;
    std::span<const uint32_t> link_ids;
    std::span<const uint64_t> link_ends;
};

struct MergedPhrases {
    std::vector<uint32_t> ids;
    std::vector<uint64_t> offsets;
};

// The corpus with every phrase of the list as one id, greedily from left to right.
MergedPhrases merge_phrases(const PhraseCorpus& corpus, const PhraseList& list, unsigned threads,
                            const Tick& tick);

}  // namespace malvec
