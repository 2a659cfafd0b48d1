// Alternating least squares: every row of one side in turn is the solution of a small
// least-squares problem with the other side fixed. Implicit feedback (Hu, Koren & Volinsky
// 2008; Rendle et al. 2021): a cell is a confidence in preference 1, all other cells have
// preference 0 and the weight `unobserved`. Explicit ratings: the cells alone count.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/csr.h"
#include "core/matrix.h"
#include "core/tick.h"
#include "models/cells/epoch_sums.h"

namespace malvec {

struct AlsOptions {
    uint32_t dim = 64;
    double regularization = 0.01;  // times |x|^2 of every row of both sides ...
    // ... times (its cells + unobserved * length) ^
    // frequency; 1: Zhou et al. 2008, Rendle et al. 2021
    double frequency = 0;
    bool implicit = true;
    double alpha = 1;       // implicit: the confidence in a cell is alpha times its value
    double unobserved = 1;  // implicit: weight of each cell that is not there
    bool biases = false;    // explicit: the mean of all ratings and a bias of each row and column
    std::string solver = "cg";
    uint32_t cg_steps = 2;  // one more in the first epoch
    uint32_t epochs = 15;
    uint64_t seed = 1;
    uint32_t threads = 1;

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = AlsOptions;
        visit("dim", &O::dim), visit("regularization", &O::regularization),
            visit("frequency", &O::frequency);
        visit("implicit", &O::implicit), visit("alpha", &O::alpha),
            visit("unobserved", &O::unobserved), visit("biases", &O::biases);
        visit("solver", &O::solver), visit("cg_steps", &O::cg_steps), visit("epochs", &O::epochs),
            visit("seed", &O::seed);
        visit("threads", &O::threads);
    }
};

class AlsRowSolver;

void check(const AlsOptions& options);

// One side: factors [rows, dim] and, where there are biases, one per row.
struct AlsFactors {
    Matrix factors;
    std::span<float> biases{};
};

class Als {
public:
    // The views must outlive the object. `mean` is that of the ratings, 0 without biases.
    Als(const AlsOptions& options, const Csr<float>& cells, const AlsFactors& rows,
        const AlsFactors& columns, double mean);
    // `cells` are those of both half sweeps. The loss is the objective over all cells, the
    // unobserved ones and the regularisation included; 0 unless finished.
    EpochSums run_epoch(uint64_t epoch, const Tick& tick);

    // The rows alone, exactly: folds new rows into columns that are known.
    void solve_rows(const Tick& tick);

private:
    struct Sweep {
        uint64_t cells = 0;
        double loss = 0, penalty = 0;
        bool finished = false;
    };
    struct Outcome {
        double loss = 0, penalty = 0;
    };
    std::vector<float> turn(const Matrix& solved, const Matrix& fixed);
    Outcome solve_row(const Csr<float>& cells, const AlsFactors& solved, uint32_t row,
                      AlsRowSolver& solver) const;
    Sweep sweep(const Csr<float>& cells, const AlsFactors& solved, const AlsFactors& fixed,
                const Tick& tick);
    double regularization(size_t cells, size_t length) const;

    AlsOptions options_;
    Csr<float> cells_;
    AlsFactors rows_, columns_;
    double mean_;
    uint64_t epoch_ = 0;
    std::vector<double> basis_;      // of the last half sweep: its rows are the eigenvectors
    std::vector<uint64_t> offsets_;  // of the transposed matrix
    std::vector<uint32_t> transposed_;
    std::vector<float> values_;
    Csr<float> cells_by_column_;
};

}  // namespace malvec
