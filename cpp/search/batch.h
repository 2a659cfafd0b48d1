// Queries that are searched together, and what every worker has found for them.
#pragma once
#include <algorithm>
#include <limits>
#include <vector>

#include "search/exact.h"
#include "search/topk.h"

namespace malvec {

// up to here rows are scored one query at a time: memory is the limit
constexpr size_t few_queries = 3;

struct Batch {
    const RowsView& rows;
    std::span<const float> inverse_norms;
    Queries queries;  // unit terms
    Excluded excluded;
    AllowedRows allowed;
    size_t topn;
    std::vector<std::vector<TopK>> best{};         // [workers][queries]
    std::vector<std::vector<float>> thresholds{};  // [workers][queries, to whole panels]

    bool singly() const { return queries.count <= few_queries && queries.signs.empty(); }

    void prepare(unsigned workers, size_t padding) {
        const float infinity = std::numeric_limits<float>::infinity();
        best.assign(workers, std::vector<TopK>(queries.count, TopK(topn)));
        // nothing enters the padding
        std::vector<float> none(queries.count + padding, infinity);
        std::fill_n(none.begin(), queries.count, -infinity);
        thresholds.assign(workers, none);
    }

    void offer(unsigned worker, size_t query, size_t row, float score) {
        const auto ids = excluded[query];
        if (std::binary_search(ids.begin(), ids.end(), static_cast<int64_t>(row))) return;
        best[worker][query].offer({score, static_cast<int64_t>(row)});
        thresholds[worker][query] = best[worker][query].threshold();
    }
};

}  // namespace malvec
