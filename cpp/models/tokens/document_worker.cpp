#include "models/tokens/document_worker.h"

#include <algorithm>

#include "core/vec.h"
#include "models/tokens/hidden.h"

namespace malvec {
namespace {

size_t most_inputs(const Doc2vecOptions& o, size_t most_tags) {
    return o.dm ? 1 : std::max<size_t>(1, most_tags + (o.dbow_words ? 2 * o.window : 0));
}

}  // namespace

DocumentWorker::DocumentWorker(const Training& t, const Doc2vecOptions& o, size_t most_tags)
    : windows(t, most_inputs(o, most_tags)), options_(o), stride_(t.input.stride),
      tag_slots_(o.concat() ? t.output.stride / stride_ - 2 * o.window : 0),
      inputs_(2 * o.window + std::max<size_t>(1, most_tags)) {}

// The rows that tell the word: neighbours in order, then tags. With
// concat every neighbour has its place, nullptr where there is none.
std::span<float* const> DocumentWorker::inputs(size_t i, std::span<float* const> tags) {
    size_t count = 0;
    if (options_.concat()) {
        slots(i);
        count = 2 * options_.window;
    } else if (options_.neighbours()) {
        const auto rows = windows.context_rows(i);
        std::copy(rows.begin(), rows.end(), inputs_.begin());
        count = rows.size();
    }
    std::copy(tags.begin(), tags.end(), inputs_.begin() + static_cast<ptrdiff_t>(count));
    return {inputs_.data(), count + tags.size()};
}

void DocumentWorker::slots(size_t i) {
    const Window& w = windows.chunk.windows[i];
    const uint32_t reach = options_.window;
    std::fill_n(inputs_.begin(), 2 * reach, nullptr);
    for (uint32_t k = w.begin; k < w.end; ++k)
        if (k != w.centre)
            inputs_[k + reach - w.centre - (k > w.centre)] =
                windows.training.input.row(windows.chunk.ids[k]);
}

void DocumentWorker::train(size_t i, std::span<float* const> tags, float rate, Totals& totals) {
    const auto rows = inputs(i, tags);
    if (rows.empty()) return;
    windows.aim(i);
    totals.pairs += options_.dm ? 1 : rows.size();
    if (!options_.dm) {
        totals.loss += windows.step.train(rows, windows.targets, rate);
        return;
    }
    float *hidden = windows.scratch_row(1), *change = windows.scratch_row(2);
    if (options_.concat())
        lay_out(rows, stride_, hidden);
    else
        add_up(rows, share(rows.size()), stride_, hidden);
    totals.loss += windows.step.train_apart(hidden, change, windows.targets, rate);
    if (options_.concat())
        give_back(rows, stride_, change);
    else
        spread(rows, 1.0f, stride_, change);
}

double DocumentWorker::infer(size_t i, float* vector, float rate) {
    float *hidden = vector, *change = windows.scratch_row(2);
    const size_t copies = options_.concat() ? tag_slots_ : 1;
    if (options_.dm) {
        const auto rows = inputs(i, std::span<float* const>(&vector, 1));
        std::fill_n(inputs_.begin() + static_cast<ptrdiff_t>(rows.size() - 1), copies, vector);
        hidden = windows.scratch_row(1);
        if (options_.concat())
            lay_out({inputs_.data(), rows.size() - 1 + copies}, stride_, hidden);
        else
            add_up(rows, share(rows.size()), stride_, hidden);
    }
    windows.aim(i);
    const double loss = windows.step.pull(hidden, change, windows.targets, rate);
    const size_t first = options_.concat() ? 2 * options_.window * stride_ : 0;
    for (size_t copy = 0; copy < copies; ++copy)
        spread(std::span(&vector, 1), 1.0f, stride_, change + first + copy * stride_);
    return loss;
}

}  // namespace malvec
