#include "text/compose.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "core/parallel.h"

namespace malvec {
namespace {

constexpr size_t piece_words = 256, rows_ahead = 8, usual_ngrams = 128;

// std::lower_bound without branches, which no processor can guess for a hash.
size_t lower_place(std::span<const uint32_t> ascending, uint32_t wanted) {
    const uint32_t* first = ascending.data();
    for (size_t left = ascending.size(); left > 0;) {
        const size_t half = (left + 1) / 2;
        first += (first[half - 1] < wanted) * half;
        left -= half;
    }
    return static_cast<size_t>(first - ascending.data());
}

// The same among hashes, which lie evenly below `limit`: two guesses by their density end
// a few places off, while a search among all of them misses the cache at every step.
size_t place_in(std::span<const uint32_t> ascending, uint32_t wanted, uint32_t limit) {
    constexpr size_t off = 32;
    const size_t size = ascending.size();
    if (size < 2 * off) return lower_place(ascending, wanted);
    const double density = static_cast<double>(size) / limit;
    const auto clamped = [size](double place) {
        return place < 0 ? size_t{0} : std::min(size - 1, static_cast<size_t>(place));
    };
    const size_t guess = clamped(wanted * density);
    const double missing = static_cast<double>(wanted) - ascending[guess];
    const size_t better = clamped(static_cast<double>(guess) + missing * density);
    const size_t first = better > off ? better - off : 0, last = std::min(size, better + off);
    if ((first > 0 && ascending[first - 1] >= wanted) ||
        (last < size && ascending[last - 1] < wanted))
        return lower_place(ascending, wanted);
    return first + lower_place(ascending.subspan(first, last - first), wanted);
}

}  // namespace

WordComposer::WordComposer(const NgramTable& table)
    : table_(table), cutter_(table.options), sum_(table.rows.dim) {
    buckets_.reserve(usual_ngrams), rows_.reserve(usual_ngrams);
}

void WordComposer::find_rows(std::string_view word) {
    cutter_.buckets(word, buckets_);
    rows_.clear();
    for (const uint32_t bucket : buckets_) {
        size_t row = bucket;
        if (table_.pruned) {
            row = place_in(table_.kept, bucket, table_.options.buckets);
            if (row == table_.kept.size() || table_.kept[row] != bucket) continue;
        }
        rows_.push_back(row);
    }
}

void WordComposer::prefetch(size_t i) const {
    if (i >= rows_.size()) return;
    if (table_.encoded) return table_.encoded->prefetch(rows_[i]);
    for (size_t k = 0; k < table_.rows.dim; k += 16)
        __builtin_prefetch(table_.rows.row(rows_[i]) + k);
}

void WordComposer::add(const float* row) {
    float* const total = sum_.data();
    for (size_t k = 0; k < table_.rows.dim; ++k) total[k] += row[k];
}

// Sums in fastText's order, the word's own row first, so that rounding agrees.
void WordComposer::mix(std::string_view word, Mix how, float* row) {
    find_rows(word);
    for (size_t i = 0; i < rows_ahead; ++i) prefetch(i);
    std::fill(sum_.begin(), sum_.end(), 0.0f);
    if (how == Mix::seen) add(row);
    for (size_t i = 0; i < rows_.size(); ++i) {
        prefetch(i + rows_ahead);
        table_.encoded ? table_.encoded->add(rows_[i], sum_.data())
                       : add(table_.rows.row(rows_[i]));
    }
    const size_t count = rows_.size() + (how != Mix::unseen);
    const auto share = static_cast<float>(1.0 / static_cast<double>(std::max<size_t>(count, 1)));
    const auto times = static_cast<float>(count);
    for (size_t k = 0; k < sum_.size(); ++k)
        row[k] = how == Mix::raw ? row[k] * times - sum_[k] : sum_[k] * share;
}

bool compose(const Words& words, const NgramTable& table, Mix mix, const Matrix& rows,
             unsigned threads, const Tick& tick) {
    check(table);
    if (rows.rows != words.size() || rows.dim != table.rows.dim)
        throw std::invalid_argument("rows of words and of n-grams do not fit one another");
    const size_t pieces = (words.size() + piece_words - 1) / piece_words;
    const auto work = [&](uint64_t first, uint64_t last) {
        WordComposer composer(table);
        for (size_t i = first * piece_words; i < std::min<size_t>(words.size(), last * piece_words);
             ++i)
            composer.mix(words[i], mix, rows.row(i));
    };
    if (pieces <= 1 || threads <= 1) {
        for (uint64_t piece = 0; piece < pieces; ++piece) {
            if (piece % 64 == 63 && !tick({})) return false;
            work(piece, piece + 1);
        }
        return true;
    }
    return parallel_pieces(
               pieces, threads, [&](uint64_t piece, unsigned) { work(piece, piece + 1); },
               [&] { return tick({}); }) == pieces;
}

}  // namespace malvec
