// Exact search of encoded rows without decoding them: products with the query are taken of the
// codes themselves, in whole numbers of 8-bit codes, by look-up in a table of those that name
// centroids (asymmetric distances, Jégou et al. 2011). They tell what a row can score at most;
// the few rows that could enter are decoded, so the answer is that of searching decoded rows.
#pragma once
#include <vector>

#include "search/batch.h"
#include "search/code_products.h"
#include "search/scorer.h"

namespace malvec {

// One query against all encoded rows: row . query = scale * (product of codes + error), |error| <=
// slack.
struct EncodedQuery {
    CodedQuery coded;          // of 8-bit codes
    std::vector<float> table;  // [parts, 256]: centroid . part of the query
    float slack;
};

// For few queries, scored by cosine.
std::vector<EncodedQuery> encoded_queries(const Batch& batch);

void search_encoded(Batch& batch, const Scorer& scorer, const std::vector<EncodedQuery>& queries,
                    size_t first, size_t end, unsigned worker);

}  // namespace malvec
