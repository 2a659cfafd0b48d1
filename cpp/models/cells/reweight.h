// Counts to weights: pointwise mutual information in all its forms, and TF-IDF. Everything is
// computed in double from logarithms, never from products of counts. Two passes, one that
// counts what stays and one that fills it in, so that no more memory is taken than is needed.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/csr.h"

namespace malvec {

struct PmiOptions {
    double shift = 1;      // log(shift) is subtracted from every value
    double smoothing = 1;  // exponent of the columns' sums
    // cells whose PMI is smaller are left out, nothing is subtracted; minus infinity keeps all
    double threshold = 0;
    bool positive = true;  // values of 0 and less are left out
    uint32_t threads = 1;
};

struct TfidfOptions {
    bool sublinear = false;  // 1 + log(count) instead of the count
    bool smooth = true;      // as if one more document held every word
    bool normalize = true;   // rows of length 1
    uint32_t threads = 1;
};

// A matrix whose rows are the input's with fewer cells.
struct Reweighted {
    std::vector<uint64_t> offsets;
    std::unique_ptr<uint32_t[]> columns = {};
    std::unique_ptr<float[]> values = {};
};

// Sums of the rows and of the columns, each added up in the order of
// the cells, so that a symmetric matrix has equal sums to the last bit.
template <class Value>
std::vector<double> row_sums(const Csr<Value>& counts, unsigned threads);
template <class Value>
std::vector<double> column_sums(const Csr<Value>& counts, unsigned threads);

// Throws invalid_argument naming row and column of the
// first value that is negative, infinite or not a number.
template <class Value>
void check_counts(const Csr<Value>& counts, unsigned threads);

// PMI = log x - (log r_i + log c_j) + log N, minus log(shift), where c_j are
// the columns' sums to the power of `smoothing`, scaled so that their sum is N.
template <class Value>
Reweighted pmi(const Csr<Value>& counts, const PmiOptions& options);

// tf * idf, idf_j = log(N / n_j) + 1 or, smooth, log((1 + N) / (1
// + n_j)) + 1 for N rows of which n_j have a cell in column j.
template <class Value>
Reweighted tfidf(const Csr<Value>& counts, const TfidfOptions& options);

}  // namespace malvec
