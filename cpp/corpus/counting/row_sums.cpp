#include "corpus/counting/row_sums.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <new>
#include <stdexcept>

namespace malvec {
namespace {

constexpr size_t few = 48;  // columns that are sorted by comparison

}  // namespace

RowSums::RowSums(size_t width)
    : sums_(std::calloc(width + 1, 8), [](void* p) { std::free(p); }),
      touched_(new uint32_t[width + 1]), bitmap_(width / 64 + 1), summary_(width / 4096 + 1) {
    if (!sums_) throw std::bad_alloc();
}

void RowSums::sort_touched() {
    uint32_t* const begin = touched_.get();
    if (found_ <= few) {
        std::sort(begin, begin + found_);
        return;
    }
    for (size_t i = 0; i < found_; ++i) {
        const uint32_t column = begin[i];
        bitmap_[column / 64] |= uint64_t{1} << column % 64;
        summary_[column / 4096] |= uint64_t{1} << column / 64 % 64;
    }
    uint32_t* out = begin;
    for (size_t s = 0; s < summary_.size(); ++s) {
        for (uint64_t words = summary_[s]; words; words &= words - 1) {
            const size_t word = s * 64 + static_cast<size_t>(std::countr_zero(words));
            for (uint64_t columns = bitmap_[word]; columns; columns &= columns - 1)
                *out++ = static_cast<uint32_t>(word * 64 +
                                               static_cast<size_t>(std::countr_zero(columns)));
            bitmap_[word] = 0;
        }
        summary_[s] = 0;
    }
}

template <class Sum>
void RowSums::move_sums(RowBatch& batch) {
    Sum* const sums = static_cast<Sum*>(sums_.get());
    const uint32_t* const columns = touched_.get();
    const size_t before = batch.sums.size();
    batch.columns.insert(batch.columns.end(), columns, columns + found_);
    batch.sums.resize(before + found_);
    uint64_t* const out = batch.sums.data() + before;
    uint64_t largest = 0;
    for (size_t i = 0; i < found_; ++i) {
        const uint64_t sum = sums[columns[i]];
        sums[columns[i]] = 0;
        out[i] = sum;
        largest = std::max(largest, sum);
    }
    if (largest > largest_sum)
        throw std::overflow_error(
            "the count of a pair exceeds 2^51 units, beyond which a double no longer holds it "
            "exactly: choose a smaller "
            "window, or weight=\"flat\"");
}

void RowSums::take(RowBatch& batch) {
    sort_touched();
    wide_ ? move_sums<uint64_t>(batch) : move_sums<uint32_t>(batch);
    found_ = 0;
    batch.ends.push_back(batch.columns.size());
}

}  // namespace malvec
