// The one sparse matrix, compressed by rows: the cells of row i are offsets[i] .. offsets[i
// + 1] - 1, their columns ascend and no column comes twice. A view; whoever made the memory
// keeps it alive. In Python it is malvec.counts.Cells, and a scipy.sparse.csr_array without copy.
#pragma once
#include <cstdint>
#include <span>

namespace malvec {

template <class Value>
struct Csr {
    std::span<const uint64_t> offsets;  // rows + 1
    std::span<const uint32_t> columns;
    std::span<const Value> values;
    size_t width = 0;  // columns of the matrix

    size_t rows() const { return offsets.size() - 1; }
    size_t cells() const { return values.size(); }
};

// Throws invalid_argument naming the first row or cell that
// is not as it must be: offsets, order and range of columns.
void check_csr(std::span<const uint64_t> offsets, std::span<const uint32_t> columns, size_t values,
               size_t width, unsigned threads);

// The first value that is not finite, or values.size().
size_t first_not_finite(std::span<const float> values, unsigned threads);
size_t first_not_finite(std::span<const double> values, unsigned threads);

}  // namespace malvec
