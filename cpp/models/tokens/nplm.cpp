#include "models/tokens/nplm.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "core/knobs.h"
#include "core/parallel.h"
#include "models/tokens/nplm_step.h"

namespace malvec {
namespace {

constexpr float initial_square = 1.0f;  // what AdaGrad's sums start from

void check_shapes(const NplmOptions& o, size_t words, const NplmRows& rows) {
    const auto is = [](const Matrix& m, size_t height, size_t dim) {
        return m.rows == height && m.dim == dim;
    };
    if (words == 0 || !is(rows.input, words + 1, o.dim) ||
        !is(rows.hidden, o.hidden, o.input_width()) || !is(rows.output, words, o.feature_width()))
        throw std::invalid_argument("the matrices do not fit the vocabulary and the knobs");
}

void uniform_rows(const Matrix& m, uint64_t key) {
    const double width = 2 * std::sqrt(3.0 / static_cast<double>(m.dim));
    for (size_t i = 0; i < m.rows; ++i) {
        Random random(random_key(key, i));
        for (size_t k = 0; k < m.dim; ++k)
            m.row(i)[k] = static_cast<float>((random.uniform() - 0.5) * width);
    }
}

// Calls visit(contexts, targets) for the examples of tokens first .. last - 1, a batch at a time.
template <class Visit>
void each_batch(const NplmOptions& o, const Sentences& s, uint32_t words,
                std::pair<uint64_t, uint64_t> range, Visit&& visit) {
    std::vector<uint32_t> contexts, targets;
    const auto known = [&](uint64_t i) {
        if (s.values[i] < words) return s.values[i];
        throw std::out_of_range("token " + std::to_string(i) + " has id " +
                                std::to_string(s.values[i]) + ", the vocabulary has " +
                                std::to_string(words) + " words");
    };
    const auto give = [&] {
        if (!targets.empty()) visit(NplmBatch{contexts, targets});
        contexts.clear(), targets.clear();
    };
    auto sentence =
        static_cast<size_t>(std::upper_bound(s.offsets.begin(), s.offsets.end(), range.first) -
                            s.offsets.begin()) -
        1;
    for (uint64_t i = range.first; i < range.second; ++i) {
        while (s.offsets[sentence + 1] <= i) ++sentence;
        const uint64_t begin = s.offsets[sentence];
        for (uint64_t back = o.context; back > 0; --back)
            contexts.push_back(i < begin + back ? words : known(i - back));
        targets.push_back(known(i));
        if (targets.size() == o.batch) give();
    }
    give();
}

std::pair<uint64_t, uint64_t> chunk_range(const Sentences& s, uint64_t chunk) {
    return {chunk * chunk_tokens, std::min<uint64_t>(s.values.size(), (chunk + 1) * chunk_tokens)};
}

}  // namespace

// What a worker scores with, and the words drawn for its batch.
struct NplmTraining::Worker {
    NplmStep step;
    std::vector<uint32_t> ids;
    std::vector<float> shifts;

