#include "models/tokens/window_worker.h"

#include <algorithm>

namespace malvec {
namespace {

Targets make_targets(const Training& t, size_t max_inputs) {
    return t.options.loss == "hs" ? Targets(max_inputs, t.tree.longest())
                                  : t.negatives.make_targets(max_inputs);
}

}  // namespace

WindowWorker::WindowWorker(const Training& t, size_t max_inputs)
    : training(t), targets(make_targets(t, max_inputs)),
      step(max_inputs, t.options.loss == "hs" ? t.tree.longest() : 1 + t.options.negative,
           t.output.stride),
      scratch_(allocate_floats(3 * t.output.stride)), contexts_(2 * t.options.window + 1),
      composed_(t.row_lists, t.input, t.options.window) {}

void WindowWorker::prepare(Place place, bool share_negatives) {
    const uint64_t seed = training.options.seed;
    prepare(training.sentences, place.chunk,
            {random_key(seed, for_subsampling, place.epoch),
             random_key(seed, for_windows, place.epoch, place.chunk)},
            share_negatives);
}

void WindowWorker::prepare(const Sentences& s, uint64_t number, std::pair<uint64_t, uint64_t> keys,
                           bool share_negatives) {
    const TrainingOptions& o = training.options;
    training.subsampler.read(s, number, o.window, keys.first, chunk);
    random = Random(keys.second);
    if (o.shrink_windows) shrink_windows(chunk, o.window, random);
    negatives_.resize(share_negatives ? chunk.windows.size() * o.negative : 0);
    training.negatives.draw(random, negatives_);
}

void WindowWorker::aim(size_t i) {
    const uint32_t centre = chunk.ids[chunk.windows[i].centre];
    const size_t n = training.options.negative;
    if (training.options.loss == "hs")
        training.tree.aim(targets, centre, training.output);
    else
        training.negatives.aim(targets, centre, std::span(negatives_).subspan(i * n, n),
                               training.output, scratch_row(0));
}

std::span<float* const> WindowWorker::context_rows(size_t i) {
    const Window& window = chunk.windows[i];
    size_t count = 0;
    for (uint32_t k = window.begin; k < window.end; ++k) {
        contexts_[count] = training.row_lists.empty() ? training.input.row(chunk.ids[k])
                                                      : composed_.row(k, chunk.ids[k]);
        count += k != window.centre;
    }
    return {contexts_.data(), count};
}

void WindowWorker::prefetch(size_t i, bool inputs) const {
    if (i >= chunk.windows.size()) return;
    const Matrix& in = training.input;
    const Matrix& out = training.output;
    const Window& w = chunk.windows[i];
    const size_t reach = std::min<size_t>(w.centre + training.options.window, chunk.ids.size() - 1);
    if (inputs && training.row_lists.empty())
        prefetch_row(in.row(chunk.ids[reach]), in.stride);
    else if (inputs)
        composed_.prefetch(chunk.ids[reach]);
    if (training.options.loss == "hs") return;
    prefetch_row(out.row(chunk.ids[w.centre]), out.stride);
    const size_t n = negatives_.empty() ? 0 : training.options.negative;
    for (size_t j = i * n; j < (i + 1) * n; ++j) prefetch_row(out.row(negatives_[j]), out.stride);
}

}  // namespace malvec
