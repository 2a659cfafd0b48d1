#include "models/tokens/training.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <stdexcept>

#include "core/error.h"
#include "core/knobs.h"
#include "core/parallel.h"
#include "core/vec.h"

namespace malvec {
namespace {

std::string not_finite(const Training& training, Place place) {
    return "the loss is not finite in epoch " + std::to_string(place.epoch + 1) + " near token " +
           std::to_string(place.chunk * chunk_tokens) + " at learning rate " +
           shown(training.rate(place.epoch, place.chunk)) + ": use a smaller lr";
}

}  // namespace

void check(const TrainingOptions& o) {
    const auto is = [](uint64_t value, uint64_t low, uint64_t high) {
        return value >= low && value <= high;
    };
    require_knob(is(o.dim, 1, 65536), "dim", o.dim, "between 1 and 65536");
    require_knob(is(o.window, 1, 1000), "window", o.window, "between 1 and 1000");
    require_knob(o.loss == "ns" || o.loss == "hs", "loss", o.loss,
                 "'ns' (negative sampling) or 'hs' (hierarchical softmax)");
    require_knob(is(o.negative, o.loss == "ns", 1000), "negative", o.negative,
                 "between 1 and 1000, or 0 where loss='hs'");
    require_knob(std::isfinite(o.ns_exponent), "ns_exponent", o.ns_exponent, "a finite number");
    require_knob(o.sample >= 0 && o.sample <= 1, "sample", o.sample,
                 "between 0 (keep every token) and 1");
    require_knob(o.lr > 0 && o.lr <= 10, "lr", o.lr, "above 0 and at most 10");
    require_knob(o.min_lr >= 0 && o.min_lr <= o.lr, "min_lr", o.min_lr, "between 0 and lr");
    require_knob(is(o.epochs, 1, 1000000), "epochs", o.epochs, "between 1 and 1000000");
    require_knob(is(o.threads, 1, 1024), "threads", o.threads, "between 1 and 1024");
}

Subsampler::Subsampler(std::span<const uint64_t> counts, double sample)
    : thresholds_(counts.size(), UINT32_MAX) {
    if (sample == 0) return;
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    for (size_t i = 0; i < counts.size(); ++i) {
        const double ratio = sample * total / static_cast<double>(counts[i]);  // t / f
        thresholds_[i] =
            static_cast<uint32_t>(std::min((std::sqrt(ratio) + ratio) * 0x1p32, 0x1p32 - 1));
    }
}

void Subsampler::read(const Sentences& s, uint64_t chunk, uint32_t window, uint64_t key,
                      Chunk& out) const {
    const uint64_t first = chunk * chunk_tokens,
                   last = std::min<uint64_t>(s.values.size(), first + chunk_tokens);
    out.ids.resize(last - first + 2 * window), out.windows.clear(), out.stretches.clear();
    uint32_t kept = 0;
    const auto take = [&](uint64_t position) {
        const uint32_t id = s.values[position];
        if (id >= thresholds_.size())
            throw std::out_of_range("token " + std::to_string(position) + " has id " +
                                    std::to_string(id) + ", the vocabulary has " +
                                    std::to_string(thresholds_.size()) + " words");
        out.ids[kept] = id;
        kept += (mix64(key + position) >> 32) <= thresholds_[id];
    };
    auto sentence =
        static_cast<size_t>(std::upper_bound(s.offsets.begin(), s.offsets.end(), first) -
                            s.offsets.begin()) -
        1;
    for (; sentence + 1 < s.offsets.size() && s.offsets[sentence] < last; ++sentence) {
        const uint64_t from = std::max(s.offsets[sentence], first),
                       to = std::min(s.offsets[sentence + 1], last);
        const uint32_t begin = kept;
        for (uint64_t i = from; i-- > s.offsets[sentence] && kept - begin < window;) take(i);
        std::reverse(out.ids.begin() + begin, out.ids.begin() + kept);
        const uint32_t first_centre = kept;
        for (uint64_t i = from; i < to; ++i) take(i);
        const uint32_t last_centre = kept;
        for (uint64_t i = to; i < s.offsets[sentence + 1] && kept - last_centre < window; ++i)
            take(i);
        for (uint32_t centre = first_centre; centre < last_centre; ++centre)
            out.windows.push_back({centre, centre - std::min(window, centre - begin),
                                   std::min(centre + window + 1, kept)});
        out.stretches.push_back({sentence, out.windows.size()});
    }
    out.ids.resize(kept);
}

void shrink_windows(Chunk& chunk, uint32_t window, Random& random) {
    for (Window& w : chunk.windows) {
        const uint32_t radius = 1 + random.below(window);
        w.begin = w.centre - std::min(radius, w.centre - w.begin);
        w.end = std::min(w.centre + radius + 1, w.end);
    }
}

void check(const Sentences& s) {
    if (s.offsets.empty() || s.offsets.front() != 0 || s.offsets.back() != s.values.size() ||
        !std::is_sorted(s.offsets.begin(), s.offsets.end()))
        throw std::invalid_argument("sentence offsets do not span the token ids");
}

Training::Training(const TrainingOptions& o, const Sentences& s, std::span<const uint64_t> c,
                   const Matrices& m)
    : options(o), sentences(s), counts(c), input(m.input), output(m.output), row_lists(m.row_lists),
      subsampler(c, o.sample) {
    check(o);
    check(s);
    const size_t outputs = o.loss == "hs" && !c.empty() ? c.size() - 1 : c.size();
    const bool inputs_fit = row_lists.empty() ? input.rows == c.size() : input.rows >= c.size();
    const size_t output_dim = m.slots == 1 ? o.dim : m.slots * input.stride;
    if (!inputs_fit || output.rows < outputs || input.dim != o.dim || output.dim != output_dim ||
        output.stride != m.slots * input.stride)
        throw std::invalid_argument("the matrices do not fit the vocabulary and dim");
    check_row_lists(row_lists, c.size(), input);
    if (o.loss == "hs")
        tree = HierarchicalSoftmax(c);
    else
        negatives = NegativeSampling(c, o.ns_exponent, o.negative);
}

double Training::rate(uint64_t epoch, uint64_t chunk) const {
    return falling_rate(options, sentences, {epoch, chunk});
}

Totals run_chunks(const Sentences& sentences, uint32_t threads, Place first,
                  const TrainChunk& train_chunk, const Tick& tick) {
    Totals totals;
    std::mutex mutex;
    const auto work = [&](uint64_t piece, unsigned worker) {
        const FlushDenormals flush;
        const Totals part = train_chunk({first.epoch, first.chunk + piece}, worker);
        const std::lock_guard lock(mutex);
        ++totals.chunks, totals.kept += part.kept, totals.pairs += part.pairs,
            totals.loss += part.loss;
    };
    const auto keep_going = [&] {
        Progress progress;
        {
            const std::lock_guard lock(mutex);
            const uint64_t tokens = std::min<uint64_t>((first.chunk + totals.chunks) * chunk_tokens,
                                                       sentences.values.size());
            progress = {first.epoch * sentences.values.size() + tokens, totals.loss, totals.pairs};
        }
        return !tick || tick(progress);
    };
    const uint64_t chunks = count_chunks(sentences);
    parallel_pieces(chunks - std::min(chunks, first.chunk), threads, work, keep_going,
                    Alone::apart);
    return totals;
}

Totals run_epoch(const Training& training, uint64_t epoch, uint64_t first_chunk,
                 const TrainChunk& train_chunk, const Tick& tick) {
    const TrainChunk finite = [&](Place place, unsigned worker) {
        const Totals part = train_chunk(place, worker);
        if (!std::isfinite(part.loss)) throw NumericalError(not_finite(training, place));
        return part;
    };
    return run_chunks(training.sentences, training.options.threads, {epoch, first_chunk}, finite,
                      tick);
}

}  // namespace malvec
