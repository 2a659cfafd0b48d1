#include "search/exact.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>

#include "core/parallel.h"
#include "search/batch.h"
#include "search/bounded.h"
#include "search/encoded_bounds.h"
#include "search/packed_queries.h"
#include "search/scorer.h"

namespace malvec {
namespace {

// rows that stay in the second-level cache while all panels pass
constexpr size_t block_bytes = 128 << 10;
constexpr size_t batch_queries = 1024, batch_hits = size_t{1} << 20;
// multiplications below which starting threads costs more than it gains
constexpr size_t small_job = 1 << 21;

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

// Whether codes bound what encoded rows can score; of more queries decoding pays.
bool by_codes(const Batch& batch, size_t rows) {
    return batch.rows.encoded && batch.queries.signs.empty() && batch.topn * 8 <= rows &&
           batch.queries.count <= coded_queries;
}

// Rows per piece of work: whole groups of panels, whole blocks of codes.
size_t rows_per_piece(const Batch& batch, size_t rows, bool small) {
    if (small) return std::max<size_t>(rows, 1);
    const size_t dim = std::max<size_t>(batch.rows.dim, 1);
    const size_t bytes = batch.singly() ? 4 * block_bytes : block_bytes;
    const size_t together = batch.rows.codes        ? codes8_rows
                            : by_codes(batch, rows) ? summed_rows
                                                    : 0;
    if (together) return std::max(bytes / dim / together, size_t{1}) * together;
    return std::max(bytes / (dim * sizeof(float)) / group_rows, size_t{1}) * group_rows;
}

size_t count_allowed(AllowedRows allowed, size_t rows) {
    size_t count = allowed.empty() ? rows : 0;
    for (const uint64_t flags : allowed) count += static_cast<size_t>(std::popcount(flags));
    return count;
}

void run(Batch& batch, const SearchOptions& options, size_t rows) {
    const size_t dim = std::max<size_t>(batch.rows.dim, 1);
    const bool small = rows * dim * batch.queries.count * batch.queries.terms < small_job;
    const size_t piece_rows = rows_per_piece(batch, rows, small);
    const size_t pieces = (rows + piece_rows - 1) / piece_rows;
    const auto workers = static_cast<unsigned>(std::clamp<size_t>(options.threads, 1, pieces));
    batch.prepare(workers, panel_queries);
    const Scorer scorer = make_scorer(batch);
    const size_t allowed = count_allowed(batch.allowed, rows);
    std::optional<Bounds> bounds;  // where most blocks of codes have a row that is allowed
    if (batch.rows.codes && batch.topn * 8 <= rows && allowed * codes8_rows >= rows)
        bounds.emplace(make_bounds(batch));
    std::optional<EncodedQueries> encoded;
    if (by_codes(batch, rows)) encoded.emplace(encode_queries(batch));
    // of single floats only few are worth gathering
    const bool gather = !batch.singly() || batch.rows.encoded || allowed * 4 < rows;
    std::vector<BlockMemory> memories(workers);
    const auto work = [&](uint64_t piece, unsigned worker) {
        const size_t begin = piece * piece_rows, end = std::min(rows, begin + piece_rows);
        if (bounds) return search_bounded(batch, scorer, *bounds, begin, end, worker);
        if (encoded) return search_encoded(batch, scorer, *encoded, begin, end, worker);
        const AllowedRows wanted = gather ? batch.allowed : AllowedRows{};
        const RowBlock block = make_block(batch.rows, begin, end, wanted, memories[worker]);
        score_rows(batch, scorer, block, worker);
    };
    parallel_pieces(pieces, workers, work, options.keep_going);
}

void collect(Batch& batch, size_t first, Found& found) {
    for (size_t q = 0; q < batch.queries.count; ++q) {
        TopK& best = batch.best[0][q];
        for (size_t worker = 1; worker < batch.best.size(); ++worker)
            best.absorb(batch.best[worker][q]);
        std::vector<Hit> hits = best.sorted();
        for (Hit& hit : hits)
            hit.score = batch.queries.signs.empty() ? std::clamp(hit.score, -1.f, 1.f)
                                                    : std::exp2(hit.score);
        std::sort(hits.begin(), hits.end(), better);  // rounding has made some of them equal
        size_t at = (first + q) * batch.topn;
        for (const Hit& hit : hits) found.scores[at] = hit.score, found.ids[at++] = hit.id;
    }
}

void check_excluded(const Excluded& excluded, size_t queries) {
    if (excluded.offsets.size() != queries + 1 || excluded.offsets.front() != 0 ||
        excluded.offsets.back() != excluded.values.size() ||
        !std::is_sorted(excluded.offsets.begin(), excluded.offsets.end()))
        throw std::invalid_argument("offsets of the excluded ids do not fit the queries");
    for (size_t q = 0; q < queries; ++q)
        if (const auto ids = excluded[q]; !std::is_sorted(ids.begin(), ids.end()))
            throw std::invalid_argument("excluded ids must ascend");
}

void check_rows(const RowsView& rows, std::span<const float> norms, AllowedRows allowed) {
    if (norms.size() != rows.rows)
        throw std::invalid_argument("one inverse norm per row is needed");
    if (!allowed.empty() && allowed.size() < (rows.rows + 63) / 64)
        throw std::invalid_argument("one bit per row is needed to tell which rows are allowed");
    if (rows.codes &&
        (rows.codes->rows != rows.rows || rows.codes->dim != rows.dim || rows.encoded))
        throw std::invalid_argument("the codes are not of these rows");
}

void check_signs(const Queries& queries) {
    if (!queries.signs.empty() && queries.signs.size() != queries.terms)
        throw std::invalid_argument("one sign per term is needed");
    if (queries.signs.empty() && queries.terms != 1)
        throw std::invalid_argument("a cosine query has one term");
}

}  // namespace

Found search(const RowsView& rows, std::span<const float> inverse_norms, const Queries& queries,
             const Excluded& excluded, const SearchOptions& options) {
    check_rows(rows, inverse_norms, options.allowed);
    check_excluded(excluded, queries.count);
    check_signs(queries);
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
        if (first > 0 && inner.keep_going && !inner.keep_going()) break;
        const size_t count = std::min(step, queries.count - first);
        Queries part{unit.data() + first * queries.terms * rows.dim, count, queries.terms,
                     queries.signs};
        const Excluded ids{excluded.values, excluded.offsets.subspan(first, count + 1)};
        Batch batch{rows, inverse_norms, part, ids, options.allowed, topn};
        run(batch, inner, searched);
        collect(batch, first, found);
    }
    return found;
}

}  // namespace malvec
