#include "search/bounded.h"

#include <bit>
#include <cmath>

#include "search/log_products.h"

namespace malvec {
namespace {

// fast_log2 is right to 1e-6, and the sum is rounded
constexpr float log_slack = 1e-5f;

// Rows of one block, their bounds for one query after the other.
struct BlockScan {
    Batch& batch;
    const Scorer& scorer;
    const Bounds& bounds;
    size_t first, count;    // rows of this block
    unsigned worker, open;  // rows that are there and allowed, a bit each
    float scales[codes8_rows] = {}, errors[codes8_rows] = {}, most[codes8_rows] = {};

    // What a cosine can be at most, with sign -1 at least.
    void cosines(const CodedQuery& query, const int32_t* products, float sign, float* out) const {
        const float rest = query.lost * 127.0f * std::sqrt(static_cast<float>(batch.rows.dim));
        for (size_t r = 0; r < codes8_rows; ++r) {
            const float near = query.step * static_cast<float>(products[r]) + sign * rest;
            out[r] = scales[r] * near + sign * (errors[r] * query.length);
        }
    }

    void add_term(size_t t, const CodedQuery& query, const int32_t* products) {
        if (batch.queries.signs.empty()) return cosines(query, products, 1, most);
        const float sign = batch.queries.signs[t];
        float cosine[codes8_rows];
        cosines(query, products, sign, cosine);
        for (size_t r = 0; r < codes8_rows; ++r) {
            const float value = 0.5f + 0.5f * cosine[r] + sign * 1e-6f;
            most[r] = (t ? most[r] : 0) + log_term(sign, value) + log_slack;
            if (!(errors[r] <= 1e30f)) most[r] = errors[r];
        }
    }

    void offer(size_t query) {
        const float threshold = batch.thresholds[worker][query];
        unsigned entering = 0;
        for (size_t r = 0; r < codes8_rows; ++r)
            entering |= static_cast<unsigned>(!(most[r] <= threshold)) << r;
        for (entering &= open; entering; entering &= entering - 1) {
            const size_t row = first + static_cast<size_t>(std::countr_zero(entering));
            const RowBlock one{batch.rows.row(row), row, 1, batch.rows.stride};
            const float score = score_row(batch, scorer, one, query);
            if (score > batch.thresholds[worker][query]) batch.offer(worker, query, row, score);
        }
    }

    void scan() {
        const size_t terms = batch.queries.terms, all = bounds.terms.size();
        const uint8_t* block = bounds.codes.block(first / codes8_rows);
        int32_t products[codes8_queries][codes8_rows];
        for (size_t v = 0; v < all; v += codes8_queries) {
            const size_t several = std::min(codes8_queries, all - v);
            bounds.products(block, bounds.codes.groups(), &bounds.terms[v], several, products);
            for (size_t i = v; i < v + several; ++i) {
                add_term(i % terms, bounds.terms[i], products[i - v]);
                if (i % terms == terms - 1) offer(i / terms);
            }
        }
    }
};

// The codes 8 kB after a block on their way from memory while it is multiplied.
void prefetch_after(const Codes8& codes, size_t block) {
    const size_t bytes = codes.groups() * codes8_bytes,
                 ahead = 8192 / std::max(bytes, codes8_bytes);
    const uint8_t* const next = codes.block(block + ahead + 1);
    for (size_t at = 0; at < bytes; at += 64) __builtin_prefetch(next + at);
}

// The rows of a block that are there and allowed, a bit each.
unsigned open_rows(AllowedRows allowed, size_t first, size_t count) {
    const unsigned there = (1u << count) - 1;
    if (allowed.empty()) return there;
    return static_cast<unsigned>(allowed[first / 64] >> first % 64) & there;
}

}  // namespace

Bounds make_bounds(const Batch& batch) {
    Bounds made{*batch.rows.codes, {}, best_block_products()};
    const size_t dim = batch.rows.dim;
    for (size_t v = 0; v < batch.queries.count * batch.queries.terms; ++v)
        made.terms.emplace_back(std::span(batch.queries.data + v * dim, dim));
    return made;
}

void search_bounded(Batch& batch, const Scorer& scorer, const Bounds& bounds, size_t first,
                    size_t end, unsigned worker) {
    for (size_t row = first; row < end; row += codes8_rows) {
        const size_t count = std::min(codes8_rows, end - row);
        const unsigned open = open_rows(batch.allowed, row, count);
        if (!open) continue;
        prefetch_after(bounds.codes, row / codes8_rows);
        BlockScan scan{batch, scorer, bounds, row, count, worker, open};
        std::copy_n(bounds.codes.scales + row, count, scan.scales);
        std::copy_n(bounds.codes.errors + row, count, scan.errors);
        scan.scan();
    }
}

}  // namespace malvec
