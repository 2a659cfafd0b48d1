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
[[gnu::noinline]] void offer(Batch& batch, unsigned worker, size_t q, size_t id, float score) {
    if (score > batch.thresholds[worker][q] && is_allowed(batch.allowed, id))
        batch.offer(worker, q, id, score);
}

Vec inverse_norms_of(const Batch& batch, const RowBlock& block, size_t k) {
    const float* const inverse = batch.inverse_norms.data();
    if (!block.ids) return load_any(inverse + block.first + k);
    Vec gathered;
    for (size_t i = 0; i < lanes; ++i) gathered[i] = inverse[block.ids[k + i]];
    return gathered;
}

void score_query(Batch& batch, const Scorer& scorer, const RowBlock& block, size_t q,
                 unsigned worker) {
    const size_t dim = batch.rows.dim, stride = block.stride;
    const float *query = query_of(scorer, q, dim), *row = block.data;
    const Vec tail = scorer.tails[q];
    const float& threshold = batch.thresholds[worker][q];
    size_t k = 0;
    for (; dim >= lanes && k + lanes <= block.count; k += lanes, row += lanes * stride) {
        const Vec scores =
            dots_with_tail(row, stride, query, tail, dim) * inverse_norms_of(batch, block, k);
        if (any_above(scores, splat(threshold))) [[unlikely]]
            for (size_t i = 0; i < lanes; ++i) offer(batch, worker, q, block.id(k + i), scores[i]);
    }
    for (; k < block.count; ++k)
        offer(batch, worker, q, block.id(k), cosine(batch, scorer, block, k, q));
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
