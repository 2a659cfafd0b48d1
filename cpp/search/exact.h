// Exact search: every row is scored against every query. The
// matrix is read as it lies, with one float per row beside it (1 / norm); no second copy is
// made. With codes of the rows (codes8.h) few floats are read; the answer is the same.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/ragged.h"
#include "search/rows.h"

namespace malvec {

// What a query is scored by, over its terms t with unit vectors and signs s:
//   cosine   sum of cos(row, unit sum of terms): one term only
//   product  sum of s * log2((1 + cos) / 2), with epsilon added to the terms of
//            s < 0: 3CosMul (Levy & Goldberg 2014) in log space
struct Queries {
    const float* data = nullptr;  // [count, terms, dim]
    size_t count = 0, terms = 1;
    std::span<const float> signs{};  // +1 or -1 per term; empty: cosine
};

// The rows that each query must not find, ascending.
using Excluded = Ragged<int64_t>;

struct SearchOptions {
    size_t topn = 10;
    size_t restrict_rows = SIZE_MAX;  // only the first rows, the most frequent words
    unsigned threads = 1;
    std::function<bool()> keep_going = nullptr;  // asked about ten times a second
    AllowedRows allowed{};                       // only these; a bit for every row
};

struct Found {
    std::vector<float> scores;  // [count, topn], best first, -infinity where there are fewer
    std::vector<int64_t> ids;   // [count, topn], -1 where there are fewer
};

constexpr float product_epsilon = 1e-3f;  // of the 2014 paper
constexpr float least_product = 1e-30f;   // keeps the logarithm finite

Found search(const RowsView& rows, std::span<const float> inverse_norms, const Queries& queries,
             const Excluded& excluded, const SearchOptions& options);

}  // namespace malvec
