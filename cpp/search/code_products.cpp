#include "search/code_products.h"

#include <algorithm>
#include <cmath>

#if defined(__SSE4_1__)
#include <immintrin.h>
#endif

namespace malvec {
namespace {

constexpr double steps = 32000, largest_sum = 0x1p31 / 255 / 1.01;

void plain_products(const uint8_t* block, size_t groups, const CodedQuery* queries, size_t count,
                    int32_t (*out)[codes8_rows]) {
    for (size_t q = 0; q < count; ++q)
        for (size_t r = 0; r < codes8_rows; ++r) {
            int64_t sum = -int64_t{queries[q].offset};
            for (size_t k = 0; k < groups * codes8_group; ++k)
                sum += queries[q].p[k] *
                       block[k / codes8_group * codes8_bytes + r * codes8_group + k % codes8_group];
            out[q][r] = static_cast<int32_t>(sum);
        }
}

}  // namespace

CodedQuery::CodedQuery(std::span<const float> query) {
    const size_t groups = (query.size() + codes8_group - 1) / codes8_group;
    p.resize(groups * codes8_group), halves.resize(2 * groups * codes8_group);
    double largest = 0, sum = 0, squares = 0, left = 0;
    for (const float x : query) {
        largest = std::max(largest, std::abs(double{x}));
        sum += std::abs(double{x}), squares += double{x} * x;
    }
    step =
        static_cast<float>(std::max(largest / steps, sum / (largest_sum - double(query.size()))));
    int64_t total = 0;
    for (size_t k = 0; k < query.size() && step > 0; ++k) {
        p[k] = static_cast<int16_t>(std::nearbyint(query[k] / double{step}));
        const int high = (p[k] + 128) >> 8;
        int8_t* const at = &halves[k / codes8_group * 2 * codes8_group + k % codes8_group];
        at[0] = static_cast<int8_t>(high),
        at[codes8_group] = static_cast<int8_t>(p[k] - 256 * high);
        total += p[k];
    }
    for (size_t k = 0; k < query.size(); ++k) {
        const double rest = query[k] - double{step} * p[k];
        left += rest * rest;
    }
    offset = static_cast<int32_t>(128 * total);
    lost = static_cast<float>(std::sqrt(left) * 1.0001);
    length = static_cast<float>(std::sqrt(squares) * 1.0001);
}

BlockProducts best_block_products() { return all_block_products().back(); }

std::vector<BlockProducts> all_block_products() { return {plain_products}; }

}  // namespace malvec
