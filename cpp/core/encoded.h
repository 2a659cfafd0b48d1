// Rows of numbers in one byte per component or less, read
// as floats: nothing is ever unpacked but the rows at hand.
//   8 bit     x[k] = scale * code[k], code in -127 .. 127
//   product   x = scale * (the centroids that code[0], code[1], ...
//             name, one for each part of the row), Jégou et al. 2011
#pragma once
#include <cstddef>
#include <cstdint>

namespace malvec {

constexpr size_t centroids_per_part = 256;

// A view; whoever made the memory keeps it alive.
struct EncodedRows {
    const uint8_t* codes = nullptr;    // [rows, parts]; 8 bit: [rows, dim], two's complement
    const float* scales = nullptr;     // [rows]
    const float* centroids = nullptr;  // [parts, 256, width], nullptr for 8 bit
    size_t rows = 0, dim = 0, parts = 0;

    size_t width() const { return dim / parts; }
    void decode(size_t row, float* out) const;  // out = row
    void add(size_t row, float* sum) const;     // sum += row
    void prefetch(size_t row) const {
        __builtin_prefetch(codes + row * parts);
        __builtin_prefetch(scales + row);
    }
};

}  // namespace malvec
