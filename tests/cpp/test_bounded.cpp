// Products of codes on every instruction set of this build, and searches by codes against those of
// floats, to the last bit.
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <vector>

#include "check.h"
#include "core/quantise.h"
#include "core/random.h"
#include "search/code_products.h"
#include "search/exact.h"
#include "search/table_sums.h"

using namespace malvec;

namespace {

std::vector<float> gaussian(size_t count, uint64_t key) {
    Random random(key);
    std::vector<float> values(count);
    for (float& x : values)
        for (int i = 0; i < 4; ++i) x += random.uniform() - 0.5f;
    return values;
}

Found find(const RowsView& rows, const std::vector<float>& norms, const Queries& queries,
           size_t topn = 10) {
    const std::vector<uint64_t> offsets(queries.count + 1);
    return search(rows, norms, queries, {{}, offsets}, {topn, SIZE_MAX, 2, nullptr});
}

bool same(const Found& a, const Found& b) {
    return a.ids == b.ids && a.scores.size() == b.scores.size() &&
           std::memcmp(a.scores.data(), b.scores.data(), a.scores.size() * sizeof(float)) == 0;
}

// By codes and by floats, one query, several, and 3CosMul.
void check_codes(const std::vector<float>& values, size_t dim) {
    const RowsView rows{values.data(), values.size() / dim, dim, dim};
    const auto norms = inverse_norms(rows, 1);
    const Codes8Memory memory = encode_codes8(rows, norms, 2);
    const Codes8 codes{memory.codes.get(), memory.scales.data(), memory.errors.data(), rows.rows,
                       dim};
    RowsView coded = rows;
    coded.codes = &codes;
    auto asked = gaussian(21 * dim, 3);
    std::copy_n(values.data() + 5 * dim, dim, asked.data());
    const std::vector<float> signs{-1, 1, 1};
    for (const Queries& queries :
         {Queries{asked.data() + 7 * dim, 1, 1, {}}, Queries{asked.data() + dim, 3, 1, {}},
          Queries{asked.data() + dim, 20, 1, {}}, Queries{asked.data() + dim, 5, 3, signs}})
        CHECK(same(find(rows, norms, queries), find(coded, norms, queries)));
}

}  // namespace

TEST(products_of_codes_are_the_same_by_every_instruction_set) {
    const auto kernels = all_block_products();
    Random random(2);
    for (const size_t dim : {1, 4, 7, 8, 31, 64, 100, 301}) {
        const size_t groups = (dim + 3) / 4;
        std::vector<uint8_t> block(groups * codes8_bytes);
        for (uint8_t& code : block) code = static_cast<uint8_t>(random.below(256));
        std::vector<CodedQuery> queries;
        for (uint64_t q = 0; q < codes8_queries; ++q)
            queries.emplace_back(gaussian(dim, 10 * dim + q));
        for (size_t count = 1; count <= codes8_queries; ++count)
            for (const BlockProducts kernel : kernels) {
                int32_t expected[codes8_queries][codes8_rows] = {},
                        found[codes8_queries][codes8_rows] = {};
                kernels[0](block.data(), groups, queries.data(), count, expected);
                kernel(block.data(), groups, queries.data(), count, found);
                CHECK(std::memcmp(expected, found, sizeof(found)) == 0);
            }
    }
}

TEST(products_of_codes_are_near_those_of_floats) {
    for (const size_t dim : {3, 16, 300, 3000}) {
        const auto values = gaussian(dim, dim);
        const CodedQuery query(values);
        double lost = 0;
        for (size_t k = 0; k < dim; ++k)
            lost += std::pow(values[k] - double{query.step} * query.p[k], 2);
        CHECK(std::sqrt(lost) <= query.lost && query.lost < 1e-3 * query.length);
        std::vector<uint8_t> codes(dim, 127), least(dim, 128);
        int64_t sum = 0;
        for (const int16_t p : query.p) sum += p;
        CHECK(row_product(codes.data(), query) == 127 * sum);
        CHECK(row_product(least.data(), query) == -128 * sum);
    }
}

TEST(sums_of_entries_are_the_same_by_every_instruction_set) {
    const auto kernels = all_table_sums();
    Random random(3);
    for (const size_t parts : {1, 2, 15, 16, 17, 25, 50, 257}) {
        constexpr size_t count = 3 * summed_rows + 5, most_queries = 5;
        std::vector<uint8_t> codes(count * parts);
        for (uint8_t& code : codes) code = static_cast<uint8_t>(random.below(256));
        std::vector<PartTable> tables(most_queries * parts);
        for (PartTable& table : tables)
            for (uint8_t& entry : table.entries) entry = static_cast<uint8_t>(random.below(256));
        for (size_t part = 0; part < parts; ++part)  // the largest sums that there are
            std::fill_n(tables[parts + part].entries, centroids_per_part, uint8_t{255});
        const EncodedRows rows{codes.data(), nullptr, nullptr, count, parts, parts};
        for (const size_t queries : {1, 2, 5})
            for (const size_t first : {0, 64, 100, 133, 190})
                for (const TableSums kernel : kernels) {
                    const size_t taken = std::min(summed_rows, count - first);
                    std::vector<RowSums> expected(queries), found(queries);
                    kernels[0](rows, first, taken, tables.data(), queries, expected.data());
                    kernel(rows, first, taken, tables.data(), queries, found.data());
                    CHECK(expected == found);
                }
    }
}

