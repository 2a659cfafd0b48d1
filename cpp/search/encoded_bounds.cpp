#include "search/encoded_bounds.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace malvec {
namespace {

constexpr size_t step_rows = 64;
// of scales, norms and products: outside of these floats overflow, or lose more than their last bit
constexpr float least_factor = 1e-30f, largest_factor = 1e30f;

// What rounding costs a search of decoded rows at most, in parts of |row| * |query|.
float rounding_of(size_t dim) { return static_cast<float>(dim + 64) * 0x1p-23f; }

EncodedQuery product_query(const EncodedRows& rows, std::span<const float> query) {
    EncodedQuery made{CodedQuery({}), std::vector<float>(rows.parts * centroids_per_part), 0};
    const size_t width = rows.width();
    const float* centroid = rows.centroids;
    float largest = 0;  // sum over the parts of the largest products
    for (size_t part = 0; part < rows.parts; ++part) {
        float of_part = 0;
        for (size_t c = 0; c < centroids_per_part; ++c, centroid += width) {
            float product = 0, size = 0;
            for (size_t k = 0; k < width; ++k) {
                const float x = centroid[k] * query[part * width + k];
                product += x, size += std::abs(x);
            }
            made.table[part * centroids_per_part + c] = product;
            of_part = size <= of_part ? of_part : size;
        }
        largest += of_part;
    }
    const bool usual = largest >= least_factor && largest <= largest_factor;
    made.slack = usual ? rounding_of(rows.dim) * largest : std::numeric_limits<float>::infinity();
    return made;
}

EncodedQuery coded_query(const EncodedRows& rows, std::span<const float> query) {
    EncodedQuery made{CodedQuery(query), {}, 0};
    const float longest = 128 * std::sqrt(static_cast<float>(rows.dim));  // of codes
    made.slack = longest * (made.coded.lost + rounding_of(rows.dim) * made.coded.length);
    return made;
}

float looked_up(const uint8_t* codes, size_t parts, const float* table) {
    float sums[4] = {};
    size_t part = 0;
    for (; part + 8 <= parts; part += 8, table += 8 * centroids_per_part) {
        uint64_t eight;
        std::memcpy(&eight, codes + part, sizeof(eight));
#pragma GCC unroll 8
        for (size_t i = 0; i < 8; ++i, eight >>= 8)
            sums[i % 4] += table[i * centroids_per_part + (eight & 255)];
    }
    for (; part < parts; ++part, table += centroids_per_part) sums[0] += table[codes[part]];
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

void products(const EncodedRows& rows, const EncodedQuery& query, size_t first, size_t count,
              float* out) {
    const uint8_t* codes = rows.codes + first * rows.parts;
    for (size_t r = 0; r < count; ++r, codes += rows.parts)
        out[r] = rows.centroids
                     ? looked_up(codes, rows.parts, query.table.data())
                     : query.coded.step * static_cast<float>(row_product(codes, query.coded));
}

// What up to 64 rows can score at most; infinity where nothing can be promised.
void bounds_of(const Batch& batch, const EncodedQuery& query, size_t first, size_t count,
               float* most) {
    products(*batch.rows.encoded, query, first, count, most);
    const float *scales = batch.rows.encoded->scales + first,
                *inverse = batch.inverse_norms.data() + first;
    for (size_t r = 0; r < count; ++r) {
        const float size = std::abs(scales[r]), factor = scales[r] * inverse[r];
        const bool usual = (size == 0) | ((size >= least_factor) & (size <= largest_factor) &
                                          (std::abs(inverse[r]) <= largest_factor));
        const float bound = factor * most[r] + std::abs(factor) * query.slack;
        most[r] = usual ? bound : std::numeric_limits<float>::infinity();
    }
}

// Which of the rows could enter, a bit each.
uint64_t entering(const float* most, size_t count, float threshold) {
    int any = 0;
    for (size_t r = 0; r < count; ++r) any |= !(most[r] <= threshold);
    uint64_t found = 0;
    for (size_t r = 0; r < count && any; ++r) found |= uint64_t{!(most[r] <= threshold)} << r;
    return found;
}

}  // namespace

std::vector<EncodedQuery> encoded_queries(const Batch& batch) {
    const EncodedRows& rows = *batch.rows.encoded;
    std::vector<EncodedQuery> made;
    for (size_t q = 0; q < batch.queries.count; ++q) {
        const std::span query(batch.queries.data + q * rows.dim, rows.dim);
        made.push_back(rows.centroids ? product_query(rows, query) : coded_query(rows, query));
    }
    return made;
}

void search_encoded(Batch& batch, const Scorer& scorer, const std::vector<EncodedQuery>& queries,
                    size_t first, size_t end, unsigned worker) {
    BlockMemory memory;
    for (size_t q = 0; q < queries.size(); ++q)
        for (size_t row = first; row < end; row += step_rows) {
            const size_t count = std::min(step_rows, end - row);
            const float& threshold = batch.thresholds[worker][q];
            float most[step_rows];
            bounds_of(batch, queries[q], row, count, most);
            uint64_t bits = entering(most, count, threshold);
            for (; bits; bits &= bits - 1) {
                const size_t id = row + static_cast<size_t>(std::countr_zero(bits));
                if (!is_allowed(batch.allowed, id)) continue;
                const RowBlock one = make_block(batch.rows, id, id + 1, {}, memory);
                const float score = score_row(batch, scorer, one, q);
                if (score > threshold) batch.offer(worker, q, id, score);
            }
        }
}

}  // namespace malvec
