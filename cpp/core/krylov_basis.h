// A tall dense matrix that grows by 16 columns at a time: panels [rows, 16], each row one
// cache line. The products that Gram-Schmidt and Rayleigh-Ritz need. Sums run over pieces
// of rows that depend on the number of rows alone, so results do not depend on the threads.
#pragma once
#include <cstddef>
#include <memory>
#include <vector>

#include "core/matrix.h"
#include "core/vec.h"

namespace malvec {

constexpr size_t panel_width = 16, row_vectors = panel_width / lanes;

using Panel = std::shared_ptr<float[]>;  // [rows][16]
using Small = std::vector<double>;       // a small matrix, row by row

struct Panels {
    size_t rows = 0;
    std::vector<Panel> list = {};

    size_t width() const { return list.size() * panel_width; }
};

Panel new_panel(size_t rows);

// Qᵀ W [width][16]; float products, double sums.
Small project(const Panels& q, const float* w, unsigned threads);

// Wᵀ W [16][16], all in double.
Small gram(const float* w, size_t rows, unsigned threads);

// W -= Q h, h [width][16].
void subtract(const Panels& q, const Small& h, float* w, unsigned threads);

// W = W m, m [16][16].
void transform(float* w, size_t rows, const Small& m, unsigned threads);

// out = Q y, y [width][out.dim].
void combine(const Panels& q, const Small& y, const Matrix& out, unsigned threads);

}  // namespace malvec
