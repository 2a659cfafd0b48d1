// The neural language model: it learns what is certain,
// probabilities are those of a softmax, hostile input is named.
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <vector>

#include "check.h"
#include "core/error.h"
#include "core/random.h"
#include "models/tokens/nplm.h"

using namespace malvec;

namespace {

constexpr uint32_t circle = 40;  // words that follow one another

struct NplmCase {
    NplmOptions options;
    std::vector<uint32_t> ids;
    std::vector<uint64_t> offsets{0};
    std::vector<uint64_t> counts = std::vector<uint64_t>(circle);
    std::vector<std::shared_ptr<float[]>> memory;
    NplmState state;

    NplmCase(const std::string& loss, bool direct, uint32_t threads) {
        options.dim = 12, options.context = 2, options.hidden = 20, options.direct = direct,
        options.loss = loss;
        options.samples = 10, options.batch = 60, options.lr = 0.3, options.threads = threads;
        Random random(5);
        for (int s = 0; s < 1200; ++s) {
            const uint32_t first = random.below(circle);
            for (uint32_t i = 0; i < 3 + first % 10; ++i)
                ids.push_back((first + i) % circle), ++counts[ids.back()];
            offsets.push_back(ids.size());
        }
        state = {rows(), rows()};
        initialize_nplm(options, counts, state.rows);
    }

    NplmRows rows() {
        return {matrix(circle + 1, options.dim), matrix(options.hidden, options.input_width()),
                matrix(circle, options.feature_width())};
    }
    Matrix matrix(size_t height, size_t dim) {
        memory.push_back(allocate_floats(height * padded_dim(dim)));
        return {memory.back().get(), height, dim, padded_dim(dim)};
    }
    Sentences sentences() const { return {ids, offsets}; }
    double perplexity() const {
        std::vector<float> logs(ids.size());
        nplm_log_probabilities(options, sentences(), state.rows, logs.data(), nullptr);
        return std::exp(-std::accumulate(logs.begin(), logs.end(), 0.0) /
                        static_cast<double>(logs.size()));
    }
};

}  // namespace

TEST(nplm_learns_what_is_certain) {
    for (const char* loss : {"sampled", "full"})
        for (const bool direct : {false, true}) {
            NplmCase c(loss, direct, direct ? 2 : 1);
            CHECK(c.perplexity() > circle / 3.0);
            NplmTraining training(c.options, c.sentences(), c.counts, c.state);
            for (uint64_t epoch = 0; epoch < c.options.epochs; ++epoch) {
                const Totals totals = training.run_epoch(epoch, 0, nullptr);
                CHECK(totals.chunks == count_chunks(c.sentences()) && totals.pairs == c.ids.size());
            }
            CHECK(c.perplexity() < 4);  // the first words of sentences stay open
        }
}

TEST(nplm_stops_at_a_tick_and_goes_on) {
    NplmCase c("sampled", false, 1), whole("sampled", false, 1);
    NplmTraining training(c.options, c.sentences(), c.counts, c.state),
        other(whole.options, whole.sentences(), whole.counts, whole.state);
    uint64_t chunk = 0;
    while (chunk < count_chunks(c.sentences()))
        chunk += training.run_epoch(0, chunk, [](const Progress&) { return false; }).chunks;
    other.run_epoch(0, 0, nullptr);
    CHECK(c.perplexity() == whole.perplexity());
}

TEST(nplm_names_what_it_cannot_take) {
    NplmCase c("sampled", false, 2);
    NplmOptions wrong = c.options;
    wrong.dim = 13;
    CHECK_THROWS(NplmTraining(wrong, c.sentences(), c.counts, c.state), std::invalid_argument);
    wrong.dim = 0;
    CHECK_THROWS(malvec::check(wrong), std::invalid_argument);
    c.ids[5] = circle;
    NplmTraining training(c.options, c.sentences(), c.counts, c.state);
    CHECK_THROWS(training.run_epoch(0, 0, nullptr), std::out_of_range);
    CHECK_THROWS(c.perplexity(), std::out_of_range);
    c.ids[5] = 0, c.state.rows.hidden.row(0)[0] = std::numeric_limits<float>::infinity();
    CHECK_THROWS(training.run_epoch(0, 0, nullptr), NumericalError);
    c.offsets.back() += 1;
    CHECK_THROWS(NplmTraining(c.options, c.sentences(), c.counts, c.state), std::invalid_argument);
}
