// From texts or tokens to vectors: the weighted mean of the vectors of their words, less common
// components. Words that were not seen are composed of sub-words, or do not count. A text has the
// same vector alone and among others, by any number of threads.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/matrix.h"
#include "library/lookup.h"
#include "sentences/pool.h"

namespace malvec {

struct SentenceEncoder {
    const WordTable& words;
    std::span<const float> weights;  // [words]
    float unseen_weight = 1;         // of words that were not seen
    bool unit_length = false;        // vectors of words are scaled to length 1 first
    Divisor divisor = Divisor::words;
    CommonComponents common = {};
};

struct Encoded {
    uint64_t texts = 0, words = 0;
    uint64_t empty = 0;     // texts without a word that has a vector: zeros
    uint64_t composed = 0;  // words that got a vector of their sub-words
    uint64_t unseen = 0;    // words that got none
    bool stopped = false;   // keep_going asked for it

    void add(const Encoded& other);
};

// Gives the tokens of text i, one by one; called by the threads that encode, each text once.
using TokensOf = std::function<void(size_t i, const Emit& emit)>;

struct EncodeOptions {
    bool clean = false;  // a token that is not found is cleaned, and looked up again
    unsigned threads = 1;
    std::function<bool()> keep_going = nullptr;  // asked about ten times a second
    uint64_t first = 0;                          // the number of the first text, for messages
};

// Row i of `out` [texts, dim] becomes the vector of text i. Throws
// NumericalError where the vector of a word is not finite, and FormatError
// where its weight is not, or is negative; both name a word that was seen.
Encoded encode(const SentenceEncoder& encoder, const TokensOf& tokens_of, const Matrix& out,
               const EncodeOptions& options);

}  // namespace malvec
