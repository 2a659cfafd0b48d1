// What every model over a token stream shares: the knobs,
// the stream cut into chunks, and the loop over them.
// All randomness is keyed by position or chunk, never by
// thread: one thread and one seed give the same bits.
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/matrix.h"
#include "core/ragged.h"
#include "core/random.h"
#include "core/tick.h"
#include "models/tokens/composed_inputs.h"
#include "models/tokens/hierarchical_softmax.h"
#include "models/tokens/negative_sampling.h"

namespace malvec {

struct TrainingOptions {
    uint32_t dim = 100;
    uint32_t window = 5;         // words to either side
    bool shrink_windows = true;  // true: each centre draws its radius from 1..window
    std::string loss = "ns";     // "ns": negative sampling, "hs": hierarchical softmax
    uint32_t negative = 5;       // negatives per positive, for "ns"
    double ns_exponent = 0.75;   // negatives are drawn by count ^ ns_exponent
    double sample = 1e-4;        // frequent-word threshold; 0 keeps every token
    double lr = 0.05;            // falls linearly over all epochs ...
    double min_lr = 1e-4;        // ... to this
    uint32_t epochs = 5;
    uint64_t seed = 1;
    uint32_t threads = 1;

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = TrainingOptions;
        visit("dim", &O::dim), visit("window", &O::window),
            visit("shrink_windows", &O::shrink_windows), visit("loss", &O::loss);
        visit("negative", &O::negative), visit("ns_exponent", &O::ns_exponent),
            visit("sample", &O::sample), visit("lr", &O::lr);
        visit("min_lr", &O::min_lr), visit("epochs", &O::epochs), visit("seed", &O::seed),
            visit("threads", &O::threads);
    }
};

// Throws invalid_argument naming the knob, its value and what it may be.
void check(const TrainingOptions& options);

// the unit of work, of the learning rate and of checkpoints
constexpr uint64_t chunk_tokens = 4096;

// Throws invalid_argument where the offsets do not span the ids.
void check(const Sentences& sentences);

inline uint64_t count_chunks(const Sentences& s) {
    return (s.values.size() + chunk_tokens - 1) / chunk_tokens;
}

// A centre word and its contexts: the kept tokens begin..end-1 but for the centre itself.
struct Window {
    uint32_t centre, begin, end;
};

// The windows of one sentence in a chunk, up to `last` (exclusive).
struct Stretch {
    uint64_t sentence;
    size_t last;
};

// The kept tokens of one chunk, with enough of the neighbouring
// chunks that windows do not see the cut, and its windows.
struct Chunk {
    std::vector<uint32_t> ids;
    std::vector<Window> windows;  // radius not yet drawn: as far as `window` and the sentence reach
    std::vector<Stretch> stretches;  // whose windows they are
};

// Sub-sampling of frequent words: token i of the stream is kept or not
// by its position alone (Mikolov et al. 2013, word2vec.c's formula).
class Subsampler {
public:
    Subsampler(std::span<const uint64_t> counts, double sample);
    void read(const Sentences& sentences, uint64_t chunk, uint32_t window, uint64_t key,
              Chunk& out) const;

private:
    std::vector<uint32_t> thresholds_;  // probability of keeping, times 2^32
};

// Draws the radius of each window from 1..window: closer words count more.
void shrink_windows(Chunk& chunk, uint32_t window, Random& random);

// What is learnt: input rows (one per word, or as row_lists
// says), output rows (one per word or inner node of the tree).
// An output row meets one input row, or a hidden vector of
// `slots` whole input rows, padding and all, side by side.
struct Matrices {
    Matrix input, output;
    RowLists row_lists = {};
    size_t slots = 1;
};

// What is fixed during training and shared by all workers; the rows of the
// two matrices are updated without locks (Hogwild, Recht et al. 2011).
struct Training {
    TrainingOptions options;
    Sentences sentences;
    std::span<const uint64_t> counts;
    Matrix input, output;
    RowLists row_lists;  // empty: words have one input row each
    Subsampler subsampler;
    NegativeSampling negatives;
    HierarchicalSoftmax tree;

    Training(const TrainingOptions& options, const Sentences& sentences,
             std::span<const uint64_t> counts, const Matrices& matrices);
    double rate(uint64_t epoch, uint64_t chunk) const;  // the learning rate of a chunk
};

// Where one chunk stands in the run.
struct Place {
    uint64_t epoch, chunk;
};

// Sums over the chunks done. `loss` runs over all scores of `pairs` positive pairs.
struct Totals {
    uint64_t chunks = 0, kept = 0, pairs = 0;
    double loss = 0;
};

// The learning rate of a chunk: falls linearly over all epochs from lr to min_lr.
template <class Options>
double falling_rate(const Options& o, const Sentences& sentences, Place place) {
    const double tokens = static_cast<double>(sentences.values.size());
    const double done = (static_cast<double>(place.epoch) * tokens +
                         static_cast<double>(place.chunk * chunk_tokens)) /
                        (o.epochs * tokens);
    return o.lr - (o.lr - o.min_lr) * std::min(done, 1.0);
}

using TrainChunk = std::function<Totals(Place place, unsigned worker)>;

// Runs chunks first.chunk .. count_chunks - 1 of an epoch, or
// fewer where the tick says stop; Totals::chunks says how many.
Totals run_chunks(const Sentences& sentences, uint32_t threads, Place first,
                  const TrainChunk& train_chunk, const Tick& tick);

// The same for a training. Throws NumericalError as soon as a loss is not finite.
Totals run_epoch(const Training& training, uint64_t epoch, uint64_t first_chunk,
                 const TrainChunk& train_chunk, const Tick& tick);

}  // namespace malvec
