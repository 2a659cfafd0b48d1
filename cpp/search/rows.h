// The rows that are searched, floats or encoded, and their lengths.
#pragma once
#include <cstddef>
#include <vector>

#include "core/encoded.h"

namespace malvec {

// Float rows anywhere in memory, such as a mapped file; only 4-byte alignment is asked for.
// Or rows in one byte per component or less, which are read a block at a time into the cache.
struct RowsView {
    const float* data = nullptr;
    size_t rows = 0, dim = 0, stride = 0;  // stride in floats
    const EncodedRows* encoded = nullptr;  // then data is nullptr

    const float* row(size_t i) const { return data + i * stride; }
};

// Rows first .. end - 1 as floats: where they lie, or decoded into a worker's memory.
struct RowBlock {
    const float* data;
    size_t first, end, stride;

    const float* row(size_t i) const { return data + (i - first) * stride; }
};

RowBlock make_block(const RowsView& rows, size_t first, size_t end, std::vector<float>& memory);

// 1 / Euclidean norm of every row; 0 for rows of zeros and for rows that are not finite.
std::vector<float> inverse_norms(const RowsView& rows, unsigned threads);

}  // namespace malvec
