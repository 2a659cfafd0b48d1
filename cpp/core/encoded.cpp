#include "core/encoded.h"

namespace malvec {
namespace {

// take(k, value before scaling) for the components of centroids that codes name.
template <size_t fixed_width, class Take>
void each_of_parts(const EncodedRows& e, const uint8_t* codes, const Take& take) {
    const size_t width = fixed_width ? fixed_width : e.width();
    const float* centroids = e.centroids;
    for (size_t part = 0; part < e.parts; ++part, centroids += centroids_per_part * width)
        for (size_t k = 0; k < width; ++k)
            take(part * width + k, centroids[codes[part] * width + k]);
}

// take(k, value before scaling) for every component of a row.
template <class Take>
void each_component(const EncodedRows& e, size_t row, const Take& take) {
    const uint8_t* const codes = e.codes + row * e.parts;
    if (!e.centroids) {
        for (size_t k = 0; k < e.dim; ++k)
            take(k, static_cast<float>(static_cast<int8_t>(codes[k])));
        return;
    }
    switch (e.width()) {
        case 2:
            return each_of_parts<2>(e, codes, take);
        case 4:
            return each_of_parts<4>(e, codes, take);
        default:
            return each_of_parts<0>(e, codes, take);
    }
}

}  // namespace

void EncodedRows::decode(size_t row, float* out) const {
    const float scale = scales[row];
    each_component(*this, row, [&](size_t k, float value) { out[k] = scale * value; });
}

void EncodedRows::add(size_t row, float* sum) const {
    const float scale = scales[row];
    each_component(*this, row, [&](size_t k, float value) { sum[k] += scale * value; });
}

}  // namespace malvec
