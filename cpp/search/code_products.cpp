#include "search/code_products.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/vec.h"

#if defined(__SSE4_1__)
#include <immintrin.h>
#endif

namespace malvec {
namespace {

constexpr double steps = 32000, largest_sum = 0x1p31 / 255 / 1.01;

void plain_products(const uint8_t* block, size_t groups, const CodedQuery* queries, size_t count,
                    int32_t (*out)[codes8_rows]) {
    for (size_t q = 0; q < count; ++q) {
        uint32_t sums[codes8_rows] = {};
        for (size_t g = 0; g < groups; ++g)
            for (size_t r = 0; r < codes8_rows; ++r)
                for (size_t k = 0; k < codes8_group; ++k)
                    sums[r] +=
                        static_cast<uint32_t>(block[g * codes8_bytes + r * codes8_group + k] *
                                              queries[q].p[g * codes8_group + k]);
        for (size_t r = 0; r < codes8_rows; ++r)
            out[q][r] = static_cast<int32_t>(sums[r] - static_cast<uint32_t>(queries[q].offset));
    }
}

template <class T>
T read_as(const void* bytes) {
    T value;
    std::memcpy(&value, bytes, sizeof(T));
    return value;
}

#if defined(__AVX2__)
constexpr size_t register_bytes = 32, product_width = register_bytes / 2;
using Whole = __m256i;
Whole widen(const uint8_t* codes) {
    return _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes)));
}
Whole widen_signed(const uint8_t* codes) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes)));
}
Whole four_times(int64_t query) { return _mm256_set1_epi64x(query); }
Whole add_products(Whole sum, Whole codes, Whole query) {
    return _mm256_add_epi32(sum, _mm256_madd_epi16(codes, query));
}
// from halves of the sums of four rows in each: the sums of all eight
Whole join(Whole low, Whole high) {
    return _mm256_permute4x64_epi64(_mm256_hadd_epi32(low, high), 0b11011000);
}
Whole subtract(Whole sums, int32_t offset) {
    return _mm256_sub_epi32(sums, _mm256_set1_epi32(offset));
}
int32_t sum_of(Whole sums) {
    const __m128i half =
        _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    const __m128i quarter = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0b01001110));
    return _mm_cvtsi128_si32(_mm_add_epi32(quarter, _mm_shuffle_epi32(quarter, 0b10110001)));
}
#elif defined(__SSE4_1__)
constexpr size_t register_bytes = 16, product_width = register_bytes / 2;
using Whole = __m128i;
Whole widen(const uint8_t* codes) {
    return _mm_cvtepu8_epi16(_mm_cvtsi64_si128(read_as<int64_t>(codes)));
}
Whole widen_signed(const uint8_t* codes) {
    return _mm_cvtepi8_epi16(_mm_cvtsi64_si128(read_as<int64_t>(codes)));
}
Whole four_times(int64_t query) { return _mm_set1_epi64x(query); }
Whole add_products(Whole sum, Whole codes, Whole query) {
    return _mm_add_epi32(sum, _mm_madd_epi16(codes, query));
}
Whole join(Whole low, Whole high) { return _mm_hadd_epi32(low, high); }
Whole subtract(Whole sums, int32_t offset) { return _mm_sub_epi32(sums, _mm_set1_epi32(offset)); }
int32_t sum_of(Whole sums) {
    const Whole half = _mm_add_epi32(sums, _mm_shuffle_epi32(sums, 0b01001110));
    return _mm_cvtsi128_si32(_mm_add_epi32(half, _mm_shuffle_epi32(half, 0b10110001)));
}
#endif

#if defined(__SSE4_1__)
// Products of pairs in 16 bits, which cannot overflow.
void pair_products(const uint8_t* block, size_t groups, const CodedQuery* queries, size_t count,
                   int32_t (*out)[codes8_rows]) {
    constexpr size_t parts = 2 * codes8_bytes / register_bytes;
    for (size_t q = 0; q < count; ++q) {
        Whole sums[parts] = {};
        for (size_t g = 0; g < groups; ++g) {
            const Whole query = four_times(read_as<int64_t>(&queries[q].p[g * codes8_group]));
#pragma GCC unroll 8
            for (size_t i = 0; i < parts; ++i)
                sums[i] = add_products(
                    sums[i], widen(block + g * codes8_bytes + i * register_bytes / 2), query);
        }
        for (size_t i = 0; i < parts; i += 2) {
            const Whole whole = subtract(join(sums[i], sums[i + 1]), queries[q].offset);
            std::memcpy(&out[q][i / 2 * (register_bytes / 4)], &whole, register_bytes);
        }
    }
}
#endif

int32_t plain_row_product(const uint8_t* codes, const CodedQuery& query) {
    int32_t sum = 0;
    for (size_t k = 0; k < query.dim; ++k) sum += static_cast<int8_t>(codes[k]) * query.p[k];
    return sum;
}

