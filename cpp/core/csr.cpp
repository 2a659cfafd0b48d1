#include "core/csr.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <stdexcept>
#include <string>

#include "core/parallel.h"

namespace malvec {
namespace {

constexpr uint64_t grain_rows = 4096, grain_values = 1 << 16;

void check_row(std::span<const uint32_t> columns, uint64_t row, size_t width) {
    for (size_t i = 0; i < columns.size(); ++i) {
        if (columns[i] >= width)
            throw std::invalid_argument("row " + std::to_string(row) + " has a cell in column " +
                                        std::to_string(columns[i]) + ", the matrix has " +
                                        std::to_string(width) + " columns");
        if (i > 0 && columns[i] <= columns[i - 1])
            throw std::invalid_argument(
                "the columns of row " + std::to_string(row) +
                " do not ascend, or one comes twice: " + std::to_string(columns[i]) + " after " +
                std::to_string(columns[i - 1]));
    }
}

template <class Value>
size_t find_not_finite(std::span<const Value> values, unsigned threads) {
    std::atomic<uint64_t> first{values.size()};
    parallel_ranges(values.size(), grain_values, threads, [&](uint64_t begin, uint64_t end) {
        for (uint64_t i = begin; i < end; ++i) {
            if (std::isfinite(values[i])) continue;
            uint64_t known = first.load();
            while (i < known && !first.compare_exchange_weak(known, i));
            return;
        }
    });
    return first.load();
}

}  // namespace

void check_csr(std::span<const uint64_t> offsets, std::span<const uint32_t> columns, size_t values,
               size_t width, unsigned threads) {
    if (offsets.empty() || offsets.front() != 0 || offsets.back() != columns.size() ||
        columns.size() != values || !std::is_sorted(offsets.begin(), offsets.end()))
        throw std::invalid_argument("the offsets of the rows do not span the cells");
    parallel_ranges(offsets.size() - 1, grain_rows, threads, [&](uint64_t begin, uint64_t end) {
        for (uint64_t row = begin; row < end; ++row)
            check_row(columns.subspan(offsets[row], offsets[row + 1] - offsets[row]), row, width);
    });
}

size_t first_not_finite(std::span<const float> values, unsigned threads) {
    return find_not_finite(values, threads);
}
size_t first_not_finite(std::span<const double> values, unsigned threads) {
    return find_not_finite(values, threads);
}

}  // namespace malvec