    // Draws candidates, each once: a word drawn m times counts
    // m times, divided by how often it was to be expected.
    void draw(const AliasTable& noise, const std::vector<float>& log_expected, uint32_t samples,
              Random& random) {
        ids.resize(samples), shifts.clear();
        for (uint32_t& id : ids) id = noise.draw(random.next());
        std::sort(ids.begin(), ids.end());
        size_t kept = 0;
        for (size_t i = 0; i < samples;) {
            size_t end = i;
            while (end < samples && ids[end] == ids[i]) ++end;
            shifts.push_back(std::log(static_cast<float>(end - i)) - log_expected[ids[i]]);
            ids[kept++] = ids[i], i = end;
        }
        ids.resize(kept);
    }
};

void check(const NplmOptions& o) {
    const auto is = [](double value, double low, double high) {
        return value >= low && value <= high;
    };
    require_knob(is(o.dim, 1, 65536), "dim", o.dim, "between 1 and 65536");
    require_knob(is(o.context, 1, 100), "context", o.context, "between 1 and 100");
    require_knob(is(o.hidden, 1, 65536), "hidden", o.hidden, "between 1 and 65536");
    require_knob(o.loss == "sampled" || o.loss == "full", "loss", o.loss,
                 "'sampled' or 'full' (softmax over all words)");
    require_knob(is(o.samples, 1, 1000000), "samples", o.samples, "between 1 and 1000000");
    require_knob(is(o.sample_exponent, 0, 1), "sample_exponent", o.sample_exponent,
                 "between 0 (uniform) and 1 (as frequent)");
    require_knob(is(o.batch, 1, chunk_tokens), "batch", o.batch, "between 1 and 4096");
    require_knob(o.lr > 0 && o.lr <= 10, "lr", o.lr, "above 0 and at most 10");
    require_knob(o.min_lr >= 0 && o.min_lr <= o.lr, "min_lr", o.min_lr, "between 0 and lr");
    require_knob(is(o.epochs, 1, 1000000), "epochs", o.epochs, "between 1 and 1000000");
    require_knob(is(o.threads, 1, 1024), "threads", o.threads, "between 1 and 1024");
}

void initialize_nplm(const NplmOptions& o, std::span<const uint64_t> counts, const NplmRows& rows) {
    check(o), check_shapes(o, counts.size(), rows);
    uniform_rows(rows.input, random_key(o.seed, for_nplm_rows, 0));
    uniform_rows(rows.hidden, random_key(o.seed, for_nplm_rows, 1));
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    for (size_t i = 0; i < counts.size(); ++i) {
        std::fill_n(rows.output.row(i), rows.output.dim, 0.0f);
        rows.output.row(i)[rows.output.dim - 1] =
            static_cast<float>(std::log((static_cast<double>(counts[i]) + 0.5) / (total + 1)));
    }
}

NplmTraining::NplmTraining(const NplmOptions& o, const Sentences& s,
                           std::span<const uint64_t> counts, const NplmState& state)
    : options_(o), sentences_(s), state_(state) {
    check(o), check(s);
    check_shapes(o, counts.size(), state.rows), check_shapes(o, counts.size(), state.squares);
    std::vector<double> weights(counts.size());
    for (size_t i = 0; i < counts.size(); ++i)
        weights[i] = std::pow(std::max(static_cast<double>(counts[i]), 0.5), o.sample_exponent);
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    const bool full = o.loss == "full";
    if (!full) noise_ = AliasTable(weights);
    for (const double w : weights)
        log_expected_.push_back(static_cast<float>(std::log(o.samples * w / total)));
    for (const float e : log_expected_) target_shifts_.push_back(-e);
    for (uint32_t i = 0; i < o.threads; ++i) {
        workers_.push_back(std::make_unique<Worker>(
            Worker{NplmStep(o, state.rows, full ? counts.size() : o.samples), {}, {}}));
        if (full)
            workers_.back()->ids.resize(counts.size()),
                std::iota(workers_.back()->ids.begin(), workers_.back()->ids.end(), 0u);
    }
}

NplmTraining::~NplmTraining() = default;

Totals NplmTraining::train_chunk(Place place, Worker& worker) const {
    const AdaGrad adagrad{static_cast<float>(falling_rate(options_, sentences_, place)), 1,
                          initial_square};
    const bool full = options_.loss == "full";
    Random random(random_key(options_.seed, for_nplm_samples, place.epoch, place.chunk));
    Totals totals;
    each_batch(options_, sentences_, static_cast<uint32_t>(log_expected_.size()),
               chunk_range(sentences_, place.chunk), [&](const NplmBatch& batch) {
                   if (!full) worker.draw(noise_, log_expected_, options_.samples, random);
                   const Candidates candidates{worker.ids, full ? nullptr : worker.shifts.data(),
                                               full ? nullptr : target_shifts_.data()};
                   totals.loss += worker.step.train(batch, candidates, state_.squares, adagrad);
                   totals.kept += batch.size(), totals.pairs += batch.size();
               });
    return totals;
}

Totals NplmTraining::run_epoch(uint64_t epoch, uint64_t first_chunk, const Tick& tick) {
    const TrainChunk work = [this](Place place, unsigned worker) {
        return train_chunk(place, *workers_[worker]);
    };
    return run_chunks(sentences_, options_.threads, {epoch, first_chunk}, work, tick);
}

void nplm_log_probabilities(const NplmOptions& o, const Sentences& s, const NplmRows& rows,
                            float* out, const Tick& tick) {
    check(o), check(s), check_shapes(o, rows.output.rows, rows);
    std::vector<uint32_t> words(rows.output.rows);
    std::iota(words.begin(), words.end(), 0u);
    const uint64_t chunks = count_chunks(s);
    std::vector<NplmStep> steps;
    for (uint64_t i = 0; i < std::clamp<uint64_t>(chunks, 1, o.threads); ++i)
        steps.emplace_back(o, rows, 0);
    std::atomic<uint64_t> done = 0;
    const auto work = [&](uint64_t chunk, unsigned worker) {
        const auto range = chunk_range(s, chunk);
        float* at = out + range.first;
        each_batch(o, s, static_cast<uint32_t>(words.size()), range, [&](const NplmBatch& batch) {
            steps[worker].score(batch, {words, nullptr, nullptr}, at);
            at += batch.size();
        });
        done += range.second - range.first;
    };
    all_pieces(chunks, o.threads, work, [&] {
        if (tick && !tick({done.load(), 0, 0})) throw std::runtime_error("stopped");
    });
}

}  // namespace malvec
