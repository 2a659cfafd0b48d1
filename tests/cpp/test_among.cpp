// Search among some rows, against a search of all rows of which only these are allowed.
#include <stdexcept>
#include <vector>

#include "check.h"
#include "core/random.h"
#include "search/among.h"

using namespace malvec;

namespace {

std::vector<float> uniform(size_t count, uint64_t key) {
    Random random(key);
    std::vector<float> values(count);
    for (float& x : values) x = random.uniform() - 0.5f;
    return values;
}

}  // namespace

TEST(search_among_rows_is_a_search_of_those_allowed) {
    constexpr size_t count = 200, dim = 37;
    const std::vector<float> memory = uniform(count * (dim + 2), 1), query = uniform(dim, 2);
    const RowsView rows{memory.data(), count, dim, dim + 2};
    const std::vector<float> norms = inverse_norms(rows, 1);
    const std::vector<int64_t> excluded{150, 7};
    const std::vector<uint64_t> offsets{0, 2};
    bool allowed[count];
    for (size_t i = 0; i < count; ++i) allowed[i] = i % 5 != 0;
    for (const size_t told : {0, 1, 3, 30, 300}) {
        Random random(told);
        std::vector<uint64_t> near(told), bits(count / 64 + 1);
        for (uint64_t& row : near) row = random.below(count + 9);  // some twice, some of no row
        for (const uint64_t row : near)
            if (row < count && allowed[row]) bits[row / 64] |= uint64_t{1} << row % 64;
        const Found found = search_among(rows, norms, query, near, {12, excluded, allowed});
        const Found true_ones =
            search(rows, norms, {query.data(), 1, 1, {}}, {std::vector<int64_t>{7, 150}, offsets},
                   {12, SIZE_MAX, 1, nullptr, bits});
        for (size_t k = 0; k < 12; ++k) {
            const bool there = k < found.ids.size();
            CHECK((there ? found.ids[k] : -1) == true_ones.ids[k]);
            if (there) CHECK(found.scores[k] == true_ones.scores[k]);
        }
    }
}

TEST(search_among_refuses_what_does_not_fit) {
    const std::vector<float> memory = uniform(6, 1), norms{1, 1};
    const RowsView rows{memory.data(), 2, 3, 3};
    const bool one = true;
    CHECK_THROWS(search_among(rows, norms, {memory.data(), 2}, {}, {}), std::invalid_argument);
    CHECK_THROWS(search_among(rows, {}, {memory.data(), 3}, {}, {}), std::invalid_argument);
    CHECK_THROWS(search_among(rows, norms, {memory.data(), 3}, {}, {1, {}, {&one, 1}}),
                 std::invalid_argument);
}
