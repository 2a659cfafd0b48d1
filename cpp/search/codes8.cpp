#include "search/codes8.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/matrix.h"
#include "core/parallel.h"

namespace malvec {
namespace {

constexpr double code_limit = 127;
// outside of these a float product may overflow, or lose more than its last bit
constexpr double least_component = 1e-30, largest_component = 1e30;

struct CodedRow {
    float scale, error;
};

double largest_of(std::span<const double> values) {
    double largest = 0;
    for (const double x : values) largest = std::max(largest, std::abs(x));
    return largest;
}

// Codes of one row into its places of a block: component k at 64 * (k / 4) + k % 4.
CodedRow encode_row(const float* row, float inverse, std::vector<double>& unit, uint8_t* codes) {
    const size_t dim = unit.size();
    bool finite = true, zero = true;
    double longest = 0;  // component of the row itself
    for (size_t k = 0; k < dim; ++k) {
        unit[k] = double{row[k]} * inverse;
        finite = finite && std::isfinite(row[k]) && std::isfinite(unit[k]);
        longest = std::max(longest, std::abs(double{row[k]}));
        zero = zero && row[k] == 0;
    }
    const bool usual = longest >= least_component && longest <= largest_component;
    const double largest = largest_of(unit);
    if (!finite || largest > largest_component || !(usual || zero))
        return {0, std::numeric_limits<float>::infinity()};
    const auto scale = static_cast<float>(largest / code_limit);
    double lost = 0, squares = 0;
    for (size_t k = 0; k < dim; ++k) {
        const double code =
            scale > 0 ? std::clamp(std::nearbyint(unit[k] / scale), -code_limit, code_limit) : 0;
        codes[k / codes8_group * codes8_bytes + k % codes8_group] =
            static_cast<uint8_t>(static_cast<int>(code) + 128);
        const double left = unit[k] - scale * code;
        lost += left * left, squares += unit[k] * unit[k];
    }
    // a float search rounds each product and each sum, and numbers below 1e-38 once more
    const auto terms = static_cast<double>(dim) + 32;
    const double rounding = terms * 0x1p-23 * (std::sqrt(squares) + std::sqrt(lost)) +
                            terms * 0x1p-125 * (1 + std::abs(double{inverse}));
    return {scale, static_cast<float>((std::sqrt(lost) + rounding) * 1.0001 + 1e-36)};
}

}  // namespace

Codes8Memory encode_codes8(const RowsView& rows, std::span<const float> inverse_norms,
                           unsigned threads) {
    if (inverse_norms.size() != rows.rows)
        throw std::invalid_argument("one inverse norm per row is needed");
    Codes8 shape{nullptr, nullptr, nullptr, rows.rows, rows.dim};
    const size_t block_bytes = shape.groups() * codes8_bytes, bytes = shape.blocks() * block_bytes;
    const auto floats = allocate_floats(bytes / sizeof(float));
    Codes8Memory made{{floats, reinterpret_cast<uint8_t*>(floats.get())},
                      bytes,
                      std::vector<float>(rows.rows),
                      std::vector<float>(rows.rows)};
    std::fill_n(made.codes.get(), bytes, uint8_t{128});
    parallel_ranges(shape.blocks(), 64, threads, [&](uint64_t begin, uint64_t end) {
        BlockMemory memory;
        std::vector<double> unit(rows.dim);
        const size_t last = std::min<size_t>(rows.rows, end * codes8_rows);
        for (size_t i = begin * codes8_rows; i < last; ++i) {
            const CodedRow coded = encode_row(
                make_block(rows, i, i + 1, {}, memory).data, inverse_norms[i], unit,
                made.codes.get() + i / codes8_rows * block_bytes + i % codes8_rows * codes8_group);
            made.scales[i] = coded.scale, made.errors[i] = coded.error;
        }
    });
    return made;
}

}  // namespace malvec
