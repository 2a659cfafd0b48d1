// The small dense kernels of alternating least squares. Square matrices are
// kept by rows with a padded stride, of symmetric ones only the upper triangle
// is right; rows of panels are padded with zeros to whole cache lines.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace malvec {

// c[i][j] += sum over r of a[r][i] * b[r][j] for j
// >= i; a and b [rows, stride], c [stride, stride].
void add_products(const float* a, const float* b, size_t rows, size_t stride, float* c);

// The upper factor U of a = U^T U, in place; false where `a`
// is not positive definite. `diagonal` gets 1 / U[i][i].
bool factor_cholesky(float* a, size_t dim, size_t stride, float* diagonal);

// Solves U^T U x = b in place.
void solve_cholesky(const float* u, size_t dim, size_t stride, const float* diagonal, float* b);

// The same in double, slowly, for matrices that rounding has
// spoilt: solves a x = b, b becomes x; false where `a` is singular.
bool solve_in_double(std::vector<double>& a, size_t dim, std::vector<double>& b);

// m^T m [dim, dim] in double: float sums over blocks of rows,
// added up in double in an order that does not depend on threads.
std::vector<double> gramian(const Matrix& m, unsigned threads);

// Every row x becomes the vector of its products with the rows of q [dim, dim].
void rotate(const Matrix& m, std::span<const double> q, unsigned threads);

}  // namespace malvec
