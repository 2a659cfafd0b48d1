// Exact search among a few rows, such as those that a graph of near rows tells.
#pragma once
#include <cstdint>
#include <span>

#include "search/exact.h"

namespace malvec {

struct AmongOptions {
    size_t topn = 10;
    std::span<const int64_t> excluded{};  // rows that must not be found
    std::span<const bool> allowed{};      // a flag for every row; none at all: all of them
};

// The best of the rows `near`, told in any order and more than once; numbers of no row are passed
// over. Scores are those of a search of all rows; fewer are found where fewer may be.
Found search_among(const RowsView& rows, std::span<const float> inverse_norms,
                   std::span<const float> query, std::span<const uint64_t> near,
                   const AmongOptions& options);

}  // namespace malvec
