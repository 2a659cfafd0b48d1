// The numeric pieces of the models against plain loops in double.
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "check.h"
#include "core/error.h"
#include "core/vec.h"
#include "models/tokens/cbow.h"
#include "models/tokens/heldout.h"
#include "models/tokens/logistic.h"
#include "models/tokens/skipgram.h"

using namespace malvec;

namespace {

struct Rows {
    std::shared_ptr<float[]> memory;
    Matrix matrix;

    Rows(size_t rows, size_t dim, uint64_t seed)
        : memory(allocate_floats(rows * padded_dim(dim))),
          matrix{memory.get(), rows, dim, padded_dim(dim)} {
        initialize_rows(matrix, seed);
        for (size_t i = 0; i < rows; ++i)
            for (size_t k = 0; k < dim; ++k) matrix.row(i)[k] *= static_cast<float>(dim) * 0.5f;
    }
    std::vector<float*> pointers() const {
        std::vector<float*> all;
        for (size_t i = 0; i < matrix.rows; ++i) all.push_back(matrix.row(i));
        return all;
    }
};

double dot(const float* a, const float* b, size_t n) {
    return std::inner_product(a, a + n, b, 0.0);
}

// One step by the formulas; returns the loss.
double slow_step(const Matrix& x, const Matrix& o, const std::vector<double>& labels,
                 const std::vector<double>& weights, double rate) {
    const size_t n = x.dim;
    std::vector<double> dx(x.rows * n), od(o.rows * n);
    double loss = 0;
    for (size_t t = 0; t < x.rows; ++t)
        for (size_t j = 0; j < o.rows; ++j) {
            const double s = dot(x.row(t), o.row(j), n),
                         g = rate * weights[j] * (labels[j] - 1 / (1 + std::exp(-s)));
            loss += weights[j] * std::log1p(std::exp(labels[j] == 1 ? -s : s));
            for (size_t k = 0; k < n; ++k)
                dx[t * n + k] += g * o.row(j)[k], od[j * n + k] += g * x.row(t)[k];
        }
    for (size_t i = 0; i < dx.size(); ++i) x.row(i / n)[i % n] += static_cast<float>(dx[i]);
    for (size_t i = 0; i < od.size(); ++i) o.row(i / n)[i % n] += static_cast<float>(od[i]);
    return loss;
}

double largest_difference(const Matrix& a, const Matrix& b) {
    double largest = 0;
    for (size_t i = 0; i < a.rows; ++i)
        for (size_t k = 0; k < a.stride; ++k)
            largest = std::max(largest, std::abs(static_cast<double>(a.row(i)[k]) - b.row(i)[k]));
    return largest;
}

// Sentences of `length` tokens over `words` words, the
// count of each word, and the knobs of a small run.
struct Toy {
    std::vector<uint32_t> ids;
    std::vector<uint64_t> offsets{0}, counts;

    Toy(size_t tokens, size_t length, size_t words) : counts(words, 1) {
        Random random(7);
        uint32_t word = 0;
        for (size_t i = 0; i < tokens; ++i) {
            // neighbours in text are neighbours in number
            word = (word + random.below(3)) % static_cast<uint32_t>(words);
            ids.push_back(word), ++counts[word];
            if ((i + 1) % length == 0 || i + 1 == tokens) offsets.push_back(i + 1);
        }
    }
    Sentences sentences() const { return {ids, offsets}; }
};

}  // namespace

TEST(exp_and_log1p_are_accurate) {
    for (float x = 0; x < 80; x += 0.013f) {
        const float e = exp_nonpositive(splat(-x))[0];
        CHECK(std::abs(e - std::exp(-static_cast<double>(x))) <=
              3e-7 * std::exp(-static_cast<double>(x)));
        CHECK(std::abs(log1p_unit(splat(e))[0] - std::log1p(static_cast<double>(e))) < 4e-7);
    }
    CHECK(exp_nonpositive(splat(-1e30f))[0] < 1e-37f);
}

TEST(sum_each_sums_every_vector) {
    Vec v[lanes];
    for (int i = 0; i < lanes; ++i)
        for (int k = 0; k < lanes; ++k) v[i][k] = static_cast<float>(i * 100 + k);
    const Vec sums = sum_each<lanes>(v);
    for (int i = 0; i < lanes; ++i)
        CHECK(sums[i] == static_cast<float>(i * 100 * lanes + lanes * (lanes - 1) / 2));
}

