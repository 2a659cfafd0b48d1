// Swivel (Shazeer et al. 2016): the product of a row's and a column's vector approaches
// their pointwise mutual information; where they never met it only stays below what one
// meeting would give. Every cell takes part, so nearly all work is dense products of shards.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "core/csr.h"
#include "core/matrix.h"
#include "core/tick.h"
#include "models/cells/epoch_sums.h"
#include "models/cells/swivel_step.h"

namespace malvec {

struct SwivelOptions {
    uint32_t dim = 100;
    uint32_t epochs = 16;
    double lr = 1.0;
    uint32_t shard_size = 512;  // rows and columns of a step
    // an observed count x weighs base + scale x^power
    double base = 0.1, scale = 0.25, power = 0.5;
    uint64_t seed = 1;
    uint32_t threads = 1;

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = SwivelOptions;
        visit("dim", &O::dim), visit("epochs", &O::epochs), visit("lr", &O::lr),
            visit("shard_size", &O::shard_size);
        visit("base", &O::base), visit("scale", &O::scale), visit("power", &O::power);
        visit("seed", &O::seed), visit("threads", &O::threads);
    }
};

// Throws invalid_argument naming the knob, its value and what it may be.
void check(const SwivelOptions& options);

// What is learnt, [rows or columns][dim] each; squares: AdaGrad's sums.
struct SwivelRows {
    Matrix rows, columns, row_squares, column_squares;

    template <class Visit>
    static void fields(Visit&& visit) {
        visit("rows", &SwivelRows::rows), visit("columns", &SwivelRows::columns);
        visit("row_squares", &SwivelRows::row_squares);
        visit("column_squares", &SwivelRows::column_squares);
    }
};

// Vectors before the first epoch: uniform, with the original's variance 1 / dim.
void initialize_swivel(const SwivelRows& state, uint64_t seed);

class SwivelTraining {
public:
    template <class Value>
    SwivelTraining(const SwivelOptions& options, const Csr<Value>& cells, const SwivelRows& state);

    // Steps through all shards. The order is a Latin square, and steps
    // that share rows or columns wait for each other in that order:
    // the same bits at any number of threads. Throws
    // NumericalError as soon as a loss or a vector is not finite.
    // `cells` are all entries of the matrix, observed or not.
    EpochSums run_epoch(uint64_t epoch, const Tick& tick);

private:
    struct Step;
    struct Worker {
        ShardStep shards;
        std::vector<uint32_t> row_ids, column_ids;
    };
    std::vector<Step> schedule(uint64_t epoch) const;
    double train(const Step& step, Worker& worker) const;

    SwivelOptions options_;
    SwivelRows state_;
    Shards rows_, columns_;
    SwivelCells cells_;
    // log of the sums + 1; the rows' has the log of the total taken off
    std::vector<float> row_bias_, column_bias_;
    std::vector<Worker> workers_;
};

}  // namespace malvec
