// Vectors of words out of the rows of words and n-grams: the mean
// over a word's own row, if it has one, and the rows of its n-grams.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/encoded.h"
#include "core/matrix.h"
#include "core/tick.h"
#include "core/words.h"
#include "text/ngrams.h"

namespace malvec {

// The rows of n-grams. Without `kept` row i is that of bucket i;
// with it, that of bucket kept[i] (ascending), and the n-grams
// of other buckets do not count, as in fastText's pruned models.
struct NgramTable {
    Matrix rows;  // any stride
    std::span<const uint32_t> kept;
    bool pruned = false;
    SubwordOptions options;
    std::optional<EncodedRows> encoded = {};  // instead of floats; rows.data is nullptr then
};

// Throws invalid_argument unless the rows are as many as the buckets, or as the kept ones.
void check(const NgramTable& table);

enum class Mix {
    seen,    // row = (row + sum of its n-grams' rows) / (1 + n-grams)
    raw,     // the way back: row = row * (1 + n-grams) - sum
    unseen,  // row = sum / n-grams; zero where there are none
};

// One word at a time; holds the memory for it, so that one serves many words on one thread.
class WordComposer {
public:
    explicit WordComposer(const NgramTable& table);
    void mix(std::string_view word, Mix how, float* row);  // [dim], in place

private:
    void find_rows(std::string_view word);
    void prefetch(size_t i) const;
    void add(const float* row);

    const NgramTable& table_;
    NgramCutter cutter_;
    std::vector<uint32_t> buckets_;
    std::vector<size_t> rows_;
    std::vector<float> sum_;
};

// Row i of `rows` [words, dim] is that of word i; in place, in parallel.
// False where the tick asked for a stop: some rows are done then.
bool compose(const Words& words, const NgramTable& table, Mix mix, const Matrix& rows,
             unsigned threads, const Tick& tick);

}  // namespace malvec
