#include "search/encoded_bounds.h"

#include <algorithm>
#include <cmath>

namespace malvec {
namespace {

// of scales, norms and products: outside of these floats overflow, or lose more than their last bit
constexpr float least_factor = 1e-30f, largest_factor = 1e30f;
constexpr float most_entry = 255, most_sum = 65000;

// What rounding costs a search of decoded rows and these bounds at most, in parts of |row| *
// |query|.
float rounding_of(size_t dim) { return static_cast<float>(dim + 64) * 0x1p-23f; }

// The products of one part of the query with its centroids.
struct PartProducts {
    float values[centroids_per_part];
    float low, high, largest, total;  // the last two: of sums of magnitudes

    PartProducts(const float* centroid, std::span<const float> query) {
        const size_t width = query.size();
        Vec least = splat(INFINITY), most = -least, longest{}, all{};
        for (size_t c = 0; c < centroids_per_part; c += lanes, centroid += lanes * width) {
            Vec products{}, magnitudes{};
            for (size_t k = 0; k < width; ++k) {
                Vec terms;
                for (size_t i = 0; i < lanes; ++i) terms[i] = centroid[i * width + k];
                terms *= query[k];
                products += terms, magnitudes += abs(terms);
            }
            store_any(values + c, products);
            least = -max(-least, -products), most = max(most, products);
            longest = max(longest, magnitudes), all += magnitudes;
        }
        low = least[0], high = most[0], largest = longest[0], total = sum(all);
        for (int i = 1; i < lanes; ++i) {
            low = std::min(low, least[i]), high = std::max(high, most[i]);
            largest = std::max(largest, longest[i]);
        }
    }
};

// The products of all parts in steps from the least one of each: an entry names the middle of a
// step, so that every part loses half a step at most, and sums stay within 16 bits.
EncodedQuery product_query(const EncodedRows& rows, std::span<const float> query,
                           PartTable* tables) {
    EncodedQuery made{CodedQuery({}), 0, 0, INFINITY};
    const size_t width = rows.width(), parts = rows.parts;
    std::vector<PartProducts> products;
    products.reserve(parts);
    float largest = 0, total = 0, step = least_factor;
    double ranges = 0, base = 0;
    for (size_t part = 0; part < parts; ++part) {
        const PartProducts& p = products.emplace_back(
            rows.centroids + part * centroids_per_part * width, query.subspan(part * width, width));
        largest += p.largest, total += p.total, ranges += p.high - p.low;
        step = std::max(step, (p.high - p.low) / most_entry);
    }
    if (!(largest >= least_factor && total <= largest_factor)) return made;
    step = std::max(step, static_cast<float>(ranges / most_sum));
    for (size_t part = 0; part < parts; ++part) {
        const PartProducts& p = products[part];
        for (size_t c = 0; c < centroids_per_part; ++c)
            tables[part].entries[c] = static_cast<uint8_t>((p.values[c] - p.low) * (1 / step));
        base += p.low + step / 2;
    }
    made.step = step, made.base = static_cast<float>(base);
    made.slack = 0.501f * step * static_cast<float>(parts) + rounding_of(rows.dim) * largest;
    return made;
}

EncodedQuery coded_query(const EncodedRows& rows, std::span<const float> query) {
    EncodedQuery made{CodedQuery(query), 0, 0, 0};
    const float longest = 128 * std::sqrt(static_cast<float>(rows.dim));  // of codes
    made.step = made.coded.step;
    made.slack = longest * (made.coded.lost + rounding_of(rows.dim) * made.coded.length);
    return made;
}

// The bounds of 64 rows, for one query after the other.
struct EncodedScan {
    Batch& batch;
    const Scorer& scorer;
    const EncodedQueries& queries;
    unsigned worker;
    size_t first = 0, count = 0;  // rows of this block
    std::vector<RowSums> sums{};  // of their entries, for every query
    BlockMemory memory{};

    void products(size_t q, float* out) const {
        const EncodedRows& rows = *batch.rows.encoded;
        if (rows.centroids) {
            std::copy_n(sums[q].begin(), count, out);
            return;
        }
        const uint8_t* codes = rows.codes + first * rows.parts;
        for (size_t r = 0; r < count; ++r, codes += rows.parts)
            out[r] = static_cast<float>(row_product(codes, queries.each[q].coded));
    }

    // What the rows can score at most; infinity where nothing can be promised.
    void bounds(size_t q, float* most) const {
        products(q, most);
        const EncodedQuery& query = queries.each[q];
        const float *scales = batch.rows.encoded->scales + first,
                    *inverse = batch.inverse_norms.data() + first;
        for (size_t r = 0; r < count; ++r) {
            const float size = std::abs(scales[r]), factor = scales[r] * inverse[r];
            const bool usual = (size == 0) | ((size >= least_factor) & (size <= largest_factor) &
                                              (std::abs(inverse[r]) <= largest_factor));
            const float bound =
                factor * (query.step * most[r] + query.base) + std::abs(factor) * query.slack;
            most[r] = usual ? bound : INFINITY;
        }
    }

    void offer(size_t q, const float* most) {
        const float& threshold = batch.thresholds[worker][q];
        int any = 0;
        for (size_t r = 0; r < count; ++r) any |= !(most[r] <= threshold);
        for (size_t r = 0; r < count && any; ++r) {
            if (most[r] <= threshold || !is_allowed(batch.allowed, first + r)) continue;
            const RowBlock one = make_block(batch.rows, first + r, first + r + 1, {}, memory);
            const float score = score_row(batch, scorer, one, q);
            if (score > threshold) batch.offer(worker, q, first + r, score);
        }
    }
};

}  // namespace

EncodedQueries encode_queries(const Batch& batch) {
    const EncodedRows& rows = *batch.rows.encoded;
    EncodedQueries made;
    made.tables.resize(rows.centroids ? batch.queries.count * rows.parts : 0);
    for (size_t q = 0; q < batch.queries.count; ++q) {
        const std::span query(batch.queries.data + q * rows.dim, rows.dim);
        made.each.push_back(rows.centroids
                                ? product_query(rows, query, &made.tables[q * rows.parts])
                                : coded_query(rows, query));
    }
    return made;
}

void search_encoded(Batch& batch, const Scorer& scorer, const EncodedQueries& queries, size_t first,
                    size_t end, unsigned worker) {
    EncodedScan scan{batch, scorer, queries, worker};
    const size_t asked = queries.each.size();
    scan.sums.resize(asked);
    for (scan.first = first; scan.first < end; scan.first += summed_rows) {
        if (!batch.allowed.empty() && batch.allowed[scan.first / 64] == 0) continue;
        scan.count = std::min(summed_rows, end - scan.first);
        if (batch.rows.encoded->centroids)
            queries.sums(*batch.rows.encoded, scan.first, scan.count, queries.tables.data(), asked,
                         scan.sums.data());
        for (size_t q = 0; q < asked; ++q) {
            float most[summed_rows];
            scan.bounds(q, most);
            scan.offer(q, most);
        }
    }
}

}  // namespace malvec
