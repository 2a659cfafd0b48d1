// Float rows into encoded ones (core/encoded.h), with a scale per row, so
// that the direction of short rows is kept as well as that of long ones.
#pragma once
#include <cstdint>
#include <vector>

#include "core/encoded.h"
#include "core/matrix.h"
#include "core/tick.h"

namespace malvec {

// x[k] = scale * code[k] with scale = largest |x[k]| / 127,
// rounded to the nearest code, 0 for what is not a number. Codes [rows, dim], scales [rows].
struct Encoding {
    std::vector<uint8_t> codes;
    std::vector<float> scales;
};
Encoding encode_8bit(const Matrix& rows, unsigned threads);

struct QuantiserOptions {
    uint32_t parts = 50;         // bytes per row; must divide dim
    uint32_t iterations = 25;    // of k-means
    uint32_t sample = 1u << 16;  // rows that the centroids are learnt from, at most
    uint64_t seed = 1;

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = QuantiserOptions;
        visit("parts", &O::parts), visit("iterations", &O::iterations), visit("sample", &O::sample),
            visit("seed", &O::seed);
    }
};

// Centroids [parts, 256, dim / parts] of rows scaled to length 1: k-means
// for each part (Lloyd 1982), deterministic at any number of threads.
std::vector<float> learn_centroids(const Matrix& rows, const QuantiserOptions& options,
                                   unsigned threads, const Tick& tick);

// The nearest centroids of every row, and the scale that brings them nearest to the row.
Encoding encode_product(const Matrix& rows, const std::vector<float>& centroids, uint32_t parts,
                        unsigned threads, const Tick& tick);

}  // namespace malvec
