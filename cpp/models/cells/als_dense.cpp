#include "models/cells/als_dense.h"

#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "core/vec.h"

namespace malvec {
namespace {

// rows of a tile of sums, one vector wide: they fill half of the registers
constexpr size_t tile = lanes == 16 ? 16 : 8;
constexpr size_t block_rows = 1024;  // summed in float before they go into double
constexpr size_t most_parts = 64;    // sums in double that are kept side by side

void add_tile(const float* a, const float* b, size_t rows, size_t stride, float* c) {
    Vec sums[tile];
#pragma GCC unroll 16
    for (size_t i = 0; i < tile; ++i) sums[i] = load(c + i * stride);
    for (size_t r = 0; r < rows; ++r, a += stride, b += stride) {
        const Vec right = load(b);
#pragma GCC unroll 16
        for (size_t i = 0; i < tile; ++i) sums[i] += a[i] * right;
    }
#pragma GCC unroll 16
    for (size_t i = 0; i < tile; ++i) store(c + i * stride, sums[i]);
}

// V vectors of row i of the factor, still to be divided: a[i][..] -=
// sum over k < i of u[k][i] * u[k][..]. Two chains hide the latency.
template <int V>
void reduce_row(float* a, size_t i, size_t j, size_t stride) {
    Vec even[V], odd[V] = {};
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) even[v] = load(a + i * stride + j + v * lanes);
    size_t k = 0;
    for (; k + 2 <= i; k += 2) {
        const float *first = a + k * stride, *second = first + stride;
        const float left = -first[i], right = -second[i];
#pragma GCC unroll 8
        for (int v = 0; v < V; ++v)
            even[v] += left * load(first + j + v * lanes),
                odd[v] += right * load(second + j + v * lanes);
    }
    if (k < i)
#pragma GCC unroll 8
        for (int v = 0; v < V; ++v)
            even[v] += -a[k * stride + i] * load(a + k * stride + j + v * lanes);
#pragma GCC unroll 8
    for (int v = 0; v < V; ++v) store(a + i * stride + j + v * lanes, even[v] + odd[v]);
}

// out[r][q] = sum over d of rows[r][d] * panel[d][q], for R rows and two vectors of columns.
template <size_t R>
void multiply_rows(const float* rows, size_t stride, const float* panel, size_t dim, float* out) {
    Vec sums[R][2] = {};
    for (size_t d = 0; d < dim; ++d, panel += 2 * lanes) {
        const Vec left = load(panel), right = load(panel + lanes);
#pragma GCC unroll 8
        for (size_t r = 0; r < R; ++r)
            sums[r][0] += rows[r * stride + d] * left, sums[r][1] += rows[r * stride + d] * right;
    }
#pragma GCC unroll 8
    for (size_t r = 0; r < R; ++r)
        store(out + r * stride, sums[r][0]), store(out + r * stride + lanes, sums[r][1]);
}

constexpr size_t rows_at_once = lanes == 16 ? 8 : 6;

// q^T in panels of two vectors, [stride / (2 lanes)][dim][2 lanes],
// so that the columns of the product are read one after another.
std::shared_ptr<float[]> pack_transposed(std::span<const double> q, size_t dim, size_t stride) {
    auto packed = allocate_floats(stride * dim);
    for (size_t k = 0; k < dim; ++k)
        for (size_t d = 0; d < dim; ++d)
            packed[k / (2 * lanes) * (2 * lanes) * dim + d * 2 * lanes + k % (2 * lanes)] =
                static_cast<float>(q[k * dim + d]);
    return packed;
}

}  // namespace

void add_products(const float* a, const float* b, size_t rows, size_t stride, float* c) {
    for (size_t i = 0; i < stride; i += tile)
        for (size_t j = i / lanes * lanes; j < stride; j += lanes)
            add_tile(a + i, b + j, rows, stride, c + i * stride + j);
}

bool factor_cholesky(float* a, size_t dim, size_t stride, float* diagonal) {
    for (size_t i = 0; i < dim; ++i) {
        const float before = a[i * stride + i];
        size_t j = i / lanes * lanes;
        while (j < stride) {
            const size_t left = (stride - j) / lanes;
            const size_t taken = left >= 8 && lanes == 16 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
            (taken == 8   ? reduce_row<8>
             : taken == 4 ? reduce_row<4>
             : taken == 2 ? reduce_row<2>
                          : reduce_row<1>)(a, i, j, stride);
            j += taken * lanes;
        }
        const float pivot = a[i * stride + i];
        if (!(pivot > 1e-6f * before)) return false;  // what is left is rounding
        diagonal[i] = 1 / std::sqrt(pivot);
        for (j = i / lanes * lanes; j < stride; j += lanes)
            store(a + i * stride + j, load(a + i * stride + j) * diagonal[i]);
    }
    return true;
}