TEST(step_equals_the_formulas_for_all_shapes) {
    for (const size_t dim : {1, 16, 100, 300})
        for (size_t targets = 1; targets <= 14; ++targets)
            for (size_t inputs = 1; inputs <= 11; ++inputs) {
                const Rows x(inputs, dim, 1), o(targets, dim, 2), slow_x(inputs, dim, 1),
                    slow_o(targets, dim, 2);
                Targets t(11, targets);
                t.resize(targets);
                std::vector<double> labels(targets), weights(targets);
                t.weighted = targets % 2 == 1;
                for (size_t j = 0; j < targets; ++j) {
                    labels[j] = j % 3 == 0,
                    weights[j] = t.weighted ? static_cast<double>(j % 3) : 1.0;
                    t.row(j) = o.matrix.row(j), t.set_label(j, j % 3 == 0),
                    t.set_weight(j, static_cast<float>(j % 3));
                }
                LogisticStep step(11, targets, x.matrix.stride);
                const double loss = step.train(x.pointers(), t, 0.1f),
                             expected =
                                 slow_step(slow_x.matrix, slow_o.matrix, labels, weights, 0.1);
                CHECK(std::abs(loss - expected) <= 1e-5 * (1 + expected));
                CHECK(largest_difference(x.matrix, slow_x.matrix) < 1e-5);
                CHECK(largest_difference(o.matrix, slow_o.matrix) < 1e-5);
            }
}

TEST(a_nan_shows_in_the_loss) {
    for (const float bad :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        const Rows x(3, 20, 1), o(2, 20, 2);
        Targets t(3, 2);
        t.resize(2);
        for (size_t j = 0; j < 2; ++j) t.row(j) = o.matrix.row(j), t.set_label(j, j == 0);
        x.matrix.row(1)[5] = bad;
        CHECK(!std::isfinite(LogisticStep(3, 2, x.matrix.stride).train(x.pointers(), t, 0.1f)));
    }
}

TEST(windows_do_not_see_where_chunks_are_cut) {
    const Toy toy(3 * chunk_tokens + 17, 2 * chunk_tokens + 5, 50);
    const Subsampler subsampler(toy.counts, 1e-3);
    Chunk chunk;
    std::vector<std::vector<uint32_t>> windows;
    for (uint64_t c = 0; c < count_chunks(toy.sentences()); ++c) {
        subsampler.read(toy.sentences(), c, 3, 99, chunk);
        for (const Window& w : chunk.windows)
            windows.emplace_back(chunk.ids.begin() + w.begin, chunk.ids.begin() + w.end);
    }
    std::vector<std::vector<uint32_t>> expected;
    const double total = std::accumulate(toy.counts.begin(), toy.counts.end(), 0.0);
    for (size_t s = 0; s + 1 < toy.offsets.size(); ++s) {
        std::vector<uint32_t> kept;
        for (uint64_t i = toy.offsets[s]; i < toy.offsets[s + 1]; ++i) {
            const double ratio = 1e-3 * total / static_cast<double>(toy.counts[toy.ids[i]]);
            if (static_cast<double>(mix64(99 + i) >> 32) < (std::sqrt(ratio) + ratio) * 0x1p32)
                kept.push_back(toy.ids[i]);
        }
        for (ptrdiff_t k = 0; k < static_cast<ptrdiff_t>(kept.size()); ++k)
            expected.emplace_back(
                kept.begin() + std::max<ptrdiff_t>(0, k - 3),
                kept.begin() + std::min<ptrdiff_t>(k + 4, static_cast<ptrdiff_t>(kept.size())));
    }
    CHECK(windows == expected);
}

TEST(huffman_codes_are_prefix_free_and_short_for_frequent_words) {
    const std::vector<uint64_t> counts{100, 50, 20, 20, 10, 5, 1, 1};
    const HierarchicalSoftmax tree(counts);
    double kraft = 0;
    for (uint32_t w = 0; w < counts.size(); ++w) {
        kraft += std::exp2(-static_cast<double>(tree.code(w).size()));
        if (w > 0 && counts[w] < counts[w - 1])
            CHECK(tree.code(w).size() >= tree.code(w - 1).size());
        for (const uint32_t node : tree.nodes(w)) CHECK(node < counts.size() - 1);
    }
    CHECK(std::abs(kraft - 1) < 1e-12);
    CHECK(HierarchicalSoftmax(std::vector<uint64_t>{7}).nodes(0).empty());
}

TEST(training_lowers_the_loss_stops_when_asked_and_names_bad_numbers) {
    const Toy toy(13000, 13, 40);  // four chunks
    const std::pair<std::string, std::string> ways[] = {
        {"ns", "window"}, {"ns", "pair"}, {"hs", "window"}};
    for (const auto& [loss, negatives] : ways) {
        SkipgramOptions o;
        o.dim = 20, o.window = 2, o.negative = 2, o.sample = 0, o.threads = 3, o.loss = loss,
        o.negatives = negatives;
        const Rows in(40, 20, 1), out(40, 20, 2);
        const Training training(o, toy.sentences(), toy.counts, {in.matrix, out.matrix});
        const TrainChunk train = skipgram(training, o);
        const Totals first = run_epoch(training, 0, 0, train, nullptr),
                     second = run_epoch(training, 1, 0, train, nullptr);
        CHECK(first.chunks == count_chunks(toy.sentences()) && first.kept == toy.ids.size());
        CHECK(second.loss / static_cast<double>(second.pairs) <
              first.loss / static_cast<double>(first.pairs));
        CHECK(run_epoch(training, 2, 3, train, nullptr).chunks == first.chunks - 3);
        in.matrix.row(3)[0] = std::numeric_limits<float>::infinity();
        CHECK_THROWS(run_epoch(training, 3, 0, train, nullptr), NumericalError);
    }
}

