#include "search/scorer.h"

#include "search/packed_queries.h"

namespace malvec {
namespace {

float cosine(const Batch& batch, const Scorer& scorer, const RowBlock& rows, size_t k, size_t q) {
    const size_t dim = batch.rows.dim;
    return dot_with_tail(rows.row(k), batch.queries.data + q * dim, scorer.tails[q], dim) *
           batch.inverse_norms[rows.id(k)];
}

}  // namespace

Scorer make_scorer(const Batch& batch) {
    const size_t dim = batch.rows.dim;
    Scorer made;
    if (!batch.singly()) {
        made.panels = pack_panels(batch.queries, dim);
        return made;
    }
    for (size_t q = 0; q < batch.queries.count && dim >= lanes; ++q)
        for (size_t d = dim / lanes * lanes; d < dim; ++d)
            made.tails[q][d - (dim - lanes)] = batch.queries.data[q * dim + d];
    return made;
}

void score_rows(Batch& batch, const Scorer& scorer, const RowBlock& rows, unsigned worker) {
    if (!batch.singly()) return search_panels(batch, scorer.panels, rows, worker);
    for (size_t k = 0; k < rows.count; ++k) {
        if (!is_allowed(batch.allowed, rows.id(k))) continue;
        for (size_t q = 0; q < batch.queries.count; ++q) {
            const float score = cosine(batch, scorer, rows, k, q);
            if (score > batch.thresholds[worker][q]) batch.offer(worker, q, rows.id(k), score);
        }
    }
}

float score_row(const Batch& batch, const Scorer& scorer, const RowBlock& row, size_t query) {
    return batch.singly() ? cosine(batch, scorer, row, 0, query)
                          : panel_score(batch, scorer.panels, row, query);
}

}  // namespace malvec
