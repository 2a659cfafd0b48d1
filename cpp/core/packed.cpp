#include "core/packed.h"

#include <algorithm>
#include <array>
#include <utility>

namespace malvec {
namespace {

// out [N][panel_rows] = (Add: +=) sum over k of panel[k]
// x block[k]: 2 N vectors of sums in registers.
template <int N, bool Add>
void multiply_block(const float* panel, const float* block, size_t depth, float* out) {
    Vec sums[N][2] = {};
    if constexpr (Add)
#pragma GCC unroll 16
        for (int j = 0; j < N; ++j)
            sums[j][0] = load(out + j * panel_rows),
            sums[j][1] = load(out + j * panel_rows + lanes);
    for (size_t k = 0; k < depth; ++k, panel += panel_rows, block += N) {
        const Vec left = load(panel), right = load(panel + lanes);
#pragma GCC unroll 16
        for (int j = 0; j < N; ++j) {
            const Vec b = splat(block[j]);
            sums[j][0] += left * b, sums[j][1] += right * b;
        }
    }
#pragma GCC unroll 16
    for (int j = 0; j < N; ++j)
        store(out + j * panel_rows, sums[j][0]), store(out + j * panel_rows + lanes, sums[j][1]);
}

using Kernel = void (*)(const float*, const float*, size_t, float*);

template <bool Add, int... N>
constexpr std::array<Kernel, sizeof...(N)> make_multipliers(std::integer_sequence<int, N...>) {
    return {{multiply_block<N + 1, Add>...}};
}

template <bool Add>
void multiply_blocks(const float* panel, const float* blocks, size_t depth, size_t items,
                     float* out) {
    // [width - 1]
    static constexpr auto multipliers =
        make_multipliers<Add>(std::make_integer_sequence<int, most_block_width>());
    for (size_t b = 0; b < count_blocks(items); ++b) {
        const size_t begin = block_begin(b, items), width = block_begin(b + 1, items) - begin;
        multipliers[width - 1](panel, blocks + begin * depth, depth, out + begin * panel_rows);
    }
}

// `lanes` rows from `first` on, at dimensions z .. z +
// lanes - 1: rows that the shard does not have are zero.
void load_square(const Picked& picked, size_t first, size_t z, Vec* square) {
    for (size_t i = 0; i < lanes; ++i)
        square[i] = first + i < picked.count() ? load(picked.row(first + i) + z) : Vec{};
}

}  // namespace

void multiply(const float* panel, const float* blocks, size_t depth, size_t items, float* out) {
    multiply_blocks<false>(panel, blocks, depth, items, out);
}

void multiply_add(const float* panel, const float* blocks, size_t depth, size_t items, float* out) {
    multiply_blocks<true>(panel, blocks, depth, items, out);
}

void pack_panels(const Picked& picked, size_t height, float* out) {
    Vec square[lanes];
    for (size_t first = 0; first < height; first += lanes) {
        float* panel =
            out + first / panel_rows * panel_rows * picked.matrix.dim + first % panel_rows;
        for (size_t z = 0; z < picked.matrix.dim; z += lanes) {
            load_square(picked, first, z, square);
            transpose(square);
            for (size_t k = 0; k < std::min<size_t>(lanes, picked.matrix.dim - z); ++k)
                store(panel + (z + k) * panel_rows, square[k]);
        }
    }
}

// Whole vectors are written: what they write too much, the next one overwrites.
void pack_row_blocks(const Picked& picked, size_t first, size_t height, float* out) {
    Vec square[lanes];
    for (size_t b = 0; b < count_blocks(height); ++b) {
        const size_t begin = block_begin(b, height), width = block_begin(b + 1, height) - begin;
        float* at = out + begin * picked.matrix.dim;
        for (size_t z = 0; z < picked.matrix.dim; z += lanes) {
            load_square(picked, first + begin, z, square);
            transpose(square);
            for (size_t k = 0; k < std::min<size_t>(lanes, picked.matrix.dim - z); ++k, at += width)
                store_any(at, square[k]);
        }
    }
}

// Whole vectors as above, but for the last block: a row may end there.
void pack_dim_blocks(const Picked& picked, size_t first, size_t height, float* out) {
    const size_t blocks = count_blocks(picked.matrix.dim);
    for (size_t b = 0; b < blocks; ++b) {
        const size_t begin = block_begin(b, picked.matrix.dim),
                     width = block_begin(b + 1, picked.matrix.dim) - begin;
        float* at = out + begin * height;
        for (size_t i = first; i < first + height; ++i, at += width) {
            const float* row = i < picked.count() ? picked.row(i) + begin : nullptr;
            if (b + 1 < blocks)
                store_any(at, row ? load_any(row) : Vec{});
            else
                for (size_t k = 0; k < width; ++k) at[k] = row ? row[k] : 0.0f;
        }
    }
}

void unpack_panel(const float* panel, const Picked& picked) {
    const size_t dim = picked.matrix.dim;
    Vec square[lanes];
    for (size_t first = 0; first < picked.count(); first += lanes)
        for (size_t z = 0; z < dim; z += lanes) {
            for (size_t k = 0; k < lanes; ++k)
                square[k] = z + k < dim ? load(panel + (z + k) * panel_rows + first) : Vec{};
            transpose(square);
            for (size_t i = 0; i < std::min<size_t>(lanes, picked.count() - first); ++i)
                store(picked.row(first + i) + z, square[i]);
        }
}

void transpose_square(const float* scores, float* out) {
    for (size_t i = 0; i < panel_rows; i += lanes)
        for (size_t j = 0; j < panel_rows; j += lanes) {
            Vec square[lanes];
#pragma GCC unroll 16
            for (int k = 0; k < lanes; ++k)
                square[k] = load(scores + (i + static_cast<size_t>(k)) * panel_rows + j);
            transpose(square);
#pragma GCC unroll 16
            for (int k = 0; k < lanes; ++k)
                store(out + (j + static_cast<size_t>(k)) * panel_rows + i, square[k]);
        }
}

}  // namespace malvec