TEST(knobs_and_ids_are_checked) {
    Toy toy(100, 10, 5);
    const Rows in(5, 8, 1), out(5, 8, 2);
    CbowOptions o;
    o.dim = 8;
    for (const auto& spoil : std::vector<std::function<void(CbowOptions&)>>{
             [](auto& b) { b.dim = 0; }, [](auto& b) { b.lr = std::nan(""); },
             [](auto& b) { b.window = 0; }, [](auto& b) { b.epochs = 0; },
             [](auto& b) { b.context = "max"; }, [](auto& b) { b.loss = "softmax"; },
             [](auto& b) { b.threads = 1000000; }, [](auto& b) { b.sample = -1; }}) {
        CbowOptions bad = o;
        spoil(bad);
        CHECK_THROWS(malvec::check(bad), std::invalid_argument);
    }
    toy.ids[50] = 5;
    const Training training(o, toy.sentences(), toy.counts, {in.matrix, out.matrix});
    const TrainChunk train = cbow(training, o);
    CHECK_THROWS(run_epoch(training, 0, 0, train, nullptr), std::out_of_range);
}

TEST(composed_words_of_one_row_each_train_as_plain_words_do) {
    const Toy toy(6000, 17, 30);
    std::vector<uint64_t> offsets(31);
    std::vector<uint32_t> rows(30);
    std::iota(offsets.begin(), offsets.end(), 0), std::iota(rows.begin(), rows.end(), 0);
    SkipgramOptions o;
    o.dim = 20, o.sample = 0, o.lr = 0.01;
    const Rows in(30, 20, 1), out(30, 20, 2), composed_in(30, 20, 1), composed_out(30, 20, 2);
    const Training plain(o, toy.sentences(), toy.counts, {in.matrix, out.matrix});
    const Training composed(o, toy.sentences(), toy.counts,
                            {composed_in.matrix, composed_out.matrix, {rows, offsets}});
    const double a = run_epoch(plain, 0, 0, skipgram(plain, o), nullptr).loss,
                 b = run_epoch(composed, 0, 0, skipgram(composed, o), nullptr).loss;
    CHECK(std::abs(a - b) < 0.01 * a);  // repeated words of a window meet late
    CHECK(largest_difference(in.matrix, composed_in.matrix) < 0.05);
}

TEST(row_lists_are_checked) {
    const Toy toy(100, 10, 2);
    const Rows in(5, 8, 1), out(2, 8, 2);
    SkipgramOptions o;
    o.dim = 8, o.sample = 0;
    const std::vector<uint64_t> good{0, 2, 3}, bad{0, 3, 3};
    const std::vector<uint32_t> rows{0, 4, 1}, far{0, 5, 1};
    const Training training(o, toy.sentences(), toy.counts, {in.matrix, out.matrix, {rows, good}});
    CHECK(run_epoch(training, 0, 0, skipgram(training, o), nullptr).pairs > 0);
    CHECK_THROWS(Training(o, toy.sentences(), toy.counts, {in.matrix, out.matrix, {rows, bad}}),
                 std::invalid_argument);
    CHECK_THROWS(Training(o, toy.sentences(), toy.counts, {in.matrix, out.matrix, {far, good}}),
                 std::out_of_range);
}

TEST(heldout_loss_equals_the_formula) {
    const Rows in(9, 10, 1), out(9, 10, 2);
    const std::vector<uint32_t> centres{1, 4, 8, 0, 2}, contexts{3, 3, 5, 0, 1, 2, 7};
    const std::vector<uint64_t> offsets{0, 1, 2, 4, 5, 7};
    std::vector<double> noise(9);
    for (size_t w = 0; w < 9; ++w) noise[w] = 0.1 * static_cast<double>(w + 1);
    double expected = 0;
    for (size_t i = 0; i < centres.size(); ++i) {
        std::vector<float> h(10);
        for (uint64_t k = offsets[i]; k < offsets[i + 1]; ++k)
            for (size_t z = 0; z < 10; ++z)
                h[z] +=
                    in.matrix.row(contexts[k])[z] / static_cast<float>(offsets[i + 1] - offsets[i]);
        expected += std::log1p(std::exp(-dot(h.data(), out.matrix.row(centres[i]), 10)));
        for (size_t w = 0; w < 9; ++w)
            expected += noise[w] * std::log1p(std::exp(dot(h.data(), out.matrix.row(w), 10)));
    }
    const double loss = heldout_loss(in.matrix, out.matrix, {centres, {contexts, offsets}, true},
                                     noise, 2, nullptr);
    CHECK(std::abs(loss - expected / 5) < 1e-5);
}
