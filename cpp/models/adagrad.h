// AdaGrad for rows whose gradient lies in panels.
#pragma once
#include "core/packed.h"

namespace malvec {

// squares += g^2, w -= lr g / sqrt(squares + start), with
// g = scale x gradient (Duchi, Hazan & Singer 2011).
struct AdaGrad {
    float lr, scale, start;

    // gradient: panels [dim][panel_rows]; rows that are picked twice
    // are updated twice. False where a new value is not finite.
    bool update(const float* gradient, const Picked& picked, const Matrix& squares) const;
};

}  // namespace malvec
