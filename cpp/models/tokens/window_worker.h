// What one worker needs to walk over the windows of a chunk:
// the drawn windows and negatives, the targets, scratch rows.
#pragma once
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "models/tokens/composed_inputs.h"
#include "models/tokens/training.h"

namespace malvec {

class WindowWorker {
public:
    WindowWorker(const Training& training, size_t max_inputs);

    // Of one chunk of some sentences, sub-samples by the first key, then
    // draws from a stream of the second: windows with their final
    // radius, and one set of negatives for each where `share_negatives`.
    void prepare(const Sentences& sentences, uint64_t chunk, std::pair<uint64_t, uint64_t> keys,
                 bool share_negatives);

    // The same for a chunk of the training.
    void prepare(Place place, bool share_negatives);

    // Points `targets` at the centre of window i and its
    // shared negatives, or at the centre's path in the tree.
    void aim(size_t i);

    // The input rows of the contexts of window i, private ones
    // where words are composed; valid until the next call.
    std::span<float* const> context_rows(size_t i);

    // To be called after the last window of a chunk.
    void finish() { composed_.flush(); }

    // Asks for the rows of window i, or for its output rows only, a little
    // before they are needed; beyond the last window it does nothing.
    void prefetch(size_t i, bool inputs = true) const;
    static constexpr size_t windows_ahead = 3;

    const Training& training;
    Chunk chunk;
    Targets targets;
    LogisticStep step;
    Random random{0};

    // 0 is the spare row, 1 and 2 are free
    float* scratch_row(size_t i) const { return scratch_.get() + i * training.output.stride; }

private:
    std::shared_ptr<float[]> scratch_;
    std::vector<uint32_t> negatives_;
    std::vector<float*> contexts_;
    ComposedInputs composed_;
};

}  // namespace malvec
