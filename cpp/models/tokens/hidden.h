// The hidden vector of a window: input rows added up,
// or side by side; and its change, given back to them.
#pragma once
#include <cstring>
#include <span>

#include "core/vec.h"

namespace malvec {

// hidden = factor * sum of the rows
inline void add_up(std::span<float* const> rows, float factor, size_t stride, float* hidden) {
    for (size_t z = 0; z < stride; z += lanes) {
        Vec total = {};
        for (const float* row : rows) total += load(row + z);
        store(hidden + z, total * factor);
    }
}

// every row += factor * change
inline void spread(std::span<float* const> rows, float factor, size_t stride, const float* change) {
    for (size_t z = 0; z < stride; z += lanes) {
        const Vec delta = load(change + z) * factor;
        for (float* row : rows) store(row + z, load(row + z) + delta);
    }
}

// hidden [rows, stride] = the rows side by side; zeros where there is none (nullptr)
inline void lay_out(std::span<float* const> rows, size_t stride, float* hidden) {
    for (size_t i = 0; i < rows.size(); ++i)
        if (rows[i])
            std::memcpy(hidden + i * stride, rows[i], stride * sizeof(float));
        else
            std::memset(hidden + i * stride, 0, stride * sizeof(float));
}

// every row += its part of change [rows, stride]
inline void give_back(std::span<float* const> rows, size_t stride, const float* change) {
    for (size_t i = 0; i < rows.size(); ++i)
        for (size_t z = 0; rows[i] && z < stride; z += lanes)
            store(rows[i] + z, load(rows[i] + z) + load(change + i * stride + z));
}

}  // namespace malvec
