#include "search/panels.h"

#include "core/matrix.h"
#include "search/log_products.h"
#include "search/packed_queries.h"

namespace malvec {
namespace {

// Scores of R rows, from row `k` of the block, against one panel, [R, Q * lanes].
template <size_t R, size_t Q>
void score(const Batch& batch, const RowBlock& rows, size_t k, const Panel& panel, float* scores) {
    constexpr size_t width = Q * lanes;
    const size_t dim = batch.rows.dim;
    if (batch.queries.signs.empty()) {
        multiply<R, Q>(rows.row(k), rows.stride, panel.packed, dim, scores);
        for (size_t r = 0; r < R; ++r)
            for (size_t q = 0; q < width; ++q)
                scores[r * width + q] *= batch.inverse_norms[rows.id(k + r)];
        return;
    }
    float dots[R * width];
    std::fill_n(scores, R * width, 0.f);
    for (size_t t = 0; t < batch.queries.terms; ++t) {
        multiply<R, Q>(rows.row(k), rows.stride, panel.packed + t * dim * width, dim, dots);
        for (size_t r = 0; r < R; ++r) {
            const float inverse = batch.inverse_norms[rows.id(k + r)];
            for (size_t q = r * width; q < (r + 1) * width; ++q)
                scores[q] += log_term(batch.queries.signs[t], 0.5f + 0.5f * dots[q] * inverse);
        }
    }
}

template <size_t R, size_t Q>
void search_group(Batch& batch, const RowBlock& rows, size_t k, const Panel& panel,
                  unsigned worker) {
    constexpr size_t width = Q * lanes;
    float scores[R * width];
    score<R, Q>(batch, rows, k, panel, scores);
    for (size_t r = 0; r < R; ++r) {
        const float* thresholds = batch.thresholds[worker].data() + panel.first;
        int any = 0;
        for (size_t q = 0; q < width; ++q) any |= scores[r * width + q] > thresholds[q];
        if (!any) continue;
        for (size_t q = 0; q < panel.count; ++q)
            if (scores[r * width + q] > thresholds[q])
                batch.offer(worker, panel.first + q, rows.id(k + r), scores[r * width + q]);
    }
}

// Rows on their way from memory while the ones before are scored.
inline void prefetch(const RowBlock& rows, size_t first, size_t count) {
    if (first + count > rows.count) return;
    for (size_t d = 0; d < count * rows.stride; d += 16) __builtin_prefetch(rows.row(first) + d);
}

template <size_t Q>
void search_panel(Batch& batch, const RowBlock& rows, const Panel& panel, unsigned worker) {
    size_t k = 0;
    for (; k + group_rows <= rows.count; k += group_rows) {
        if (panel.first == 0) prefetch(rows, k + 3 * group_rows, group_rows);
        search_group<group_rows, Q>(batch, rows, k, panel, worker);
    }
    for (; k < rows.count; ++k) search_group<1, Q>(batch, rows, k, panel, worker);
}

template <size_t Q>
float one_score(const Batch& batch, const RowBlock& row, const Panel& panel, size_t query) {
    float scores[Q * lanes];
    score<1, Q>(batch, row, 0, panel, scores);
    return scores[query - panel.first];
}

}  // namespace

QueryPanels pack_panels(const Queries& queries, size_t dim) {
    QueryPanels made{allocate_floats((queries.count + lanes) * queries.terms * dim), {}};
    float* packed = made.memory.get();
    for (size_t first = 0; first < queries.count;) {
        const size_t left = queries.count - first,
                     vectors = left > (panel_vectors - 1) * lanes ? panel_vectors : 1;
        const size_t width = vectors * lanes, count = std::min(left, width);
        made.panels.push_back({first, count, vectors, packed});
        for (size_t t = 0; t < queries.terms; ++t, packed += dim * width)
            for (size_t q = 0; q < count; ++q)
                for (size_t d = 0; d < dim; ++d)
                    packed[d * width + q] =
                        queries.data[((first + q) * queries.terms + t) * dim + d];
        first += count;
    }
    return made;
}

void search_panels(Batch& batch, const QueryPanels& panels, const RowBlock& rows, unsigned worker) {
    for (const Panel& panel : panels.panels)
        panel.vectors == 1 ? search_panel<1>(batch, rows, panel, worker)
                           : search_panel<panel_vectors>(batch, rows, panel, worker);
}

float panel_score(const Batch& batch, const QueryPanels& panels, const RowBlock& row,
                  size_t query) {
    const Panel& panel = *std::prev(
        std::upper_bound(panels.panels.begin(), panels.panels.end(), query,
                         [](size_t wanted, const Panel& p) { return wanted < p.first; }));
    return panel.vectors == 1 ? one_score<1>(batch, row, panel, query)
                              : one_score<panel_vectors>(batch, row, panel, query);
}

}  // namespace malvec
