// Exact search of encoded rows without decoding them: products with the query are taken of the
// codes themselves in whole numbers, of those that name centroids by look-up in tables of 8 bits
// (asymmetric distances, Jégou et al. 2011). They tell what a row can score at most; the few rows
// that could enter are decoded, so the answer is that of searching decoded rows.
#pragma once
#include <vector>

#include "search/batch.h"
#include "search/code_products.h"
#include "search/scorer.h"
#include "search/table_sums.h"

namespace malvec {

// One query against all encoded rows: row . query = scale * (step * n + base + error), |error| <=
// slack, where n is the product of 8-bit codes or the sum of entries.
struct EncodedQuery {
    CodedQuery coded;  // of 8-bit codes
    float step, base, slack;
};

struct EncodedQueries {
    std::vector<EncodedQuery> each{};
    std::vector<PartTable> tables{};  // [queries, parts], of those that name centroids
    TableSums sums = best_table_sums();
};

// Up to here bounds are faster than decoding rows once for all queries.
constexpr size_t coded_queries = 6;

// Of queries that are scored by cosine.
EncodedQueries encode_queries(const Batch& batch);

void search_encoded(Batch& batch, const Scorer& scorer, const EncodedQueries& queries, size_t first,
                    size_t end, unsigned worker);

}  // namespace malvec
