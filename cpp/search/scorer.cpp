#include "search/scorer.h"

#include "core/matrix.h"
#include "search/packed_queries.h"

namespace malvec {
namespace {

float* query_of(const Scorer& scorer, size_t q, size_t dim) {
    return scorer.queries.get() + q * padded_dim(dim);
}

float cosine(const Batch& batch, const Scorer& scorer, const RowBlock& rows, size_t k, size_t q) {
    const size_t dim = batch.rows.dim;
    return dot_with_tail(rows.row(k), query_of(scorer, q, dim), scorer.tails[q], dim) *
           batch.inverse_norms[rows.id(k)];
}

// Apart from the loop over rows, which has the registers for itself.
[[gnu::noinline]] float offer_row(Batch& batch, unsigned worker, size_t q, size_t id, float score) {
    if (is_allowed(batch.allowed, id)) batch.offer(worker, q, id, score);
    return batch.thresholds[worker][q];
}

void score_query(Batch& batch, const Scorer& scorer, const RowBlock& block, size_t q,
                 unsigned worker) {
    const size_t dim = batch.rows.dim, stride = block.stride, first = block.first,
                 count = block.count;
    const size_t* const ids = block.ids;
    const float *query = query_of(scorer, q, dim), *inverse = batch.inverse_norms.data();
    const float* row = block.data;
    const Vec tail = scorer.tails[q];
    float threshold = batch.thresholds[worker][q];
    for (size_t k = 0; k < count; ++k, row += stride) {
        const size_t id = ids ? ids[k] : first + k;
        const float score = dot_with_tail(row, query, tail, dim) * inverse[id];
        if (score > threshold) [[unlikely]]
            threshold = offer_row(batch, worker, q, id, score);
    }
}

}  // namespace

Scorer make_scorer(const Batch& batch) {
    const size_t dim = batch.rows.dim;
    Scorer made;
    if (!batch.singly()) {
        made.panels = pack_panels(batch.queries, dim);
        return made;
    }
    made.queries = allocate_floats(batch.queries.count * padded_dim(dim));
    for (size_t q = 0; q < batch.queries.count; ++q) {
        const float* const query = batch.queries.data + q * dim;
        std::copy_n(query, dim, query_of(made, q, dim));
        for (size_t d = dim / lanes * lanes; d < dim && dim >= lanes; ++d)
            made.tails[q][d - (dim - lanes)] = query[d];
    }
    return made;
}

void score_rows(Batch& batch, const Scorer& scorer, const RowBlock& rows, unsigned worker) {
    if (!batch.singly()) return search_panels(batch, scorer.panels, rows, worker);
    for (size_t q = 0; q < batch.queries.count; ++q) score_query(batch, scorer, rows, q, worker);
}

float score_row(const Batch& batch, const Scorer& scorer, const RowBlock& row, size_t query) {
    return batch.singly() ? cosine(batch, scorer, row, 0, query)
                          : panel_score(batch, scorer.panels, row, query);
}

}  // namespace malvec
