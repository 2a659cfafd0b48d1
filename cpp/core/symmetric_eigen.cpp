#include "core/symmetric_eigen.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.h"

namespace malvec {
namespace {

struct Tridiagonal {
    std::vector<double> diagonal, beside;  // beside[i] couples i and i + 1
};

double dot(const double* a, const double* b, size_t n) {
    double sums[8] = {};
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (size_t k = 0; k < 8; ++k) sums[k] += a[i + k] * b[i + k];
    for (; i < n; ++i) sums[0] += a[i] * b[i];
    return std::accumulate(sums, sums + 8, 0.0);
}

// Makes x the vector v of I - tau v vᵀ, which maps x to (result, 0, 0, ...); v[0] = 1.
double reflector(double* x, size_t n, double& tau) {
    const double tail = dot(x + 1, x + 1, n - 1), head = x[0];
    tau = 0;
    x[0] = 1;
    if (tail == 0) return head;
    const double norm = std::sqrt(head * head + tail), result = head > 0 ? -norm : norm;
    tau = (result - head) / result;
    for (size_t i = 1; i < n; ++i) x[i] /= head - result;
    return result;
}

// A becomes H A H on its rows and columns from `from` on: A
// -= v wᵀ + w vᵀ with w = p - tau / 2 (pᵀ v) v, p = tau A v.
void reflect_both_sides(std::vector<double>& a, size_t n, size_t from, double tau,
                        std::vector<double>& w) {
    const double* v = &a[(from - 1) * n + from];
    const size_t m = n - from;
    for (size_t i = 0; i < m; ++i) w[i] = tau * dot(&a[(from + i) * n + from], v, m);
    const double shift = tau / 2 * dot(w.data(), v, m);
    for (size_t i = 0; i < m; ++i) w[i] -= shift * v[i];
    for (size_t i = 0; i < m; ++i) {
        double* row = &a[(from + i) * n + from];
        const double vi = v[i], wi = w[i];
        for (size_t k = 0; k < m; ++k) row[k] -= vi * w[k] + wi * v[k];
    }
}

// A = Q T Qᵀ; zt [n][width] becomes the transpose of (its
// transpose times Q). Row j of `a` keeps the j-th reflector.
Tridiagonal reduce(std::vector<double>& a, size_t n, std::vector<double>& zt, size_t width) {
    Tridiagonal t{std::vector<double>(n), std::vector<double>(n)};
    std::vector<double> w(std::max(n, width));
    for (size_t j = 0; j < n; ++j) {
        t.diagonal[j] = a[j * n + j];
        if (j + 1 == n) break;
        double tau;
        double* v = &a[j * n + j + 1];
        const size_t m = n - j - 1;
        t.beside[j] = reflector(v, m, tau);
        if (tau == 0) continue;
        reflect_both_sides(a, n, j + 1, tau, w);
        std::fill(w.begin(), w.end(), 0.0);
        for (size_t i = 0; i < m; ++i)
            for (size_t k = 0; k < width; ++k) w[k] += v[i] * zt[(j + 1 + i) * width + k];
        for (size_t i = 0; i < m; ++i)
            for (size_t k = 0; k < width; ++k) zt[(j + 1 + i) * width + k] -= tau * v[i] * w[k];
    }
    return t;
}

void rotate(double* upper, double* lower, size_t width, double c, double s) {
    for (size_t k = 0; k < width; ++k) {
        const double u = upper[k], l = lower[k];
        lower[k] = s * u + c * l;
        upper[k] = c * u - s * l;
    }
}

// One implicit QL step on the unreduced block first .. last.
void ql_step(Tridiagonal& t, size_t first, size_t last, std::vector<double>& zt, size_t width) {
    auto &d = t.diagonal, &e = t.beside;
    double g = (d[first + 1] - d[first]) / (2 * e[first]), r = std::hypot(g, 1.0);
    g = d[last] - d[first] + e[first] / (g + std::copysign(r, g));
    double s = 1, c = 1, p = 0;
    for (size_t i = last; i-- > first;) {
        const double f = s * e[i], b = c * e[i];
        r = std::hypot(f, g);
        e[i + 1] = r;
        if (r == 0) {  // the block falls apart here
            d[i + 1] -= p;
            e[last] = 0;
            return;
        }
        s = f / r, c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        rotate(&zt[i * width], &zt[(i + 1) * width], width, c, s);
    }
    d[first] -= p;
    e[first] = g;
    e[last] = 0;
}

void diagonalise(Tridiagonal& t, std::vector<double>& zt, size_t width) {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    const size_t n = t.diagonal.size();
    for (size_t first = 0; first < n; ++first) {
        for (size_t tries = 0;; ++tries) {
            size_t last = first;
            for (; last + 1 < n; ++last)
                if (std::abs(t.beside[last]) <=
                    epsilon * (std::abs(t.diagonal[last]) + std::abs(t.diagonal[last + 1])) +
                        1e-290)
                    break;
            if (last == first) break;
            if (tries == 100)
                throw NumericalError(
                    "an eigenvalue was not found: the matrix holds values that are not finite or "
                    "far too large");
            ql_step(t, first, last, zt, width);
        }
    }
}

}  // namespace

SymmetricEigen symmetric_eigen(std::vector<double> matrix, size_t n, size_t first) {
    if (!std::all_of(matrix.begin(), matrix.end(), [](double x) { return std::isfinite(x); }))
        throw NumericalError(
            "a matrix whose eigenvalues are wanted holds values that are not finite");
    const size_t width = n - first;
    std::vector<double> zt(n * width);
    for (size_t k = 0; k < width; ++k) zt[(first + k) * width + k] = 1;
    Tridiagonal t = reduce(matrix, n, zt, width);
    diagonalise(t, zt, width);
    std::vector<size_t> order(n);
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return t.diagonal[a] > t.diagonal[b]; });
    SymmetricEigen result{std::vector<double>(n), std::vector<double>(n * width)};
    for (size_t i = 0; i < n; ++i) {
        result.values[i] = t.diagonal[order[i]];
        std::copy_n(&zt[order[i] * width], width, &result.vectors[i * width]);
    }
    return result;
}

}  // namespace malvec
