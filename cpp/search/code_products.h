// Products of codes in a byte with queries in 16 bits, in whole numbers: the same on every machine.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "search/codes8.h"

namespace malvec {

// A query q as whole numbers: q[k] = step * p[k] + n[k], |p[k]| <= 32,000, no sum of products
// with codes overflows 32 bits.
struct CodedQuery {
    float step = 0;
    float lost = 0;                // |n|, rounded up
    float length = 0;              // |q|, rounded up
    int32_t offset = 0;            // 128 times the sum of p: what codes plus 128 have too much
    std::vector<int16_t> p{};      // [groups * 4], zeros at the end
    std::vector<int8_t> halves{};  // [groups, 2, 4]: p = 256 * high + low
    std::vector<int16_t> tail{};   // p of the last register, zeros where those before reach
    size_t dim = 0;

    explicit CodedQuery(std::span<const float> query);
    void fill_parts();  // halves and tail, of p
};

// The product with 8-bit codes of one row, signed and end to end as encoded rows have them.
int32_t row_product(const uint8_t* codes, const CodedQuery& query);

// out[r] = code(row r) . p for the 16 rows of a block and each of up to `codes8_queries` queries.
constexpr size_t codes8_queries = 4;
using BlockProducts = void (*)(const uint8_t* block, size_t groups, const CodedQuery* queries,
                               size_t count, int32_t (*out)[codes8_rows]);

// The fastest that this machine runs; asked once per search.
BlockProducts best_block_products();

// Every one that this machine runs, the obvious one first: for tests.
std::vector<BlockProducts> all_block_products();

}  // namespace malvec
