#include "core/moments.h"

#include <algorithm>
#include <cstdint>

#include "core/parallel.h"

namespace malvec {
namespace {

// rows whose products are added before a sum is read and written again
constexpr size_t together = 8;

// sums [dim][dim] += x xᵀ over `together` rows x, on and above the diagonal.
void add_products(const double* x, size_t dim, double* sums) {
    for (size_t i = 0; i < dim; ++i) {
        double factor[together];
        for (size_t r = 0; r < together; ++r) factor[r] = x[r * dim + i];
        double* const row = sums + i * dim;
        for (size_t k = i; k < dim; ++k) {
            double sum = row[k];
            for (size_t r = 0; r < together; ++r) sum += factor[r] * x[r * dim + k];
            row[k] = sum;
        }
    }
}

}  // namespace

std::vector<double> second_moments(const Matrix& m, std::span<const double> mean,
                                   unsigned threads) {
    const size_t d = m.dim, step = std::max<size_t>(4096, (m.rows + 63) / 64),
                 pieces = (m.rows + step - 1) / step;
    std::vector<std::vector<double>> parts(pieces);
    parallel_pieces(pieces, threads, [&](uint64_t piece, unsigned) {
        parts[piece].assign(d * d, 0);
        std::vector<double> x(together * d);
        const size_t end = std::min(m.rows, (piece + 1) * step);
        for (size_t first = piece * step; first < end; first += together) {
            for (size_t r = 0; r < together; ++r)
                for (size_t k = 0; k < d; ++k)
                    x[r * d + k] = first + r < end ? m.row(first + r)[k] - mean[k] : 0;
            add_products(x.data(), d, parts[piece].data());
        }
    });
    std::vector<double> total(d * d);
    for (const auto& part : parts)
        for (size_t i = 0; i < d * d; ++i) total[i] += part[i];
    for (size_t i = 0; i < d; ++i)
        for (size_t k = 0; k < i; ++k) total[i * d + k] = total[k * d + i];
    return total;
}

}  // namespace malvec
