// The rows that are searched, floats or encoded, and their lengths.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/encoded.h"

namespace malvec {

struct Codes8;

// Float rows anywhere in memory, such as a mapped file; only 4-byte alignment is asked for.
// Or rows in one byte per component or less, which are read a block at a time into the cache.
struct RowsView {
    const float* data = nullptr;
    size_t rows = 0, dim = 0, stride = 0;  // stride in floats
    const EncodedRows* encoded = nullptr;  // then data is nullptr
    const Codes8* codes = nullptr;         // of the same rows: the same answers, sooner

    const float* row(size_t i) const { return data + i * stride; }
};

// A bit per row, bit i % 64 of word i / 64; none at all: every row is allowed.
using AllowedRows = std::span<const uint64_t>;

inline bool is_allowed(AllowedRows allowed, size_t row) {
    return allowed.empty() || (allowed[row / 64] >> row % 64 & 1) != 0;
}

// Some rows as floats: where they lie, or decoded or gathered into a worker's memory.
struct RowBlock {
    const float* data;
    size_t first, count, stride;
    const size_t* ids = nullptr;  // of the rows; nullptr: first, first + 1, ...

    const float* row(size_t k) const { return data + k * stride; }
    size_t id(size_t k) const { return ids ? ids[k] : first + k; }
};

struct BlockMemory {
    std::vector<float> floats;
    std::vector<size_t> ids;
};

// The allowed ones of rows first .. end - 1.
RowBlock make_block(const RowsView& rows, size_t first, size_t end, AllowedRows allowed,
                    BlockMemory& memory);

// 1 / Euclidean norm of every row; 0 for rows of zeros and for rows that are not finite.
std::vector<float> inverse_norms(const RowsView& rows, unsigned threads);

}  // namespace malvec
