// Truncated singular value decomposition of a sparse matrix by a randomised block Krylov
// method: block Golub-Kahan bidiagonalisation with full orthogonalisation (Golub & Kahan 1965;
// Musco & Musco 2015). All passes over the matrix go into one search space, so far fewer are
// needed than by subspace iteration where singular values fall off slowly, as those of PPMI do.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/csr.h"
#include "core/matrix.h"
#include "core/tick.h"

namespace malvec {

struct SvdOptions {
    uint32_t dim = 100;  // singular values and vectors wanted
    double power = 0.5;  // word vectors are U S^power
    // largest |Aᵀu - s v| / s that is good enough; the
    // error of s is about its square, as a share of s
    double tolerance = 0.01;
    // most steps, each one pass over A and one over Aᵀ
    // and 16 more dimensions; 0: as many as dim / 2 + 20
    uint32_t iterations = 0;
    std::string of = "rows";  // word vectors of "rows" or "columns"
    uint64_t seed = 1;
    uint32_t threads = 1;

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = SvdOptions;
        visit("dim", &O::dim), visit("power", &O::power), visit("tolerance", &O::tolerance),
            visit("iterations", &O::iterations);
        visit("of", &O::of), visit("seed", &O::seed), visit("threads", &O::threads);
    }
};

// Throws invalid_argument naming the knob, its value and what it may be.
void check(const SvdOptions& options);

struct SvdResult {
    std::vector<double> values;             // [dim] descending; 0 beyond the rank
    std::vector<double> residuals;          // [dim] |Aᵀu - s v|, a bound on the error of s
    double squared_norm = 0;                // of all cells: the sum of all squared singular values
    size_t iterations = 0, dimensions = 0;  // steps made, size of the search space
    bool converged = false, symmetric = false;
};

// Where the vectors go: left [rows, dim], right [columns, dim]; data == nullptr where
// they are not wanted. Columns are unit vectors, or zero where the singular value is;
// the largest component (the first of equals) of each left vector is positive.
struct SvdVectors {
    Matrix left, right;
};

// Progress: steps done, the largest relative residual so far.
// Throws NumericalError where values are not finite, and Stopped.
SvdResult svd(const Csr<float>& a, const SvdOptions& options, const SvdVectors& out,
              const Tick& tick);

// The tick said no: half a decomposition is none.
struct Stopped {};

}  // namespace malvec
