#include "core/krylov_basis.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "core/parallel.h"
#include "core/vec.h"

namespace malvec {
namespace {

constexpr size_t float_rows = 256;                      // rows whose sums are still floats
constexpr size_t columns_at_once = std::max(4, lanes);  // columns of Q whose sums stay in registers
constexpr size_t square = panel_width * panel_width;

// The same pieces whatever the number of threads: whole tiles, at most 256 pieces.
struct Pieces {
    size_t rows, step;

    explicit Pieces(size_t n)
        : rows(n), step(std::max<size_t>(4, (n / float_rows + 255) / 256) * float_rows) {}
    size_t count() const { return (rows + step - 1) / step; }
    size_t end(size_t piece) const { return std::min(rows, (piece + 1) * step); }
};

// work(first row, number of rows, piece) for all tiles.
template <class Work>
void over_tiles(size_t rows, unsigned threads, const Work& work) {
    const Pieces pieces(rows);
    parallel_pieces(pieces.count(), threads, [&](uint64_t piece, unsigned) {
        for (size_t row = piece * pieces.step; row < pieces.end(piece); row += float_rows)
            work(row, std::min(float_rows, pieces.end(piece) - row), piece);
    });
}

// sums [16][16] += qᵀ w over some rows.
void project_tile(const float* q, const float* w, size_t rows, double* sums) {
    for (size_t first = 0; first < panel_width; first += columns_at_once) {
        Vec total[columns_at_once][row_vectors] = {};
        for (size_t r = 0; r < rows; ++r) {
            Vec row[row_vectors];
            for (size_t v = 0; v < row_vectors; ++v) row[v] = load(w + r * panel_width + v * lanes);
#pragma GCC unroll 16
            for (size_t k = 0; k < columns_at_once; ++k)
                for (size_t v = 0; v < row_vectors; ++v)
                    total[k][v] += q[r * panel_width + first + k] * row[v];
        }
        for (size_t k = 0; k < columns_at_once; ++k)
            for (size_t c = 0; c < panel_width; ++c)
                sums[(first + k) * panel_width + c] += total[k][c / lanes][c % lanes];
    }
}

typedef double Doubles __attribute__((vector_size(lanes * 4), may_alias));
constexpr size_t doubles = lanes / 2, gram_rows = std::max(2, lanes / 2);

// Rows k .. k + gram_rows - 1 of sums [16][16] += wᵀ w.
void gram_rows_of_tile(const double* w, size_t rows, size_t k, double* sums) {
    constexpr size_t across = panel_width / doubles;
    Doubles total[gram_rows][across] = {};
    for (size_t r = 0; r < rows; ++r) {
        const double* row = w + r * panel_width;
#pragma GCC unroll 8
        for (size_t i = 0; i < gram_rows; ++i)
#pragma GCC unroll 8
            for (size_t v = 0; v < across; ++v)
                total[i][v] += row[k + i] * reinterpret_cast<const Doubles*>(row)[v];
    }
    for (size_t i = 0; i < gram_rows; ++i)
        for (size_t c = 0; c < panel_width; ++c)
            sums[i * panel_width + c] += total[i][c / doubles][c % doubles];
}

// w += q h over R rows; h float [16][16], rows of w may be farther apart than those of q.
template <size_t R>
inline void update_rows(const float* q, const float* h, float* w, size_t stride) {
    Vec total[R][row_vectors];
    for (size_t r = 0; r < R; ++r)
        for (size_t v = 0; v < row_vectors; ++v) total[r][v] = load(w + r * stride + v * lanes);
#pragma GCC unroll 16
    for (size_t k = 0; k < panel_width; ++k)
        for (size_t v = 0; v < row_vectors; ++v) {
            const Vec factor = load(h + k * panel_width + v * lanes);
#pragma GCC unroll 8
            for (size_t r = 0; r < R; ++r) total[r][v] += q[r * panel_width + k] * factor;
        }
    for (size_t r = 0; r < R; ++r)
        for (size_t v = 0; v < row_vectors; ++v) store(w + r * stride + v * lanes, total[r][v]);
}

void update_tile(const float* q, const float* h, float* w, size_t stride, size_t rows) {
    constexpr size_t together = lanes == 16 ? 8 : 4;
    size_t r = 0;
    for (; r + together <= rows; r += together)
        update_rows<together>(q + r * panel_width, h, w + r * stride, stride);
    for (; r < rows; ++r) update_rows<1>(q + r * panel_width, h, w + r * stride, stride);
}

// Small numbers as floats, times a sign, aligned for vector loads;
// columns first .. first + 15 of `y` [.][columns], zero beyond.
Panel as_floats(const Small& y, size_t columns, size_t first, double sign) {
    const size_t rows = y.size() / columns;
    Panel floats = new_panel(rows);
    for (size_t r = 0; r < rows; ++r)
        for (size_t c = 0; c < panel_width && first + c < columns; ++c)
            floats[r * panel_width + c] = static_cast<float>(sign * y[r * columns + first + c]);
    return floats;
}

Small summed(const std::vector<double>& parts, size_t size) {
    Small total(size);
    for (size_t at = 0; at < parts.size(); at += size)
        for (size_t i = 0; i < size; ++i) total[i] += parts[at + i];
    return total;
}

}  // namespace

Panel new_panel(size_t rows) { return allocate_floats(rows * panel_width); }

Small project(const Panels& q, const float* w, unsigned threads) {
    const size_t size = q.width() * panel_width;
    std::vector<double> parts(Pieces(q.rows).count() * size);
    over_tiles(q.rows, threads, [&](size_t row, size_t rows, size_t piece) {
        for (size_t p = 0; p < q.list.size(); ++p)
            project_tile(q.list[p].get() + row * panel_width, w + row * panel_width, rows,
                         &parts[piece * size + p * square]);
    });
    return summed(parts, size);
}

Small gram(const float* w, size_t rows, unsigned threads) {
    std::vector<double> parts(Pieces(rows).count() * square);
    over_tiles(rows, threads, [&](size_t first, size_t count, size_t piece) {
        alignas(row_alignment) double wide[float_rows * panel_width];
        for (size_t i = 0; i < count * panel_width; ++i) wide[i] = w[first * panel_width + i];
        for (size_t k = 0; k < panel_width; k += gram_rows)
            gram_rows_of_tile(wide, count, k, &parts[piece * square + k * panel_width]);
    });
    return summed(parts, square);
}

void subtract(const Panels& q, const Small& h, float* w, unsigned threads) {
    const Panel factors = as_floats(h, panel_width, 0, -1);
    over_tiles(q.rows, threads, [&](size_t row, size_t rows, size_t) {
        for (size_t p = 0; p < q.list.size(); ++p)
            update_tile(q.list[p].get() + row * panel_width, factors.get() + p * square,
                        w + row * panel_width, panel_width, rows);
    });
}

void transform(float* w, size_t rows, const Small& m, unsigned threads) {
    const Panel factors = as_floats(m, panel_width, 0, 1);
    over_tiles(rows, threads, [&](size_t row, size_t count, size_t) {
        alignas(row_alignment) float before[float_rows * panel_width];
        float* now = w + row * panel_width;
        std::memcpy(before, now, count * panel_width * sizeof(float));
        std::memset(now, 0, count * panel_width * sizeof(float));
        update_tile(before, factors.get(), now, panel_width, count);
    });
}

void combine(const Panels& q, const Small& y, const Matrix& out, unsigned threads) {
    std::vector<Panel> factors;
    for (size_t first = 0; first < out.dim; first += panel_width)
        factors.push_back(as_floats(y, out.dim, first, 1));
    over_tiles(q.rows, threads, [&](size_t row, size_t rows, size_t) {
        for (size_t r = row; r < row + rows; ++r) std::fill_n(out.row(r), out.stride, 0.0f);
        for (size_t p = 0; p < q.list.size(); ++p)
            for (size_t f = 0; f < factors.size(); ++f)
                update_tile(q.list[p].get() + row * panel_width, factors[f].get() + p * square,
                            out.row(row) + f * panel_width, out.stride, rows);
    });
}

}  // namespace malvec
