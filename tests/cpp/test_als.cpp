// Alternating least squares: its dense kernels, and rows solved
// by Woodbury, Cholesky and conjugate gradients against doubles.
#include <cmath>
#include <vector>

#include "check.h"
#include "core/random.h"
#include "core/symmetric_eigen.h"
#include "models/cells/als.h"
#include "models/cells/als_dense.h"
#include "models/cells/als_row.h"

using namespace malvec;

namespace {

struct Owned {
    std::shared_ptr<float[]> memory;
    Matrix view;
};

Owned random_matrix(size_t rows, size_t dim, uint64_t seed) {
    Owned m{allocate_floats(rows * padded_dim(dim)), {}};
    m.view = {m.memory.get(), rows, dim, padded_dim(dim)};
    Random random(seed);
    for (size_t i = 0; i < rows; ++i)
        for (size_t k = 0; k < dim; ++k) m.view.row(i)[k] = random.uniform() - 0.3f;
    return m;
}

std::vector<double> plain_gramian(const Matrix& m) {
    std::vector<double> g(m.dim * m.dim);
    for (size_t r = 0; r < m.rows; ++r)
        for (size_t i = 0; i < m.dim; ++i)
            for (size_t j = 0; j < m.dim; ++j)
                g[i * m.dim + j] += double{m.row(r)[i]} * m.row(r)[j];
    return g;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
    double most = 0;
    for (size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
    return most;
}

// The row's solution in double from the definition.
std::vector<double> solution(const AlsSide& side, const AlsRow& row) {
    const size_t dim = side.fixed.dim;
    std::vector<double> a(dim * dim), b(dim);
    for (size_t k = 0; k < dim; ++k) a[k * dim + k] = double{side.spectrum[k]} + row.regularization;
    for (size_t i = 0; i < row.columns.size(); ++i) {
        const float* y = side.fixed.row(row.columns[i]);
        const double c = side.implicit ? side.alpha * row.values[i] : 1,
                     w = side.implicit ? c - side.unobserved : 1;
        for (size_t k = 0; k < dim; ++k) {
            b[k] += (side.implicit ? c : row.values[i]) * y[k];
            for (size_t j = 0; j < dim; ++j) a[k * dim + j] += w * y[k] * y[j];
        }
    }
    CHECK(solve_in_double(a, dim, b));
    return b;
}

}  // namespace

TEST(als_gramian_is_exact_and_the_same_for_all_threads) {
    const auto m = random_matrix(3000, 37, 1);
    const auto one = gramian(m.view, 1);
    CHECK(one == gramian(m.view, 3));
    // sums of 3000 floats of about 0.1
    CHECK(largest_difference(one, plain_gramian(m.view)) < 1e-2);
}

TEST(als_eigenvectors_make_the_gramian_diagonal) {
    for (const size_t dim : {1, 2, 5, 33, 64}) {
        const auto m = random_matrix(200, dim, dim);
        const auto g = plain_gramian(m.view);
        const SymmetricEigen e = symmetric_eigen(g, dim);
        std::vector<double> again(dim * dim), unit(dim * dim), identity(dim * dim);
        for (size_t k = 0; k < dim; ++k) {
            identity[k * dim + k] = 1;
            for (size_t i = 0; i < dim; ++i)
                for (size_t j = 0; j < dim; ++j) {
                    again[i * dim + j] +=
                        e.vectors[k * dim + i] * e.values[k] * e.vectors[k * dim + j];
                    unit[i * dim + j] += e.vectors[i * dim + k] * e.vectors[j * dim + k];
                }
        }
        CHECK(largest_difference(again, g) < 1e-10 * (1 + g[0]));
        CHECK(largest_difference(unit, identity) < 1e-12);
    }
}

TEST(als_eigenvectors_of_a_diagonal_and_of_a_zero_matrix) {
    const SymmetricEigen diagonal = symmetric_eigen({3, 0, 0, 0, 1, 0, 0, 0, 2}, 3);
    CHECK(diagonal.values[0] + diagonal.values[1] + diagonal.values[2] == 6);
    CHECK(symmetric_eigen(std::vector<double>(16, 0.0), 4).values == std::vector<double>(4, 0.0));
}

TEST(als_rotation_keeps_products) {
    const auto a = random_matrix(23, 21, 2), b = random_matrix(5, 21, 3);
    const auto product = [](const float* x, const float* y) {
        double sum = 0;
        for (size_t k = 0; k < 21; ++k) sum += double{x[k]} * y[k];
        return sum;
    };
    std::vector<double> before, after;
    for (size_t i = 0; i < 23; ++i) before.push_back(product(a.view.row(i), b.view.row(i % 5)));
    const SymmetricEigen e = symmetric_eigen(plain_gramian(a.view), 21);
    rotate(a.view, e.vectors, 2);
    rotate(b.view, e.vectors, 1);
    for (size_t i = 0; i < 23; ++i) after.push_back(product(a.view.row(i), b.view.row(i % 5)));
    CHECK(largest_difference(before, after) < 1e-5);
    const auto g = plain_gramian(a.view);
    for (size_t i = 0; i < 21; ++i)
        for (size_t j = 0; j < 21; ++j)
            CHECK(i == j ? std::abs(g[i * 21 + i] - e.values[i]) < 1e-4
                         : std::abs(g[i * 21 + j]) < 1e-4);
    for (size_t k = 21; k < 32; ++k) CHECK(a.view.row(7)[k] == 0);
}

TEST(als_rows_are_solved_as_by_cholesky_in_double) {
    constexpr size_t dim = 40;
    const auto fixed = random_matrix(600, dim, 4);
    std::vector<float> spectrum(padded_dim(dim));
    const SymmetricEigen eigen = symmetric_eigen(plain_gramian(fixed.view), dim);
    rotate(fixed.view, eigen.vectors, 1);
    for (size_t k = 0; k < dim; ++k) spectrum[k] = static_cast<float>(eigen.values[k]);
    for (const bool implicit : {true, false})
        for (const uint32_t steps : {0u, 60u})
            for (const size_t cells : {1, 3, 17, 20, 21, 41, 300, 600})
                // confidences below `unobserved` have negative extra weights
                for (const float least : {1.0f, 0.2f}) {
                    std::vector<uint32_t> columns;
                    std::vector<float> values;
                    Random random(cells);
                    for (size_t i = 0; i < cells; ++i) {
                        columns.push_back(static_cast<uint32_t>(i * 600 / cells));
                        values.push_back(i % 3 == 0 ? least : least + 9 * random.uniform());
                    }
                    std::vector<float> none(padded_dim(dim), 0.f);
                    const AlsSide side{
                        fixed.view, implicit ? spectrum : none, {}, implicit, 1, 1, 0, steps};
                    const auto x = allocate_floats(padded_dim(dim));
                    AlsRowSolver solver(side);
                    const AlsRow row{columns, values, 0.1, x.get()};
                    bool solved = false;
                    solver.solve(row, solved);
                    CHECK(solved);
                    const auto wanted = solution(side, row);
                    double error = 0, length = 0;
                    for (size_t k = 0; k < dim; ++k)
                        error += std::pow(x[k] - wanted[k], 2), length += wanted[k] * wanted[k];
                    CHECK(std::sqrt(error / length) < (steps || !implicit ? 3e-3 : 1e-4));
                }
}
