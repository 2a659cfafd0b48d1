// How often the left parts of eojeols are followed by what follows
// nouns, and by what follows stems of verbs and adjectives.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "corpus/words/word_counts.h"

namespace malvec {

// What a right part says about the left part before it.
enum class Vote : uint8_t { none, noun, noun_after_vowel, noun_after_consonant, predicate, either };

struct NounVoteOptions {
    uint64_t min_frequency = 5;
    uint64_t max_length = 10;  // characters
    unsigned threads = 1;
};

// Columns by left part of two characters or more, ascending; all count eojeols.
struct NounVotes {
    std::vector<char> bytes;
    std::vector<uint64_t> offsets{0};
    std::vector<uint64_t> frequency, alone, noun, predicate, either, unknown;
};

// Right parts by what they say; those after a vowel or a consonant say it only there.
NounVotes noun_votes(const WordCountsView& counts,
                     const std::vector<std::pair<std::string, Vote>>& right_parts,
                     const NounVoteOptions& options, const Tick& tick = nullptr);

}  // namespace malvec
