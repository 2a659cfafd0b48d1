// The neural probabilistic language model (Bengio, Ducharme,
// Vincent & Jauvin 2003): the words before predict the next one.
//   x = [C(w_{t-n+1}) .. C(w_{t-1}), 1]      a = tanh(H x)
//   f = [a, 1], or [a, x] with direct connections      p(w | x) = softmax(U f)
// H and U carry their biases in the column of the constant 1.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/matrix.h"
#include "core/tick.h"
#include "models/tokens/training.h"

namespace malvec {

struct NplmOptions {
    uint32_t dim = 100;     // of a word's vector
    uint32_t context = 4;   // words before the predicted one: n - 1 of an n-gram model
    uint32_t hidden = 100;  // units of the tanh layer
    bool direct = false;    // the words' vectors reach the softmax directly too
    // "sampled": softmax over the true word and `samples` drawn ones; "full": over all words
    std::string loss = "sampled";
    uint32_t samples = 512;        // drawn for each batch
    double sample_exponent = 1.0;  // by count ^ sample_exponent
    uint32_t batch = 128;          // examples per step
    double lr = 0.1;               // of AdaGrad; falls linearly over all epochs ...
    double min_lr = 1e-3;          // ... to this
    uint32_t epochs = 5;
    uint64_t seed = 1;
    uint32_t threads = 1;

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = NplmOptions;
        visit("dim", &O::dim), visit("context", &O::context), visit("hidden", &O::hidden),
            visit("direct", &O::direct);
        visit("loss", &O::loss), visit("samples", &O::samples),
            visit("sample_exponent", &O::sample_exponent);
        visit("batch", &O::batch), visit("lr", &O::lr), visit("min_lr", &O::min_lr),
            visit("epochs", &O::epochs);
        visit("seed", &O::seed), visit("threads", &O::threads);
    }

    size_t input_width() const { return size_t{context} * dim + 1; }                        // of x
    size_t feature_width() const { return hidden + (direct ? input_width() : size_t{1}); }  // of f
};

// Throws invalid_argument naming the knob, its value and what it may be.
void check(const NplmOptions& options);

// What is learnt. The last row of `input` stands for what is before a sentence.
struct NplmRows {
    Matrix input;   // C [words + 1, dim]
    Matrix hidden;  // H [hidden, input_width]
    Matrix output;  // U [words, feature_width]

    template <class Visit>
    static void fields(Visit&& visit) {
        visit("input", &NplmRows::input), visit("hidden", &NplmRows::hidden);
        visit("output", &NplmRows::output);
    }
};

struct NplmState {
    NplmRows rows;
    NplmRows squares;  // AdaGrad's sums, of the same shapes
};

// C and H uniform with variance 1 / dim and 1 / input_width, U
// zero but for its biases: the logarithms of the words' shares.
void initialize_nplm(const NplmOptions& options, std::span<const uint64_t> counts,
                     const NplmRows& rows);

class NplmTraining {
public:
    NplmTraining(const NplmOptions& options, const Sentences& sentences,
                 std::span<const uint64_t> counts, const NplmState& state);
    ~NplmTraining();

    // As run_epoch of the other models over a token
    // stream; `kept` and `pairs` are the predicted tokens.
    // Rows are updated without locks: one thread and one seed give the same bits.
    Totals run_epoch(uint64_t epoch, uint64_t first_chunk, const Tick& tick);

private:
    struct Worker;
    Totals train_chunk(Place place, Worker& worker) const;

    NplmOptions options_;
    Sentences sentences_;
    NplmState state_;
    AliasTable noise_;
    // log of how often each word is drawn for a batch, and its negative
    std::vector<float> log_expected_, target_shifts_;
    std::vector<std::unique_ptr<Worker>> workers_;
};

// log p of each token by the exact softmax over all words.
void nplm_log_probabilities(const NplmOptions& options, const Sentences& sentences,
                            const NplmRows& rows, float* out, const Tick& tick);

}  // namespace malvec
