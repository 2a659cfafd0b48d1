#include "core/orthonormal.h"

#include <cmath>
#include <numeric>

#include "core/symmetric_eigen.h"

namespace malvec {
namespace {

// squared length, as a share of what the panel was, below which a direction is rounding
constexpr double noise = 1e-11;
constexpr double lossless = 1e-4;  // and above which one round of floats is precise enough
// squared length of a unit vector that lay in the basis after all
constexpr double dependent = 0.1;
constexpr int most_rounds = 3;

double squared_length(const Small& m) {
    return std::inner_product(m.begin(), m.end(), m.begin(), 0.0);
}

double trace(const Small& m) {
    double sum = 0;
    for (size_t i = 0; i < panel_width; ++i) sum += m[i * panel_width + i];
    return sum;
}

// W = W' r for orthonormal W': r = diag(s) Vᵀ and W' = W V diag(1
// / s), from the eigenvectors V and eigenvalues s² of Wᵀ W.
struct Factors {
    Small r, inverse;
    size_t rank = 0;
    double least = 0;  // the smallest eigenvalue that was kept
};

Factors factorise(const Small& gram, double floor) {
    const SymmetricEigen eigen = symmetric_eigen(gram, panel_width);
    Factors f{Small(panel_width * panel_width), Small(panel_width * panel_width)};
    for (size_t i = 0; i < panel_width && eigen.values[i] > floor; ++i, ++f.rank) {
        f.least = eigen.values[i];
        const double s = std::sqrt(eigen.values[i]);
        for (size_t c = 0; c < panel_width; ++c) {
            f.r[i * panel_width + c] = s * eigen.vectors[i * panel_width + c];
            f.inverse[c * panel_width + i] = eigen.vectors[i * panel_width + c] / s;
        }
    }
    return f;
}

}  // namespace

Small times(const Small& a, const Small& b) {
    Small product(a.size());
    for (size_t i = 0; i < a.size(); ++i)
        for (size_t c = 0; c < panel_width; ++c)
            product[i / panel_width * panel_width + c] +=
                a[i] * b[i % panel_width * panel_width + c];
    return product;
}

Orthonormal orthonormalise(const Panels& q, float* w, unsigned threads) {
    Orthonormal o{Small(q.width() * panel_width), Small(panel_width * panel_width)};
    for (size_t i = 0; i < panel_width; ++i) o.r[i * panel_width + i] = 1;
    for (int round = 1;; ++round) {
        const Small h = project(q, w, threads);
        subtract(q, h, w, threads);
        const Small more = times(h, o.r);
        for (size_t i = 0; i < h.size(); ++i) o.h[i] += more[i];
        const Small left = gram(w, q.rows, threads);
        const double before = trace(left) + squared_length(h);
        const Factors f = factorise(left, round == 1 ? noise * before : dependent);
        transform(w, q.rows, f.inverse, threads);
        o.r = times(f.r, o.r);
        o.rank = f.rank;
        const bool precise = f.least >= lossless * before && (f.rank == panel_width || round > 1);
        if (f.rank == 0 || precise || round == most_rounds) return o;
    }
}

}  // namespace malvec
