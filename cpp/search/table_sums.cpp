#include "search/table_sums.h"

#include <algorithm>
#include <cstring>

#if defined(__AVX512BW__)
#include <immintrin.h>
#endif

namespace malvec {
namespace {

uint32_t row_sum(const uint8_t* codes, const PartTable* tables, size_t parts) {
    constexpr size_t step = 8;
    uint32_t sum = 0;
    for (; parts >= step; parts -= step, codes += step, tables += step)
#pragma GCC unroll 8
        for (size_t i = 0; i < step; ++i) sum += tables[i].entries[codes[i]];
    for (size_t i = 0; i < parts; ++i) sum += tables[i].entries[codes[i]];
    return sum;
}

void plain_sums(const EncodedRows& rows, size_t first, size_t count, const PartTable* tables,
                size_t queries, RowSums* sums) {
    const size_t parts = rows.parts;
    for (size_t q = 0; q < queries; ++q)
        for (size_t r = 0; r < count; ++r)
            sums[q][r] = static_cast<uint16_t>(
                row_sum(rows.codes + (first + r) * parts, tables + q * parts, parts));
}

#if defined(__AVX512BW__)
typedef uint16_t WordLanes __attribute__((vector_size(64), may_alias));

constexpr size_t lane = 16;  // bytes that are shuffled with one another

__m128i load_lane(const uint8_t* p) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)); }

// A lane of each of four rows that lie `step` apart.
__m512i four_lanes(const uint8_t* p, size_t step) {
    __m512i lanes = _mm512_castsi128_si512(load_lane(p));
    lanes = _mm512_mask_broadcast_i32x4(lanes, 0x00f0, load_lane(p + step));
    lanes = _mm512_mask_broadcast_i32x4(lanes, 0x0f00, load_lane(p + 2 * step));
    return _mm512_mask_broadcast_i32x4(lanes, 0xf000, load_lane(p + 3 * step));
}

// Codes of 16 parts and 64 rows from row by row to part by part: row 16 * i + k lies in lane i of
// v[k], and four perfect shuffles transpose all lanes.
void take_columns(const uint8_t* codes, size_t parts, __m512i* v) {
    for (size_t k = 0; k < lane; ++k) v[k] = four_lanes(codes + k * parts, lane * parts);
#pragma GCC unroll 4
    for (int round = 0; round < 4; ++round) {
        __m512i mixed[lane];
#pragma GCC unroll 8
        for (size_t k = 0; k < lane / 2; ++k) {
            mixed[2 * k] = _mm512_unpacklo_epi8(v[k], v[k + lane / 2]);
            mixed[2 * k + 1] = _mm512_unpackhi_epi8(v[k], v[k + lane / 2]);
        }
        std::copy_n(mixed, lane, v);
    }
}

// Sums of bytes in 16 bits: those of even rows once the odd ones are taken off.
struct ByteSums {
    WordLanes all, odd;

    void add(__m512i bytes) {
        const auto words = reinterpret_cast<WordLanes>(bytes);
        all += words, odd += words >> 8;
    }
    // In place of what is kept of these sums from 16 parts to the next.
    void write(RowSums& sums) const {
        const WordLanes even = all - (odd << 8);
        for (size_t r = 0; r < summed_rows; r += 2) sums[r] = even[r / 2], sums[r + 1] = odd[r / 2];
    }
};
static_assert(sizeof(ByteSums) == sizeof(RowSums));

// Whether 64 rows are there, and a lane from the last part of the last one on.
bool is_readable(const EncodedRows& rows, size_t first, size_t count) {
    const size_t read = (rows.parts + lane - 1) / lane * lane;
    return count == summed_rows &&
           (first + summed_rows - 1) * rows.parts + read <= rows.rows * rows.parts;
}

// Half a table is two registers.
[[gnu::always_inline]] __attribute__((target("avx512vbmi"))) inline __m512i look_up(
    const PartTable& table, __m512i codes) {
    const auto quarter = [&](size_t i) { return _mm512_load_si512(table.entries + 64 * i); };
    const __m512i low = _mm512_permutex2var_epi8(quarter(0), codes, quarter(1)),
                  high = _mm512_permutex2var_epi8(quarter(2), codes, quarter(3));
    return _mm512_mask_blend_epi8(_mm512_movepi8_mask(codes), low, high);
}

__attribute__((target("avx512vbmi"))) void permuted_sums(const EncodedRows& rows, size_t first,
                                                         size_t count, const PartTable* tables,
                                                         size_t queries, RowSums* sums) {
    const size_t parts = rows.parts;
    if (!is_readable(rows, first, count))
        return plain_sums(rows, first, count, tables, queries, sums);
    const uint8_t* const codes = rows.codes + first * parts;
    for (size_t i = 0; i < parts; ++i)  // the rows after these
        __builtin_prefetch(codes + (parts + i) * summed_rows);
    for (size_t part = 0; part < parts; part += lane) {
        __m512i columns[lane];
        take_columns(codes + part, parts, columns);
        const size_t several = std::min(lane, parts - part);
        for (size_t q = 0; q < queries; ++q) {
            ByteSums sum{};
            if (part > 0) std::memcpy(&sum, &sums[q], sizeof(sum));
            for (size_t i = 0; i < several; ++i)
                sum.add(look_up(tables[q * parts + part + i], columns[i]));
            if (part + lane < parts)
                std::memcpy(&sums[q], &sum, sizeof(sum));
            else
                sum.write(sums[q]);
        }
    }
}
#endif

}  // namespace

TableSums best_table_sums() { return all_table_sums().back(); }

std::vector<TableSums> all_table_sums() {
    std::vector<TableSums> found{plain_sums};
#if defined(__AVX512BW__)
    if (__builtin_cpu_supports("avx512vbmi")) found.push_back(permuted_sums);
#endif
    return found;
}

}  // namespace malvec
