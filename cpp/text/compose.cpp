#include "text/compose.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "core/parallel.h"

namespace malvec {
namespace {

constexpr size_t piece_words = 256, rows_ahead = 8;

// What one thread needs to sum up the rows of a word's n-grams.
struct Adder {
    const NgramTable& table;
    NgramCutter cutter;
    std::vector<uint32_t> buckets;
    std::vector<size_t> rows;
    std::vector<float> sum;

    explicit Adder(const NgramTable& t) : table(t), cutter(t.options), sum(t.rows.dim) {}

    void find_rows(std::string_view word) {
        cutter.buckets(word, buckets);
        rows.clear();
        for (const uint32_t bucket : buckets) {
            size_t row = bucket;
            if (table.pruned) {
                const auto at = std::lower_bound(table.kept.begin(), table.kept.end(), bucket);
                if (at == table.kept.end() || *at != bucket) continue;
                row = static_cast<size_t>(at - table.kept.begin());
            }
            rows.push_back(row);
        }
    }

    void prefetch(size_t i) const {
        if (i >= rows.size()) return;
        if (table.encoded) return table.encoded->prefetch(rows[i]);
        for (size_t k = 0; k < table.rows.dim; k += 16)
            __builtin_prefetch(table.rows.row(rows[i]) + k);
    }

    void add(const float* row) {
        float* const total = sum.data();
        for (size_t k = 0; k < table.rows.dim; ++k) total[k] += row[k];
    }

    // Sums in fastText's order, the word's own row first, so that rounding agrees.
    void mix(std::string_view word, Mix how, float* row) {
        find_rows(word);
        for (size_t i = 0; i < rows_ahead; ++i) prefetch(i);
        std::fill(sum.begin(), sum.end(), 0.0f);
        if (how == Mix::seen) add(row);
        for (size_t i = 0; i < rows.size(); ++i) {
            prefetch(i + rows_ahead);
            table.encoded ? table.encoded->add(rows[i], sum.data()) : add(table.rows.row(rows[i]));
        }
        const size_t count = rows.size() + (how != Mix::unseen);
        const auto share =
            static_cast<float>(1.0 / static_cast<double>(std::max<size_t>(count, 1)));
        const auto times = static_cast<float>(count);
        for (size_t k = 0; k < sum.size(); ++k)
            row[k] = how == Mix::raw ? row[k] * times - sum[k] : sum[k] * share;
    }
};

}  // namespace

void check(const NgramTable& table) {
    check(table.options);
    const size_t expected = table.pruned ? table.kept.size() : table.options.buckets;
    if (table.rows.rows != expected)
        throw std::invalid_argument("the table of n-grams has " + std::to_string(table.rows.rows) +
                                    " rows, not " + std::to_string(expected));
}

bool compose(const Words& words, const NgramTable& table, Mix mix, const Matrix& rows,
             unsigned threads, const Tick& tick) {
    check(table);
    if (rows.rows != words.size() || rows.dim != table.rows.dim)
        throw std::invalid_argument("rows of words and of n-grams do not fit one another");
    const size_t pieces = (words.size() + piece_words - 1) / piece_words;
    const auto work = [&](uint64_t first, uint64_t last) {
        Adder adder(table);
        for (size_t i = first * piece_words; i < std::min<size_t>(words.size(), last * piece_words);
             ++i)
            adder.mix(words[i], mix, rows.row(i));
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
