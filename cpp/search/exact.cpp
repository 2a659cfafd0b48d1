#include "search/exact.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "core/matrix.h"
#include "core/parallel.h"
#include "search/packed_queries.h"
#include "search/rows.h"
#include "search/topk.h"

namespace malvec {
namespace {

// up to here rows are scored one query at a time: memory is the limit
constexpr size_t few_queries = 3;
// rows that stay in the second-level cache while all panels pass
constexpr size_t block_bytes = 128 << 10;
constexpr size_t batch_queries = 1024, batch_hits = size_t{1} << 20;
// multiplications below which starting threads costs more than it gains
constexpr size_t small_job = 1 << 21;

struct Panel {
    size_t first, count, vectors;  // queries [first, first + count), packed vectors * lanes wide
    const float* packed;           // [terms, dim, vectors * lanes]
};

// One batch of queries and what every worker collects for them.
struct Batch {
    const RowsView& rows;
    std::span<const float> inverse_norms;
    Queries queries;  // unit terms
    Excluded excluded;
    size_t topn;
    std::vector<Panel> panels;
    std::vector<std::vector<TopK>> best;         // [workers][queries]
    std::vector<std::vector<float>> thresholds;  // [workers][queries, to whole panels]

    void offer(unsigned worker, size_t query, size_t row, float score) {
        const auto ids = excluded[query];
        if (std::binary_search(ids.begin(), ids.end(), static_cast<int64_t>(row))) return;
        best[worker][query].offer({score, static_cast<int64_t>(row)});
        thresholds[worker][query] = best[worker][query].threshold();
    }
};

// log2 of a positive normal number: its exponent, and a Chebyshev
// interpolation of log2(1 + m) / m on [-1/3, 1/3]; error below 1e-6.
inline float fast_log2(float x) {
    constexpr float coefficients[] = {-0.2169923f, 0.2467270f, -0.2377997f, 0.2856045f,
                                      -0.3607336f, 0.4809646f, -0.7213473f, 1.4426948f};
    const auto bits = std::bit_cast<int32_t>(x);
    const int32_t exponent = (bits - 0x3f2aaaab) >> 23;  // leaves a mantissa 1 + m in [2/3, 4/3)
    const float m = std::bit_cast<float>(bits - (exponent << 23)) - 1;
    float value = 0;
    for (const float c : coefficients) value = value * m + c;
    return static_cast<float>(exponent) + m * value;
}

// Scores of R rows against one panel, [R, Q * lanes].
template <size_t R, size_t Q>
void score(const Batch& batch, const RowBlock& rows, size_t row, const Panel& panel,
           float* scores) {
    constexpr size_t width = Q * lanes;
    const size_t dim = batch.rows.dim;
    if (batch.queries.signs.empty()) {
        multiply<R, Q>(rows.row(row), rows.stride, panel.packed, dim, scores);
        for (size_t r = 0; r < R; ++r)
            for (size_t q = 0; q < width; ++q)
                scores[r * width + q] *= batch.inverse_norms[row + r];
        return;
    }
    float dots[R * width];
    std::fill_n(scores, R * width, 0.f);
    for (size_t t = 0; t < batch.queries.terms; ++t) {
        multiply<R, Q>(rows.row(row), rows.stride, panel.packed + t * dim * width, dim, dots);
        const float sign = batch.queries.signs[t], epsilon = sign < 0 ? product_epsilon : 0;
        for (size_t r = 0; r < R; ++r)
            for (size_t q = 0; q < width; ++q) {
                const float shifted =
                    std::max(least_product,
                             0.5f + 0.5f * dots[r * width + q] * batch.inverse_norms[row + r]);
                scores[r * width + q] += sign * fast_log2(shifted + epsilon);
            }
    }
}

template <size_t R, size_t Q>
void search_group(Batch& batch, const RowBlock& rows, size_t row, const Panel& panel,
                  unsigned worker) {
    constexpr size_t width = Q * lanes;
    float scores[R * width];
    score<R, Q>(batch, rows, row, panel, scores);
    for (size_t r = 0; r < R; ++r) {
        const float* thresholds = batch.thresholds[worker].data() + panel.first;
        int any = 0;
        for (size_t q = 0; q < width; ++q) any |= scores[r * width + q] > thresholds[q];
        if (!any) continue;
        for (size_t q = 0; q < panel.count; ++q)
            if (scores[r * width + q] > thresholds[q])
                batch.offer(worker, panel.first + q, row + r, scores[r * width + q]);
    }
}

// Rows on their way from memory while the ones before are scored.
inline void prefetch(const RowBlock& rows, size_t first, size_t count) {
    if (first + count > rows.end) return;
    for (size_t d = 0; d < count * rows.stride; d += 16) __builtin_prefetch(rows.row(first) + d);
}

template <size_t Q>
void search_panel(Batch& batch, const RowBlock& rows, const Panel& panel, unsigned worker) {
    size_t i = rows.first;
    for (; i + group_rows <= rows.end; i += group_rows) {
        if (panel.first == 0) prefetch(rows, i + 3 * group_rows, group_rows);
        search_group<group_rows, Q>(batch, rows, i, panel, worker);
    }
    for (; i < rows.end; ++i) search_group<1, Q>(batch, rows, i, panel, worker);
}

void search_rows(Batch& batch, const RowBlock& rows, unsigned worker) {
    for (const Panel& panel : batch.panels)
        panel.vectors == 1 ? search_panel<1>(batch, rows, panel, worker)
                           : search_panel<panel_vectors>(batch, rows, panel, worker);
}

void search_rows_singly(Batch& batch, const RowBlock& rows, unsigned worker) {
    const size_t dim = batch.rows.dim, full = dim / lanes * lanes;
    Vec tails[few_queries] = {};
    for (size_t q = 0; q < batch.queries.count && dim >= lanes; ++q)
        for (size_t d = full; d < dim; ++d)
            tails[q][d - (dim - lanes)] = batch.queries.data[q * dim + d];
    for (size_t i = rows.first; i < rows.end; ++i)
        for (size_t q = 0; q < batch.queries.count; ++q) {
            const float dot =
                dot_with_tail(rows.row(i), batch.queries.data + q * dim, tails[q], dim);
            const float cosine = dot * batch.inverse_norms[i];
            if (cosine > batch.thresholds[worker][q]) batch.offer(worker, q, i, cosine);
        }
}

// Every term scaled to length 1, [count, terms, dim]; terms of zeros stay so.
std::vector<float> unit_terms(const Queries& queries, size_t dim) {
    std::vector<float> unit(queries.data, queries.data + queries.count * queries.terms * dim);
    for (size_t t = 0; t < queries.count * queries.terms; ++t) {
        const std::span<float> term(unit.data() + t * dim, dim);
        double squares = 0;
        for (const float x : term) squares += double{x} * x;
        if (!std::isfinite(squares))
            throw std::invalid_argument("query " + std::to_string(t / queries.terms) +
                                        " is not finite");
        const double scale = squares > 0 ? 1 / std::sqrt(squares) : 0;
        for (float& x : term) x = static_cast<float>(x * scale);
    }
    return unit;
}

// Packs the queries into panels: wide ones, then one vector at a time for the rest.
std::shared_ptr<float[]> pack(Batch& batch) {
    const Queries& queries = batch.queries;
    const size_t dim = batch.rows.dim;
    const auto memory = allocate_floats((queries.count + lanes) * queries.terms * dim);
    float* packed = memory.get();
    for (size_t first = 0; first < queries.count;) {
        const size_t left = queries.count - first,
                     vectors = left > (panel_vectors - 1) * lanes ? panel_vectors : 1;
        const size_t width = vectors * lanes, count = std::min(left, width);
        batch.panels.push_back({first, count, vectors, packed});
        for (size_t t = 0; t < queries.terms; ++t, packed += dim * width)
            for (size_t q = 0; q < count; ++q)
                for (size_t d = 0; d < dim; ++d)
                    packed[d * width + q] =
                        queries.data[((first + q) * queries.terms + t) * dim + d];
        first += count;
    }
    return memory;
}

void run(Batch& batch, const SearchOptions& options, size_t rows) {
    const size_t dim = batch.rows.dim, count = batch.queries.count;
    const bool singly = count <= few_queries && batch.queries.signs.empty();
    const auto memory = singly ? nullptr : pack(batch);
    const bool small = rows * std::max<size_t>(dim, 1) * count * batch.queries.terms < small_job;
    const size_t fitting =
        std::max<size_t>(block_bytes / (std::max<size_t>(dim, 1) * sizeof(float)), group_rows);
    const size_t block = small ? std::max<size_t>(rows, 1)
                               : (singly ? 4 * fitting : fitting) / group_rows * group_rows;
    const unsigned workers = small ? 1 : std::max(options.threads, 1u);
    batch.best.assign(workers, std::vector<TopK>(count, TopK(batch.topn)));
    // nothing enters the padding
    std::vector<float> thresholds(count + panel_queries, std::numeric_limits<float>::infinity());
    std::fill_n(thresholds.begin(), count, -std::numeric_limits<float>::infinity());
    batch.thresholds.assign(workers, thresholds);
    std::vector<std::vector<float>> memories(workers);
    const auto work = [&](uint64_t piece, unsigned worker) {
        const size_t begin = piece * block, end = std::min(rows, begin + block);
        const RowBlock here = make_block(batch.rows, begin, end, memories[worker]);
        singly ? search_rows_singly(batch, here, worker) : search_rows(batch, here, worker);
    };
    if (small)
        work(0, 0);
    else
        parallel_pieces((rows + block - 1) / block, workers, work, options.keep_going);
}

void collect(Batch& batch, size_t first, Found& found) {
    for (size_t q = 0; q < batch.queries.count; ++q) {
        TopK& best = batch.best[0][q];
        for (size_t worker = 1; worker < batch.best.size(); ++worker)
            best.absorb(batch.best[worker][q]);
        size_t at = (first + q) * batch.topn;
        for (const Hit& hit : best.sorted()) {
            found.scores[at] = batch.queries.signs.empty() ? std::clamp(hit.score, -1.f, 1.f)
                                                           : std::exp2(hit.score);
            found.ids[at++] = hit.id;
        }
    }
}

void check(const RowsView& rows, std::span<const float> norms, const Queries& queries,
           const Excluded& excluded) {
    if (norms.size() != rows.rows)
        throw std::invalid_argument("one inverse norm per row is needed");
    if (excluded.offsets.size() != queries.count + 1 || excluded.offsets.front() != 0 ||
        excluded.offsets.back() != excluded.values.size() ||
        !std::is_sorted(excluded.offsets.begin(), excluded.offsets.end()))
        throw std::invalid_argument("offsets of the excluded ids do not fit the queries");
    for (size_t q = 0; q < queries.count; ++q)
        if (const auto ids = excluded[q]; !std::is_sorted(ids.begin(), ids.end()))
            throw std::invalid_argument("excluded ids must ascend");
    if (!queries.signs.empty() && queries.signs.size() != queries.terms)
        throw std::invalid_argument("one sign per term is needed");
    if (queries.signs.empty() && queries.terms != 1)
        throw std::invalid_argument("a cosine query has one term");
}

}  // namespace

Found search(const RowsView& rows, std::span<const float> inverse_norms, const Queries& queries,
             const Excluded& excluded, const SearchOptions& options) {
    check(rows, inverse_norms, queries, excluded);
    const size_t searched = std::min(rows.rows, options.restrict_rows),
                 topn = std::min(options.topn, searched);
    Found found{std::vector<float>(queries.count * topn, -std::numeric_limits<float>::infinity()),
                std::vector<int64_t>(queries.count * topn, -1)};
    if (topn == 0) return found;
    const auto unit = unit_terms(queries, rows.dim);
    const size_t step = std::clamp<size_t>(batch_hits / topn, 1, batch_queries);
    bool stopped = false;
    SearchOptions inner = options;
    if (options.keep_going)
        inner.keep_going = [&] { return !(stopped = stopped || !options.keep_going()); };
    for (size_t first = 0; first < queries.count && !stopped; first += step) {
        const size_t count = std::min(step, queries.count - first);
        Queries part{unit.data() + first * queries.terms * rows.dim, count, queries.terms,
                     queries.signs};
        const Excluded ids{excluded.values, excluded.offsets.subspan(first, count + 1)};
        Batch batch{rows, inverse_norms, part, ids, topn, {}, {}, {}};
        run(batch, inner, searched);
        collect(batch, first, found);
    }
    return found;
}

}  // namespace malvec
