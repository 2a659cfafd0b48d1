// Rows of length 1 in a byte per component, with a bound on what rounding
// lost: enough to tell which rows an exact search must look at, at about a
// quarter of the bytes.
//   u[i] = rows[i] * inverse_norms[i] = scale[i] * code[i] + d,   |d| <= error[i]
// where error also covers the rounding of a float search. It is infinite for
// rows of which nothing can be promised: not finite, huge or tiny ones.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "search/rows.h"

namespace malvec {

constexpr size_t codes8_rows = 16, codes8_group = 4, codes8_bytes = codes8_rows * codes8_group;

// A view. Codes lie in blocks of 16 rows, and in these by groups of 4 components, so that one
// register holds a group of 16 rows: codes[block][group][16][4], each code plus 128.
struct Codes8 {
    const uint8_t* codes = nullptr;  // [blocks, groups, 16, 4], 128 where there is nothing
    const float* scales = nullptr;   // [rows], not negative
    const float* errors = nullptr;   // [rows], not negative
    size_t rows = 0, dim = 0;

    size_t blocks() const { return (rows + codes8_rows - 1) / codes8_rows; }
    size_t groups() const { return (dim + codes8_group - 1) / codes8_group; }
    const uint8_t* block(size_t b) const { return codes + b * groups() * codes8_bytes; }
};

struct Codes8Memory {
    std::shared_ptr<uint8_t[]> codes;  // aligned to 64 bytes, a register's load is a cache line
    size_t bytes = 0;                  // of codes
    std::vector<float> scales, errors;
};

Codes8Memory encode_codes8(const RowsView& rows, std::span<const float> inverse_norms,
                           unsigned threads);

}  // namespace malvec
