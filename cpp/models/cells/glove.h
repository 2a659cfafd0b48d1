// GloVe (Pennington, Socher & Manning 2014): w_i . c_j + b_i + b_j
// approaches log x_ij, weighted by min(1, x / x_max) ^ alpha, by AdaGrad.
#pragma once
#include <cstdint>
#include <string>

#include "core/csr.h"
#include "core/matrix.h"
#include "core/tick.h"
#include "models/cells/tiles.h"

namespace malvec {

struct GloveOptions {
    // "sgd": AdaGrad, the original's; "als": alternating least squares, see glove_als.h
    std::string solver = "sgd";
    uint32_t dim = 100;
    uint32_t epochs = 25;
    double x_max = 100;   // counts from here on weigh 1 ...
    double alpha = 0.75;  // ... smaller ones (x / x_max) ^ alpha
    double lr = 0.05;     // of the vectors
    double bias_lr = 1;   // of the biases; the original takes their steps without its eta
    double clip = 100;    // gradients beyond +-clip are cut
    // of als: times the sum of a row's weights, on the squares of its vector and bias
    double regularization = 0.01;
    uint64_t seed = 1;
    uint32_t threads = 1;

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = GloveOptions;
        visit("solver", &O::solver), visit("dim", &O::dim), visit("epochs", &O::epochs),
            visit("x_max", &O::x_max);
        visit("alpha", &O::alpha), visit("lr", &O::lr), visit("bias_lr", &O::bias_lr),
            visit("clip", &O::clip);
        visit("regularization", &O::regularization), visit("seed", &O::seed),
            visit("threads", &O::threads);
    }
};

// Throws invalid_argument naming the knob, its value and what it may be.
void check(const GloveOptions& options);

// What is learnt. A row is [w_1 .. w_dim b 1 0 ..][squares of the gradients]; in a
// column's row 1 and b change places, so that one dot product gives the score with
// both biases, and one update moves them. Each half is padded to whole cache lines.
struct GloveRows {
    Matrix rows, columns;

    template <class Visit>
    static void fields(Visit&& visit) {
        visit("rows", &GloveRows::rows), visit("columns", &GloveRows::columns);
    }
};

// Floats of a half row.
constexpr size_t glove_width(size_t dim) { return padded_dim(dim + 2); }

// Vectors and biases uniform in [-0.5, 0.5) / dim, squares 1,
// as in the original; each row by its own number and the seed.
void initialize_glove(const GloveRows& state, const GloveOptions& options);

// min(1, x / x_max) ^ alpha
float glove_weight(const GloveOptions& options, double log_x);

// Throws invalid_argument where the state has not the shape that cells and dim ask for.
void check_shape(const GloveOptions& options, size_t rows, size_t columns, const GloveRows& state);

class GloveTraining {
public:
    // Every value must be above 0 and finite.
    template <class Value>
    GloveTraining(const GloveOptions& options, const Csr<Value>& counts, const GloveRows& state);

    // Throws NumericalError as soon as a loss is not finite.
    EpochSums run_epoch(uint64_t epoch, const Tick& tick) const;

private:
    GloveOptions options_;
    GloveRows state_;
    Tiles tiles_;  // value: log x, weight: min(1, x / x_max) ^ alpha
};

}  // namespace malvec
