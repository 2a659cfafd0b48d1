// Bounded heaps and exact search, against sorting everything.
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "check.h"
#include "core/random.h"
#include "search/exact.h"
#include "search/topk.h"

using namespace malvec;

namespace {

std::vector<float> noise(size_t count, uint64_t key) {
    Random random(key);
    std::vector<float> values(count);
    for (float& x : values) x = random.uniform() - 0.5f;
    return values;
}

double cosine(const float* a, const float* b, size_t dim) {
    double dot = 0, left = 0, right = 0;
    for (size_t d = 0; d < dim; ++d)
        dot += double{a[d]} * b[d], left += double{a[d]} * a[d], right += double{b[d]} * b[d];
    return left > 0 && right > 0 ? dot / std::sqrt(left * right) : 0;
}

Found find(const RowsView& rows, const std::vector<float>& queries, size_t topn, unsigned threads) {
    const size_t count = queries.size() / rows.dim;
    const std::vector<uint64_t> offsets(count + 1);
    const auto norms = inverse_norms(rows, threads);
    return search(rows, norms, {queries.data(), count, 1, {}}, {{}, offsets},
                  {topn, SIZE_MAX, threads, nullptr});
}

}  // namespace

TEST(topk_keeps_the_best) {
    for (const size_t size : {size_t{0}, size_t{1}, size_t{7}, size_t{100}}) {
        TopK best(size);
        std::vector<Hit> all;
        Random random(size);
        for (int64_t id = 0; id < 60; ++id) {
            all.push_back({static_cast<float>(random.below(10)), id});
            best.offer(all.back());
        }
        std::sort(all.begin(), all.end(), better);
        const auto found = best.sorted();
        CHECK(found.size() == std::min<size_t>(size, 60));
        for (size_t i = 0; i < found.size(); ++i)
            CHECK(found[i].id == all[i].id && found[i].score == all[i].score);
    }
}

TEST(topk_refuses_nan_and_merges) {
    TopK left(2), right(2);
    left.offer({std::numeric_limits<float>::quiet_NaN(), 0});
    CHECK(left.sorted().empty());
    left.offer({1, 5}), left.offer({2, 6}), right.offer({2, 3}), right.offer({0, 1});
    CHECK(left.threshold() == 1);
    left.absorb(right);
    CHECK(left.sorted()[0].id == 3 && left.sorted()[1].id == 6);
}

TEST(search_matches_sorting) {
    for (const size_t dim : {1, 5, 16, 31, 64, 100})
        for (const size_t count : {1, 3, 4, 30, 100}) {
            const auto memory = noise(400 * (dim + 3), dim);
            const RowsView rows{memory.data(), 400, dim, dim + 3};
            const auto queries = noise(count * dim, 99 + dim);
            const Found found = find(rows, queries, 5, 3);
            for (size_t q = 0; q < count; ++q) {
                std::vector<double> all;
                for (size_t i = 0; i < rows.rows; ++i)
                    all.push_back(cosine(rows.row(i), &queries[q * dim], dim));
                for (size_t k = 0; k < 5; ++k)
                    CHECK(std::abs(found.scores[q * 5 + k] -
                                   all[static_cast<size_t>(found.ids[q * 5 + k])]) < 1e-5);
                std::sort(all.rbegin(), all.rend());
                for (size_t k = 0; k < 5; ++k)
                    CHECK(std::abs(found.scores[q * 5 + k] - all[k]) < 1e-5);
            }
        }
}

TEST(search_never_reads_past_the_last_row) {
    for (const size_t dim : {1, 15, 17, 20, 33}) {
        // nothing after the last value, as the address sanitizer sees
        const auto tight = noise(37 * dim, 1);
        CHECK(find({tight.data(), 37, dim, dim}, noise(dim, 2), 3, 1).ids.size() == 3);
        CHECK(find({tight.data(), 37, dim, dim}, noise(50 * dim, 2), 3, 1).ids.size() == 150);
    }
}

TEST(search_of_nothing) {
    CHECK(find({nullptr, 0, 4, 4}, noise(4, 1), 3, 2).ids.empty());
    const auto values = noise(40, 1);
    CHECK(find({values.data(), 10, 4, 4}, {}, 3, 2).ids.empty());
    CHECK(find({values.data(), 10, 4, 4}, noise(4, 3), 0, 2).ids.empty());
}

TEST(search_checks_its_arguments) {
    const auto values = noise(40, 1);
    const RowsView rows{values.data(), 10, 4, 4};
    const auto norms = inverse_norms(rows, 1);
    const std::vector<uint64_t> offsets{0, 2};
    const std::vector<int64_t> falling{5, 3};
    const std::vector<float> signs{1};
    const Queries one{values.data(), 1, 1, {}}, two_terms{values.data(), 1, 2, signs};
    CHECK_THROWS(search(rows, {}, one, {falling, offsets}, {}), std::invalid_argument);
    CHECK_THROWS(search(rows, norms, one, {falling, offsets}, {}), std::invalid_argument);
    CHECK_THROWS(search(rows, norms, one, {{}, offsets}, {}), std::invalid_argument);
    CHECK_THROWS(search(rows, norms, two_terms, {{}, std::vector<uint64_t>{0, 0}}, {}),
                 std::invalid_argument);
}
