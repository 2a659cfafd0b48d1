// Scores of the left and right parts of eojeols, as soynlp's
// WordExtractor defines them: how firmly the characters of a part hold
// together (cohesion) and how freely it is followed
// and preceded (branching entropy, accessor variety).
#pragma once
#include <cstdint>
#include <vector>

#include "corpus/words/word_counts.h"

namespace malvec {

struct WordScoreOptions {
    uint64_t min_frequency = 5;     // rarer parts are neither words nor continuations
    uint64_t max_left_length = 10;  // characters
    uint64_t max_right_length = 6;
    uint64_t threads = 1;

    template <class Visit>
    static void fields(Visit&& visit) {
        visit("min_frequency", &WordScoreOptions::min_frequency);
        visit("max_left_length", &WordScoreOptions::max_left_length);
        visit("max_right_length", &WordScoreOptions::max_right_length);
        visit("threads", &WordScoreOptions::threads);
    }
};

// Columns of equal length; words ascend by their bytes and are no longer spelled.
struct WordScores {
    std::vector<char> bytes;
    std::vector<uint64_t> offsets{0};
    std::vector<uint64_t> lengths;  // characters
    // eojeols of two characters or more that begin / end (and are longer) with it
    std::vector<uint64_t> left_frequency, right_frequency;
    std::vector<double> cohesion_forward, cohesion_backward, left_branching_entropy,
        right_branching_entropy;
    std::vector<uint64_t> left_accessor_variety, right_accessor_variety;
};

// Throws invalid_argument by the name of the knob.
void word_score_knobs(const WordScoreOptions& options);

WordScores score_words(const WordCountsView& counts, const WordScoreOptions& options,
                       const Tick& tick = nullptr);

}  // namespace malvec
