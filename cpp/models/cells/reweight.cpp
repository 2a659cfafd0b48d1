#include "models/cells/reweight.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/parallel.h"

namespace malvec {
namespace {

constexpr uint64_t grain_rows = 256;

// The first cell that no count can have, or the number of cells.
template <class Value>
uint64_t first_impossible(std::span<const Value> values, unsigned threads) {
    std::atomic<uint64_t> first{values.size()};
    parallel_ranges(values.size(), 1 << 16, threads, [&](uint64_t begin, uint64_t end) {
        bool sound = true;
        for (uint64_t i = begin; i < end; ++i)
            sound &= values[i] >= 0 && values[i] <= std::numeric_limits<Value>::max();
        if (sound) return;
        uint64_t i = begin;
        while (values[i] >= 0 && std::isfinite(values[i])) ++i;
        uint64_t known = first.load();
        while (i < known && !first.compare_exchange_weak(known, i));
    });
    return first.load();
}

// Keeps those cells of each row for which weigh(row, cell)
// gives a value that keep(value) wants; weigh is called twice.
template <class Value, class Weigh, class Keep>
Reweighted kept(const Csr<Value>& counts, unsigned threads, const Weigh& weigh, const Keep& keep) {
    Reweighted result{std::vector<uint64_t>(counts.offsets.size())};
    parallel_ranges(counts.rows(), grain_rows, threads, [&](uint64_t begin, uint64_t end) {
        for (uint64_t row = begin; row < end; ++row) {
            uint64_t cells = 0;
            for (uint64_t i = counts.offsets[row]; i < counts.offsets[row + 1]; ++i)
                cells += keep(weigh(row, i));
            result.offsets[row + 1] = cells;
        }
    });
    for (size_t row = 0; row < counts.rows(); ++row) result.offsets[row + 1] += result.offsets[row];
    result.columns = std::make_unique_for_overwrite<uint32_t[]>(result.offsets.back());
    result.values = std::make_unique_for_overwrite<float[]>(result.offsets.back());
    parallel_ranges(counts.rows(), grain_rows, threads, [&](uint64_t begin, uint64_t end) {
        for (uint64_t row = begin; row < end; ++row) {
            uint64_t to = result.offsets[row];
            for (uint64_t i = counts.offsets[row]; i < counts.offsets[row + 1]; ++i) {
                const float value = weigh(row, i);
                if (keep(value))
                    result.columns[to] = counts.columns[i], result.values[to++] = value;
            }
        }
    });
    return result;
}

std::vector<double> logarithms(std::vector<double> values) {
    // of 0: minus infinity, of a row or column without cells that count
    for (double& value : values) value = std::log(value);
    return values;
}

double total_of(const std::vector<double>& values) {
    double total = 0;
    for (const double value : values) total += value;
    return total;
}

// log of the columns' sums to a power, scaled so that they add up to `total` again.
std::vector<double> smoothed_logarithms(std::vector<double> sums, double smoothing, double total) {
    if (smoothing == 1) return logarithms(std::move(sums));
    double powers = 0;
    for (const double sum : sums) powers += sum > 0 ? std::pow(sum, smoothing) : 0;
    const double scale = std::log(total) - std::log(powers);
    for (double& sum : sums) sum = smoothing * std::log(sum) + scale;
    return sums;
}

// The sum of term(value) over the cells of each column, from the first row to the last.
template <class Value, class Term>
std::vector<double> columns_added(const Csr<Value>& counts, unsigned threads, const Term& term) {
    std::vector<double> sums(counts.width);
    // each worker adds up its own columns, over all rows
    const uint64_t step = counts.width / threads + 1;
    parallel_pieces((counts.width + step - 1) / step, threads, [&](uint64_t piece, unsigned) {
        const uint64_t begin = piece * step, end = begin + step;
        for (size_t row = 0; row < counts.rows(); ++row) {
            const uint32_t *const first = counts.columns.data() + counts.offsets[row],
                                  *const last = counts.columns.data() + counts.offsets[row + 1];
            for (const uint32_t* column = std::lower_bound(first, last, begin);
                 column < last && *column < end; ++column)
                sums[*column] +=
                    term(counts.values[static_cast<size_t>(column - counts.columns.data())]);
        }
    });
    return sums;
}

// Rows of length 1; rows of zeros stay.
void normalize_rows(const Reweighted& matrix, unsigned threads) {
    parallel_ranges(matrix.offsets.size() - 1, grain_rows, threads,
                    [&](uint64_t begin, uint64_t end) {
                        for (uint64_t row = begin; row < end; ++row) {
                            double squares = 0;
                            for (uint64_t i = matrix.offsets[row]; i < matrix.offsets[row + 1]; ++i)
                                squares += double{matrix.values[i]} * matrix.values[i];
                            const double scale = squares > 0 ? 1 / std::sqrt(squares) : 0;
                            for (uint64_t i = matrix.offsets[row]; i < matrix.offsets[row + 1]; ++i)
                                matrix.values[i] = static_cast<float>(matrix.values[i] * scale);
                        }
                    });
}

}  // namespace

template <class Value>
std::vector<double> row_sums(const Csr<Value>& counts, unsigned threads) {
    std::vector<double> sums(counts.rows());
    parallel_ranges(counts.rows(), grain_rows, threads, [&](uint64_t begin, uint64_t end) {
        for (uint64_t row = begin; row < end; ++row)
            for (uint64_t i = counts.offsets[row]; i < counts.offsets[row + 1]; ++i)
                sums[row] += static_cast<double>(counts.values[i]);
    });
    return sums;
}

template <class Value>
std::vector<double> column_sums(const Csr<Value>& counts, unsigned threads) {
    return columns_added(counts, threads, [](Value value) { return static_cast<double>(value); });
}

template <class Value>
void check_counts(const Csr<Value>& counts, unsigned threads) {
    const uint64_t cell = first_impossible(counts.values, threads);
    if (cell == counts.cells()) return;
    const auto after = std::upper_bound(counts.offsets.begin(), counts.offsets.end(), cell);
    throw std::invalid_argument(
        "the count in row " + std::to_string(after - counts.offsets.begin() - 1) + ", column " +
        std::to_string(counts.columns[cell]) + " is " + std::to_string(counts.values[cell]) +
        ": counts must be finite numbers of at least 0");
}

template <class Value>
Reweighted pmi(const Csr<Value>& counts, const PmiOptions& options) {
    check_counts(counts, options.threads);
    const std::vector<double> sums = row_sums(counts, options.threads);
    const double total = total_of(sums), offset = std::log(total) - std::log(options.shift);
    if (!(total > 0)) throw std::invalid_argument("all counts are zero: there is nothing to weigh");
    if (!std::isfinite(total))
        throw std::invalid_argument("the sum of all counts is too large for a double");
    const std::vector<double> rows = logarithms(sums);
    const std::vector<double> columns =
        smoothed_logarithms(column_sums(counts, options.threads), options.smoothing, total);
    const auto weigh = [&](uint64_t row, uint64_t i) {
        const auto count = static_cast<double>(counts.values[i]);
        return count > 0 ? static_cast<float>(std::log(count) -
                                              (rows[row] + columns[counts.columns[i]]) + offset)
                         : -HUGE_VALF;
    };
    const auto least = static_cast<float>(options.threshold - std::log(options.shift));
    const bool positive = options.positive;
    return kept(counts, options.threads, weigh, [least, positive](float value) {
        return std::isfinite(value) && value >= least && (!positive || value > 0);
    });
}

template <class Value>
Reweighted tfidf(const Csr<Value>& counts, const TfidfOptions& options) {
    check_counts(counts, options.threads);
    std::vector<double> idf =
        columns_added(counts, options.threads, [](Value value) { return value > 0 ? 1.0 : 0.0; });
    const double extra = options.smooth ? 1 : 0,
                 documents = static_cast<double>(counts.rows()) + extra;
    for (double& n : idf) n = std::log(documents) - std::log(n + extra) + 1;
    const auto weigh = [&](uint64_t, uint64_t i) {
        const auto count = static_cast<double>(counts.values[i]);
        if (!(count > 0)) return 0.0f;
        return static_cast<float>((options.sublinear ? 1 + std::log(count) : count) *
                                  idf[counts.columns[i]]);
    };
    Reweighted result =
        kept(counts, options.threads, weigh, [](float value) { return value != 0; });
    if (options.normalize) normalize_rows(result, options.threads);
    return result;
}

#define MALVEC_INSTANTIATE(Value)                                          \
    template std::vector<double> row_sums(const Csr<Value>&, unsigned);    \
    template std::vector<double> column_sums(const Csr<Value>&, unsigned); \
    template void check_counts(const Csr<Value>&, unsigned);               \
    template Reweighted pmi(const Csr<Value>&, const PmiOptions&);         \
    template Reweighted tfidf(const Csr<Value>&, const TfidfOptions&);
MALVEC_INSTANTIATE(float)
MALVEC_INSTANTIATE(double)
#undef MALVEC_INSTANTIATE

}  // namespace malvec
