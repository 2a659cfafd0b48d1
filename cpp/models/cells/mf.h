// Factorisation of explicit ratings by stochastic gradient descent,
// with a mean and biases (Funk 2006; Koren, Bell & Volinsky 2009):
//     rating ~ mean + row bias + column bias + x . y
// The matrix is cut into blocks x blocks tiles. Tiles of one diagonal
// share neither rows nor columns, so that they are trained side by
// side without conflict, and the result depends on the seed alone.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/csr.h"
#include "core/matrix.h"
#include "core/tick.h"
#include "models/cells/epoch_sums.h"

namespace malvec {

struct MfOptions {
    uint32_t dim = 32;
    double lr = 0.01;
    double regularization = 0.02;  // pulls factors and biases towards 0 at every step
    bool biases = true;            // false: neither mean nor biases
    uint32_t epochs = 20;
    uint64_t seed = 1;
    uint32_t threads = 1;

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = MfOptions;
        visit("dim", &O::dim), visit("lr", &O::lr), visit("regularization", &O::regularization),
            visit("biases", &O::biases);
        visit("epochs", &O::epochs), visit("seed", &O::seed), visit("threads", &O::threads);
    }
};

void check(const MfOptions& options);

struct MfFactors {
    Matrix factors;
    std::span<float> biases;
};

constexpr size_t mf_blocks = 16;

class Mf {
public:
    // Copies the cells tile by tile; the views of factors and biases must outlive the object.
    Mf(const MfOptions& options, const Csr<float>& cells, const MfFactors& rows,
       const MfFactors& columns, double mean);
    // The loss: squared errors, each before the step that it causes.
    EpochSums run_epoch(uint64_t epoch, const Tick& tick);

private:
    struct Rating {
        uint32_t row, column;
        float value;
    };
    double train(std::span<const Rating> tile);

    MfOptions options_;
    MfFactors rows_, columns_;
    float mean_;
    std::vector<Rating> ratings_;  // tile by tile, within a tile in an order drawn once
    std::vector<uint64_t> tiles_;  // where they begin [blocks * blocks + 1]
};

}  // namespace malvec
