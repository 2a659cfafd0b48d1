#include "models/tokens/skipgram.h"

#include <memory>
#include <stdexcept>

#include "models/tokens/window_worker.h"

namespace malvec {
namespace {

// One set of targets for the whole window: shared negatives, or the path in the tree.
Totals train_by_window(WindowWorker& w, Place place) {
    const auto rate = static_cast<float>(w.training.rate(place.epoch, place.chunk));
    w.prepare(place, w.training.options.loss == "ns");
    Totals totals;
    totals.kept = w.chunk.windows.size();
    for (size_t i = 0; i < w.chunk.windows.size(); ++i) {
        w.prefetch(i + w.windows_ahead);
        const auto contexts = w.context_rows(i);
        if (contexts.empty()) continue;
        w.aim(i);
        totals.loss += w.step.train(contexts, w.targets, rate);
        totals.pairs += contexts.size();
    }
    w.finish();
    return totals;
}

// Negatives for all pairs of a window, drawn and fetched one window ahead.
struct PairNegatives {
    std::vector<uint32_t> now, next;

    // Makes those of window i ready to be the next ones.
    void draw(WindowWorker& w, size_t i) {
        now.swap(next);
        next.clear();
        if (i >= w.chunk.windows.size()) return;
        const Window& window = w.chunk.windows[i];
        next.resize((window.end - window.begin - 1) * w.training.options.negative);
        w.training.negatives.draw(w.random, next);
        for (const uint32_t word : next)
            prefetch_row(w.training.output.row(word), w.training.output.stride);
    }
};

// Fresh negatives for every pair, one pair after the other: word2vec.c's own order.
Totals train_by_pair(WindowWorker& w, Place place) {
    const auto rate = static_cast<float>(w.training.rate(place.epoch, place.chunk));
    const size_t n = w.training.options.negative;
    w.prepare(place, false);
    Totals totals;
    totals.kept = w.chunk.windows.size();
    PairNegatives negatives;
    negatives.draw(w, 0);
    for (size_t i = 0; i < w.chunk.windows.size(); ++i) {
        w.prefetch(i + w.windows_ahead);
        negatives.draw(w, i + 1);
        const auto contexts = w.context_rows(i);
        const uint32_t centre = w.chunk.ids[w.chunk.windows[i].centre];
        for (size_t t = 0; t < contexts.size(); ++t) {
            w.training.negatives.aim(w.targets, centre, std::span(negatives.now).subspan(t * n, n),
                                     w.training.output, w.scratch_row(0));
            totals.loss += w.step.train(contexts.subspan(t, 1), w.targets, rate);
        }
        totals.pairs += contexts.size();
    }
    w.finish();
    return totals;
}

}  // namespace

void check(const SkipgramOptions& o) {
    check(static_cast<const TrainingOptions&>(o));
    if (o.negatives != "window" && o.negatives != "pair")
        throw std::invalid_argument(
            "negatives='" + o.negatives +
            "': must be 'window' (one set per window) or 'pair' (fresh ones for every pair)");
}

TrainChunk skipgram(const Training& training, const SkipgramOptions& options) {
    check(options);
    const bool by_pair = options.negatives == "pair" && options.loss == "ns";
    const size_t max_inputs = by_pair ? 1 : 2 * options.window;
    auto workers = std::make_shared<std::vector<WindowWorker>>();
    workers->reserve(options.threads);
    for (uint32_t i = 0; i < options.threads; ++i) workers->emplace_back(training, max_inputs);
    return [workers, by_pair](Place place, unsigned worker) {
        return (by_pair ? train_by_pair : train_by_window)((*workers)[worker], place);
    };
}

}  // namespace malvec
