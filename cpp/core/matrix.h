// Rows of floats: 64-byte aligned, zero-padded to whole
// cache lines (the padding stays zero under every update).
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

namespace malvec {

constexpr size_t row_alignment = 64;  // bytes
constexpr size_t padded_dim(size_t dim) { return (dim + 15) / 16 * 16; }

// Memory for `count` floats, zeroed, in huge pages where the system gives them. Throws bad_alloc.
std::shared_ptr<float[]> allocate_floats(size_t count);

// A view; whoever made the memory keeps it alive.
struct Matrix {
    float* data = nullptr;
    size_t rows = 0, dim = 0, stride = 0;  // stride in floats, a multiple of 16

    float* row(size_t i) const { return data + i * stride; }
};

// Fetches a row into the cache, to be written.
inline void prefetch_row(const float* row, size_t stride) {
    for (size_t z = 0; z < stride; z += 16) __builtin_prefetch(row + z, 1, 3);
}

// Row i: uniform in [-1, 1) / dim, from (seed, i) alone (the
// range of gensim and fastText, twice that of word2vec.c).
void initialize_rows(const Matrix& matrix, uint64_t seed);

bool all_finite(const Matrix& matrix);

}  // namespace malvec
