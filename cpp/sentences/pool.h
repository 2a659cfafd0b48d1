// Vectors of sentences: weighted means of the rows of their
// words, less what they have in common (Arora, Liang & Ma 2017).
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/encoded.h"
#include "core/matrix.h"
#include "core/ragged.h"
#include "core/tick.h"

namespace malvec {

// Rows of words and the weight of each. Floats of any
// stride, or encoded rows; then rows.data is nullptr.
struct WeightedRows {
    Matrix rows;
    std::span<const float> weights;  // [rows]
    std::optional<EncodedRows> encoded = {};
    std::span<const float> inverse_norms = {};  // [rows]: rows are scaled to length 1 first
};

// Orthogonal directions of length 1, [count][dim], and how much of each is taken away, 0 .. 1.
struct CommonComponents {
    std::span<const float> directions, shares;
};

enum class Divisor {
    words,    // the number of words that have a row
    weights,  // the sum of their weights
};

struct Pooling {
    WeightedRows seen;    // ids 0 .. seen - 1
    WeightedRows unseen;  // ids from there on; an id beyond both stands for a word without a vector
    Divisor divisor = Divisor::words;
    CommonComponents common;
    unsigned threads = 1;
    uint64_t first = 0;  // the number of the first sentence, for messages
};

struct Pooled {
    uint64_t empty = 0;    // sentences without a word that has a row: zeros
    uint64_t skipped = 0;  // words without a row
    // an id whose row or weight is not finite, or whose weight is negative,
    // where there is one: `out` means nothing then
    std::optional<uint64_t> bad_word;
    bool stopped = false;  // the tick asked for it
};

// Row i of `out` [sentences, dim] becomes (sum of weight * row) /
// divisor, less its common components; zeros for an empty sentence.
// The result does not depend on the threads, nor a sentence on those beside it.
// Throws invalid_argument where sizes do not fit, or
// offsets do not rise from 0 to the number of ids.
Pooled pool(const Sentences& sentences, const Pooling& pooling, const Matrix& out,
            const Tick& tick);

}  // namespace malvec