TEST(sums_of_entries_are_those_that_codes_name) {
    const size_t parts = 18, count = 70;
    std::vector<uint8_t> codes(count * parts);
    for (size_t i = 0; i < codes.size(); ++i) codes[i] = static_cast<uint8_t>(i * 7);
    std::vector<PartTable> tables(parts);
    for (size_t part = 0; part < parts; ++part)
        for (size_t c = 0; c < centroids_per_part; ++c)
            tables[part].entries[c] = static_cast<uint8_t>(c * c + part);
    const EncodedRows rows{codes.data(), nullptr, nullptr, count, parts, parts};
    for (const TableSums kernel : all_table_sums()) {
        RowSums sums;
        kernel(rows, 2, summed_rows, tables.data(), 1, &sums);
        for (size_t r = 0; r < summed_rows; ++r) {
            uint16_t expected = 0;
            for (size_t part = 0; part < parts; ++part)
                expected += tables[part].entries[codes[(2 + r) * parts + part]];
            CHECK(sums[r] == expected);
        }
    }
}

TEST(codes_give_the_answers_of_floats) {
    for (const size_t dim : {1, 5, 16, 33, 100}) {
        const size_t count = 1500;
        auto values = gaussian(count * dim, dim);
        check_codes(values, dim);
        auto clustered = values;
        for (size_t i = 0; i < clustered.size(); ++i)
            clustered[i] = 0.01f * clustered[i] + values[i % (3 * dim)];
        check_codes(clustered, dim);
        for (size_t i = 0; i < clustered.size(); ++i) clustered[i] = values[i % (7 * dim)];
        check_codes(clustered, dim);
        check_codes(std::vector<float>(count * dim), dim);
    }
}

TEST(codes_give_the_answers_of_floats_for_rows_of_any_size) {
    const size_t dim = 20, count = 1000;
    const float infinity = std::numeric_limits<float>::infinity();
    const float factors[] = {0,     1e-44f, 1e-38f, 1e-30f, 1e-15f,   1,
                             1e15f, 1e30f,  1e38f,  -1e38f, infinity, std::nanf("")};
    auto values = gaussian(count * dim, 1);
    for (size_t i = 0; i < count / 2; ++i)
        for (size_t k = 0; k < dim; ++k) values[i * dim + k] *= factors[i % 12];
    check_codes(values, dim);
    for (size_t i = count - 5 * dim; i < count; ++i)  // sums overflow on their way
        for (size_t k = 0; k < dim; ++k)
            values[i * dim + k] = std::copysign(3e38f, values[5 * dim + k]) * (k < 10 ? 1 : -1);
    check_codes(values, dim);
}

TEST(encoded_rows_give_the_answers_of_decoded_ones) {
    const size_t dim = 24, count = 3000;
    auto memory = gaussian(count * 32, 4);
    Encoding encoding = encode_8bit({memory.data(), count, dim, 32}, 1);
    for (size_t i = count / 2; i < count; ++i)  // rows that differ by rounding alone
        std::copy_n(&encoding.codes[i % 5 * dim], dim, &encoding.codes[i * dim]);
    const auto centroids = gaussian(size_t{6} * 256 * 4, 5);
    const EncodedRows eight{
        encoding.codes.data(), encoding.scales.data(), nullptr, count, dim, dim},
        product{encoding.codes.data(), encoding.scales.data(), centroids.data(), count, dim, 6};
    auto asked = gaussian(7 * dim, 6);
    std::copy_n(&memory[3 * 32], dim, asked.data());
    for (const EncodedRows& rows : {eight, product}) {
        std::vector<float> decoded(count * dim);
        for (size_t i = 0; i < count; ++i) rows.decode(i, &decoded[i * dim]);
        const RowsView floats{decoded.data(), count, dim, dim};
        const auto norms = inverse_norms(floats, 1);
        for (const size_t queries : {1, 3, 5, 7})
            CHECK(same(
                find(floats, norms, {asked.data(), queries, 1, {}}),
                find({nullptr, count, dim, dim, &rows}, norms, {asked.data(), queries, 1, {}})));
    }
}

TEST(products_of_tiny_centroids_bound_nothing) {
    const size_t dim = 8, count = 20000;
    std::vector<float> centroids = gaussian(size_t{4} * 256 * 2, 5), asked = gaussian(dim, 6);
    for (size_t i = 0; i < centroids.size(); ++i)  // the first part gives the norm, no product
        centroids[i] = i < 2 * 256 ? 1e-37f : 1e-44f * centroids[i];
    asked[0] = asked[1] = 0;
    Random random(7);
    std::vector<uint8_t> codes(count * 4);
    for (uint8_t& code : codes) code = static_cast<uint8_t>(random.below(256));
    const std::vector<float> scales(count, 1e30f);
    const EncodedRows rows{codes.data(), scales.data(), centroids.data(), count, dim, 4};
    std::vector<float> decoded(count * dim);
    for (size_t i = 0; i < count; ++i) rows.decode(i, &decoded[i * dim]);
    const RowsView floats{decoded.data(), count, dim, dim};
    const auto norms = inverse_norms(floats, 1);
    const Queries query{asked.data(), 1, 1, {}};
    CHECK(same(find(floats, norms, query, 100),
               find({nullptr, count, dim, dim, &rows}, norms, query, 100)));
}

TEST(a_mask_needs_a_bit_per_row) {
    const auto values = gaussian(100 * 4, 1);
    const RowsView rows{values.data(), 100, 4, 4};
    const auto norms = inverse_norms(rows, 1);
    const std::vector<uint64_t> offsets{0, 0}, one_word{1}, two_words{0, 1};
    const Queries query{values.data(), 1, 1, {}};
    CHECK_THROWS(search(rows, norms, query, {{}, offsets}, {3, SIZE_MAX, 1, nullptr, one_word}),
                 std::invalid_argument);
    const Found found =
        search(rows, norms, query, {{}, offsets}, {3, SIZE_MAX, 1, nullptr, two_words});
    CHECK(found.ids == (std::vector<int64_t>{64, -1, -1}));
}
