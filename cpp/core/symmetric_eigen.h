// Eigenvalues and eigenvectors of a small symmetric matrix, in double:
// Householder reflections to a tridiagonal one, then implicit QL (Golub & Van
// Loan 2013, §8.3). Meant for a few hundred to a thousand rows, on one thread.
#pragma once
#include <cstddef>
#include <vector>

namespace malvec {

struct SymmetricEigen {
    std::vector<double> values;  // [n], descending
    // [n][n - first]: row i holds the components first .. n - 1 of eigenvector i
    std::vector<double> vectors;
};

// Of matrix [n][n]; of the vectors only the components from `first` on are
// made, which costs less. Throws NumericalError where a value is not finite.
SymmetricEigen symmetric_eigen(std::vector<double> matrix, size_t n, size_t first = 0);

}  // namespace malvec