#if defined(__AVX512F__)
// Four products at once of bytes without a sign and with one: both halves of the query.
template <size_t Q>
__attribute__((target("avx512vnni"))) void quad_products(const uint8_t* block, size_t groups,
                                                         const CodedQuery* queries,
                                                         int32_t (*out)[codes8_rows]) {
    constexpr size_t chains = Q == 1 ? 2 : 1;
    __m512i high[Q][chains] = {}, low[Q][chains] = {};
    const auto add = [&](size_t g, size_t chain) __attribute__((target("avx512vnni"))) {
        const __m512i codes = _mm512_loadu_si512(block + g * codes8_bytes);
#pragma GCC unroll 4
        for (size_t q = 0; q < Q; ++q) {
            const int8_t* const halves = &queries[q].halves[g * 2 * codes8_group];
            high[q][chain] = _mm512_dpbusd_epi32(high[q][chain], codes,
                                                 _mm512_set1_epi32(read_as<int32_t>(halves)));
            low[q][chain] = _mm512_dpbusd_epi32(
                low[q][chain], codes, _mm512_set1_epi32(read_as<int32_t>(halves + codes8_group)));
        }
    };
    size_t g = 0;
    for (; g + chains <= groups; g += chains)
        for (size_t c = 0; c < chains; ++c) add(g + c, c);
    for (; g < groups; ++g) add(g, 0);
    for (size_t q = 0; q < Q; ++q) {
        VecInt sum = VecInt{} - queries[q].offset;
        for (size_t c = 0; c < chains; ++c)
            sum += reinterpret_cast<VecInt>(high[q][c]) * 256 + reinterpret_cast<VecInt>(low[q][c]);
        std::memcpy(out[q], &sum, sizeof(sum));
    }
}

void quad_products_of(const uint8_t* block, size_t groups, const CodedQuery* queries, size_t count,
                      int32_t (*out)[codes8_rows]) {
    switch (count) {
        case 1:
            return quad_products<1>(block, groups, queries, out);
        case 2:
            return quad_products<2>(block, groups, queries, out);
        case 3:
            return quad_products<3>(block, groups, queries, out);
        default:
            return quad_products<4>(block, groups, queries, out);
    }
}
#endif

}  // namespace

CodedQuery::CodedQuery(std::span<const float> query)
    : p((query.size() + codes8_group - 1) / codes8_group * codes8_group), halves(2 * p.size()),
      dim(query.size()) {
    double largest = 0, sum = 0, squares = 0, left = 0;
    for (const float x : query) {
        largest = std::max(largest, std::abs(double{x}));
        sum += std::abs(double{x}), squares += double{x} * x;
    }
    const double sums = std::max(largest_sum - static_cast<double>(dim), 1.0);
    step = static_cast<float>(std::max(largest / steps, sum / sums));
    int64_t total = 0;
    for (size_t k = 0; k < dim; ++k) {
        if (step > 0) p[k] = static_cast<int16_t>(std::nearbyint(query[k] / double{step}));
        const double rest = query[k] - double{step} * p[k];
        left += rest * rest, total += p[k];
    }
    offset = static_cast<int32_t>(128 * total);
    lost = static_cast<float>(std::sqrt(left) * 1.0001);
    length = static_cast<float>(std::sqrt(squares) * 1.0001);
    fill_parts();
}

void CodedQuery::fill_parts() {
    for (size_t k = 0; k < p.size(); ++k) {
        const int high = (p[k] + 128) >> 8;
        int8_t* const at = &halves[k / codes8_group * 2 * codes8_group + k % codes8_group];
        at[0] = static_cast<int8_t>(high);
        at[codes8_group] = static_cast<int8_t>(p[k] - 256 * high);
    }
#if defined(__SSE4_1__)
    tail.resize(product_width);
    for (size_t k = dim / product_width * product_width; k < dim && dim >= product_width; ++k)
        tail[k + product_width - dim] = p[k];
#endif
}

int32_t row_product(const uint8_t* codes, const CodedQuery& query) {
#if defined(__SSE4_1__)
    const size_t dim = query.dim;
    if (dim < product_width) return plain_row_product(codes, query);
    Whole sums = add_products(Whole{}, widen_signed(codes + dim - product_width),
                              read_as<Whole>(query.tail.data()));
    for (size_t k = 0; k + product_width <= dim; k += product_width)
        sums = add_products(sums, widen_signed(codes + k), read_as<Whole>(&query.p[k]));
    return sum_of(sums);
#else
    return plain_row_product(codes, query);
#endif
}

BlockProducts best_block_products() { return all_block_products().back(); }

std::vector<BlockProducts> all_block_products() {
    std::vector<BlockProducts> found{plain_products};
#if defined(__SSE4_1__)
    found.push_back(pair_products);
#endif
#if defined(__AVX512F__)
    if (__builtin_cpu_supports("avx512vnni")) found.push_back(quad_products_of);
#endif
    return found;
}

}  // namespace malvec
