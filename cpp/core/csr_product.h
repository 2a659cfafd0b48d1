// Sparse times dense, and what it needs to be quick: a matrix [rows,
// columns] in CSR times a panel [columns, 16], and the transpose.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/csr.h"

namespace malvec {

// Rows where pieces of about equally many cells begin,
// and the end: the same whatever the number of threads.
std::vector<uint64_t> equal_cells(std::span<const uint64_t> offsets, uint64_t cells_each);

// out [rows][16] = scale A x, x [columns][16]; both aligned to 64 bytes. `tick` may throw to stop.
void multiply_panel(const Csr<float>& a, const float* x, float scale, float* out, unsigned threads,
                    const std::function<void()>& tick);

// A matrix that owns its memory.
struct OwnCsr {
    std::vector<uint64_t> offsets;
    std::unique_ptr<uint32_t[]> columns;
    std::unique_ptr<float[]> values;
    size_t width = 0;

    Csr<float> view() const {
        return {offsets, {columns.get(), offsets.back()}, {values.get(), offsets.back()}, width};
    }
};

OwnCsr transpose(const Csr<float>& a, unsigned threads);

// True where A equals its transpose bit for bit, by two sums of hashes over all cells, in one pass.
bool is_symmetric(const Csr<float>& a, unsigned threads);

}  // namespace malvec
