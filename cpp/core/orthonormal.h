// Block Gram-Schmidt: makes the 16 columns of a panel orthonormal to a basis and among
// themselves (classical, repeated where needed; within the panel by the eigenvectors
// of its Gram matrix: Stathopoulos & Wu 2002), at the speed of matrix products.
#pragma once
#include "core/krylov_basis.h"

namespace malvec {

// What a panel W was: W = Q h + W' r, with W' what it is now. Where W
// adds only `rank` < 16 directions to Q, the others of W' are zero.
struct Orthonormal {
    Small h;  // [width of Q][16]
    Small r;  // [16][16]
    size_t rank = 0;
};

Orthonormal orthonormalise(const Panels& q, float* w, unsigned threads);

// a [.][16] times b [16][16].
Small times(const Small& a, const Small& b);

}  // namespace malvec
