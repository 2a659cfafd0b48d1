#include "models/tokens/cbow.h"

#include <memory>
#include <stdexcept>

#include "models/tokens/hidden.h"
#include "models/tokens/window_worker.h"

namespace malvec {
namespace {

struct CbowWorker {
    WindowWorker windows;
    CbowOptions options;
};

Totals train_chunk(CbowWorker& worker, Place place) {
    auto& [w, options] = worker;
    const auto rate = static_cast<float>(w.training.rate(place.epoch, place.chunk));
    const size_t stride = w.training.input.stride;
    const bool mean = options.context == "mean";
    float *hidden = w.scratch_row(1), *change = w.scratch_row(2);
    w.prepare(place, options.loss == "ns");
    Totals totals;
    totals.kept = w.chunk.windows.size();
    for (size_t i = 0; i < w.chunk.windows.size(); ++i) {
        w.prefetch(i + w.windows_ahead);
        const auto contexts = w.context_rows(i);
        if (contexts.empty()) continue;
        const float share = 1.0f / static_cast<float>(contexts.size());
        add_up(contexts, mean ? share : 1.0f, stride, hidden);
        w.aim(i);
        totals.loss += w.step.train_apart(hidden, change, w.targets, rate);
        spread(contexts, mean && options.exact_gradient ? share : 1.0f, stride, change);
        ++totals.pairs;
    }
    w.finish();
    return totals;
}

}  // namespace

void check(const CbowOptions& o) {
    check(static_cast<const TrainingOptions&>(o));
    if (o.context != "mean" && o.context != "sum")
        throw std::invalid_argument("context='" + o.context +
                                    "': must be 'mean' or 'sum' of the context vectors");
}

TrainChunk cbow(const Training& training, const CbowOptions& options) {
    check(options);
    auto workers = std::make_shared<std::vector<CbowWorker>>();
    workers->reserve(options.threads);
    for (uint32_t i = 0; i < options.threads; ++i)
        workers->push_back({WindowWorker(training, 1), options});
    return
        [workers](Place place, unsigned worker) { return train_chunk((*workers)[worker], place); };
}

}  // namespace malvec