void solve_cholesky(const float* u, size_t dim, size_t stride, const float* diagonal, float* b) {
    for (size_t i = 0; i < dim; ++i) {
        b[i] *= diagonal[i];
        const float known = b[i];
        for (size_t j = i + 1; j < dim; ++j) b[j] -= known * u[i * stride + j];
    }
    for (size_t i = dim; i-- > 0;) {
        Vec sums = {};
        size_t j = i + 1;
        for (; j + lanes <= dim; j += lanes) sums += load_any(u + i * stride + j) * load_any(b + j);
        float product = sum(sums);
        for (; j < dim; ++j) product += u[i * stride + j] * b[j];
        b[i] = (b[i] - product) * diagonal[i];
    }
}

bool solve_in_double(std::vector<double>& a, size_t dim, std::vector<double>& b) {
    for (size_t i = 0; i < dim; ++i) {
        double* row = a.data() + i * dim;
        const double before = row[i];
        for (size_t k = 0; k < i; ++k)
            for (size_t j = i; j < dim; ++j) row[j] -= a[k * dim + i] * a[k * dim + j];
        if (!(row[i] > 1e-13 * before)) return false;
        const double scale = 1 / std::sqrt(row[i]);
        for (size_t j = i; j < dim; ++j) row[j] *= scale;
    }
    for (size_t i = 0; i < dim; ++i) {
        for (size_t k = 0; k < i; ++k) b[i] -= a[k * dim + i] * b[k];
        b[i] /= a[i * dim + i];
    }
    for (size_t i = dim; i-- > 0;) {
        for (size_t j = i + 1; j < dim; ++j) b[i] -= a[i * dim + j] * b[j];
        b[i] /= a[i * dim + i];
    }
    return true;
}

std::vector<double> gramian(const Matrix& m, unsigned threads) {
    const size_t blocks = (m.rows + block_rows - 1) / block_rows,
                 parts = std::min(blocks, most_parts);
    std::vector<std::vector<double>> sums(parts);
    parallel_pieces(parts, threads, [&](uint64_t part, unsigned) {
        const auto products = allocate_floats(m.stride * m.stride);
        sums[part].assign(m.dim * m.dim, 0.0);
        for (size_t block = blocks * part / parts; block < blocks * (part + 1) / parts; ++block) {
            const size_t first = block * block_rows, count = std::min(block_rows, m.rows - first);
            std::fill_n(products.get(), m.stride * m.stride, 0.f);
            add_products(m.row(first), m.row(first), count, m.stride, products.get());
            for (size_t i = 0; i < m.dim; ++i)
                for (size_t j = i; j < m.dim; ++j)
                    sums[part][i * m.dim + j] += products[i * m.stride + j];
        }
    });
    std::vector<double> total(m.dim * m.dim, 0.0);
    for (const auto& part : sums)
        for (size_t i = 0; i < total.size(); ++i) total[i] += part[i];
    for (size_t i = 0; i < m.dim; ++i)
        for (size_t j = 0; j < i; ++j) total[i * m.dim + j] = total[j * m.dim + i];
    return total;
}

void rotate(const Matrix& m, std::span<const double> q, unsigned threads) {
    constexpr size_t width = 2 * lanes;
    const size_t stride = (m.stride + width - 1) / width * width;
    const auto packed = pack_transposed(q, m.dim, stride);
    parallel_ranges(m.rows, 256, threads, [&](uint64_t begin, uint64_t end) {
        const auto turned = allocate_floats(rows_at_once * stride),
                   rows = allocate_floats(rows_at_once * stride);
        for (size_t first = begin; first < end; first += rows_at_once) {
            const size_t count = std::min<size_t>(rows_at_once, end - first);
            for (size_t r = 0; r < count; ++r)
                std::copy_n(m.row(first + r), m.dim, rows.get() + r * stride);
            for (size_t k = 0; k < stride; k += width)
                multiply_rows<rows_at_once>(rows.get(), stride, packed.get() + k * m.dim, m.dim,
                                            turned.get() + k);
            for (size_t r = 0; r < count; ++r)
                std::copy_n(turned.get() + r * stride, m.dim, m.row(first + r));
        }
    });
}

}  // namespace malvec
