// Weighted pooling of rows into sentences.
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "check.h"
#include "core/quantise.h"
#include "sentences/pool.h"

using namespace malvec;

namespace {

const Tick go_on = [](const Progress&) { return true; };

struct Data {
    size_t words, dim;
    std::vector<float> rows, weights;
    std::vector<uint32_t> ids;
    std::vector<uint64_t> offsets{0};

    Data(size_t w, size_t d, size_t sentences) : words(w), dim(d), rows(w * d), weights(w) {
        uint32_t state = 7;
        const auto next = [&] { return state = state * 1664525u + 1013904223u; };
        for (float& x : rows) x = static_cast<float>(next() >> 8) / (1 << 23) - 1;
        for (float& x : weights) x = static_cast<float>(next() >> 8) / (1 << 24);
        for (size_t i = 0; i < sentences; ++i) {
            for (size_t n = i % 700 == 5 ? 600 : i % 13; n > 0; --n)
                ids.push_back((next() >> 8) % (words + 3));
            offsets.push_back(ids.size());
        }
    }
    Matrix matrix() { return {rows.data(), words, dim, dim}; }
    Pooling pooling(unsigned threads) {
        Pooling p;
        p.seen = {matrix(), weights, {}};
        p.threads = threads;
        return p;
    }
    double expected(size_t sentence, size_t k) const {
        double sum = 0, count = 0;
        for (uint64_t at = offsets[sentence]; at < offsets[sentence + 1]; ++at)
            if (ids[at] < words)
                sum += static_cast<double>(weights[ids[at]]) * rows[ids[at] * dim + k], ++count;
        return count > 0 ? sum / count : 0;
    }
};

}  // namespace

TEST(pooled_rows_are_weighted_means_at_any_dimension) {
    for (const size_t dim : {1, 3, 16, 31, 100, 127, 128, 300}) {
        Data data(40, dim, 1500);
        std::vector<float> out(1500 * dim), again(1500 * dim);
        const Sentences sentences{data.ids, data.offsets};
        const Pooled pooled = pool(sentences, data.pooling(2), {out.data(), 1500, dim, dim}, go_on);
        pool(sentences, data.pooling(1), {again.data(), 1500, dim, dim}, go_on);
        CHECK(out == again);
        CHECK(pooled.empty >= 1500 / 13 && pooled.skipped > 100 && !pooled.bad_word &&
              !pooled.stopped);
        double largest = 0;
        for (size_t i = 0; i < 1500; ++i)
            for (size_t k = 0; k < dim; ++k)
                largest = std::max(largest, std::fabs(out[i * dim + k] - data.expected(i, k)));
        CHECK(largest < 1e-5);
    }
}

TEST(pooling_encoded_rows_is_pooling_what_they_stand_for) {
    Data data(40, 36, 900);
    const Encoding encoding = encode_8bit(data.matrix(), 1);
    EncodedRows encoded{encoding.codes.data(), encoding.scales.data(), nullptr, 40, 36, 36};
    for (size_t i = 0; i < 40; ++i) encoded.decode(i, data.rows.data() + i * 36);
    std::vector<float> floats(900 * 36), out(900 * 36);
    const Sentences sentences{data.ids, data.offsets};
    pool(sentences, data.pooling(2), {floats.data(), 900, 36, 36}, go_on);
    Pooling pooling = data.pooling(2);
    pooling.seen = {{nullptr, 40, 36, 0}, data.weights, encoded};
    pool(sentences, pooling, {out.data(), 900, 36, 36}, go_on);
    CHECK(out == floats);
}

TEST(what_is_not_a_number_has_the_code_0) {
    Data data(3, 20, 1);
    data.rows[4] = std::numeric_limits<float>::quiet_NaN();
    data.rows[20] = std::numeric_limits<float>::infinity();
    const Encoding encoding = encode_8bit(data.matrix(), 1);
    CHECK(encoding.codes[4] == 0 && encoding.scales[0] > 0);
    CHECK(std::count(&encoding.codes[20], &encoding.codes[40], 0) == 20);
}

TEST(a_row_that_is_not_finite_is_named) {
    Data data(40, 20, 900);
    data.rows[7 * 20 + 3] = std::numeric_limits<float>::quiet_NaN();
    std::vector<float> out(900 * 20);
    const Pooled pooled =
        pool({data.ids, data.offsets}, data.pooling(2), {out.data(), 900, 20, 20}, go_on);
    CHECK(pooled.bad_word && *pooled.bad_word == 7);
}

TEST(pooling_refuses_what_does_not_fit) {
    Data data(40, 20, 9);
    std::vector<float> out(9 * 20);
    const Matrix target{out.data(), 9, 20, 20};
    auto falling = data.offsets;
    std::swap(falling[3], falling[5]);
    CHECK_THROWS(pool({data.ids, falling}, data.pooling(1), target, go_on), std::invalid_argument);
    CHECK_THROWS(pool({data.ids, std::span(data.offsets).first(4)}, data.pooling(1), target, go_on),
                 std::invalid_argument);
    CHECK_THROWS(pool({data.ids, data.offsets}, data.pooling(1), {out.data(), 8, 20, 20}, go_on),
                 std::invalid_argument);
    Pooling pooling = data.pooling(1);
    pooling.seen.weights = std::span(data.weights).first(39);
    CHECK_THROWS(pool({data.ids, data.offsets}, pooling, target, go_on), std::invalid_argument);
}
