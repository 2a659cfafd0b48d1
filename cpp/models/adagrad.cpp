#include "models/adagrad.h"

#include <algorithm>
#include <cmath>

namespace malvec {

bool AdaGrad::update(const float* gradient, const Picked& picked, const Matrix& squares) const {
    const size_t dim = picked.matrix.dim;
    Vec nothing = {};  // x * 0 is 0 for a finite x, NaN otherwise
    for (size_t first = 0; first < picked.count(); first += lanes)
        for (size_t z = 0; z < dim; z += lanes) {
            const float* panel =
                gradient + first / panel_rows * panel_rows * dim + first % panel_rows;
            Vec square[lanes];
            for (size_t k = 0; k < lanes; ++k)
                square[k] = z + k < dim ? load(panel + (z + k) * panel_rows) * scale : Vec{};
            transpose(square);
            for (size_t i = 0; i < std::min<size_t>(lanes, picked.count() - first); ++i) {
                float *w = picked.row(first + i) + z, *s = squares.row(picked.ids[first + i]) + z;
                alignas(row_alignment) float g[lanes];
                store(g, square[i]);
                for (size_t k = 0; k < lanes; ++k)
                    s[k] += g[k] * g[k], w[k] -= lr * g[k] / std::sqrt(s[k] + start);
                nothing += load(w) * 0.0f;
            }
        }
    return sum(nothing) == 0.0f;
}

}  // namespace malvec
