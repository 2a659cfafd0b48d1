#include "text/ngrams.h"

#include <algorithm>
#include <stdexcept>

#include "core/parallel.h"
#include "text/compose.h"
#include "text/hangul.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr uint32_t fnv_prime = 16777619, fnv_start = 2166136261;
// of n-grams of whole characters beside jamo: as after a byte 1
constexpr uint32_t whole_start = (fnv_start ^ 1) * fnv_prime;
constexpr uint32_t longest = 255, most_buckets = INT32_MAX, whole_longest = 4;
constexpr uint64_t grain_words = 1024;

uint32_t hash_on(uint32_t hash, const char* p, const char* end) {
    for (; p != end; ++p)
        hash = (hash ^ static_cast<uint32_t>(static_cast<int8_t>(*p))) * fnv_prime;
    return hash;
}

std::string number(uint32_t value) { return std::to_string(value); }

}  // namespace

void check(const SubwordOptions& o) {
    if (o.min_n < 1) throw std::invalid_argument("min_n=0: must be at least 1");
    if (o.max_n < o.min_n || o.max_n > longest)
        throw std::invalid_argument("max_n=" + number(o.max_n) + ": must lie in min_n=" +
                                    number(o.min_n) + " .. " + number(longest));
    if (o.buckets < 1 || o.buckets > most_buckets)
        throw std::invalid_argument("buckets=" + number(o.buckets) + ": must lie in 1 .. " +
                                    number(most_buckets));
    if (o.units != "char" && o.units != "jamo" && o.units != "jamo+char")
        throw std::invalid_argument("units='" + o.units +
                                    "': must be 'char', 'jamo' or 'jamo+char'");
}

void check(const NgramTable& table) {
    check(table.options);
    const size_t expected = table.pruned ? table.kept.size() : table.options.buckets;
    if (table.rows.rows != expected)
        throw std::invalid_argument(grouped(table.rows.rows) + " rows of n-grams for " +
                                    grouped(expected) + " buckets");
}

NgramCutter::NgramCutter(const SubwordOptions& options) : options_(options) { check(options); }

void NgramCutter::cut(std::string_view text) {
    starts_.clear();
    const char *const begin = text.data(), *const end = begin + text.size();
    for (const char* p = begin; p != end; p = character_end(p, end))
        starts_.push_back(static_cast<size_t>(p - begin));
    starts_.push_back(text.size());
}

// visit(bucket, text) for every n-gram; the text is valid during the call.
template <class Visit>
void NgramCutter::visit(std::string_view word, Visit&& visit) {
    if (word == "</s>") return;
    marked_.assign(1, '<').append(word).append(1, '>');
    text_.clear();
    if (options_.units == "char") {
        text_.swap(marked_);
    } else {
        take_apart(marked_, text_);
    }
    cut(text_);
    const size_t size = starts_.size() - 1;
    for (size_t i = 0; i < size; ++i) {
        uint32_t hash = fnv_start;
        for (size_t n = 1; n <= options_.max_n && i + n <= size; ++n) {
            hash = hash_on(hash, text_.data() + starts_[i + n - 1], text_.data() + starts_[i + n]);
            if (n < options_.min_n || (n == 1 && (i == 0 || i + 1 == size))) continue;
            visit(hash % options_.buckets,
                  std::string_view(text_.data() + starts_[i], text_.data() + starts_[i + n]));
        }
    }
    if (options_.units == "jamo+char") visit_whole(visit);
}

// The n-grams of whole characters beside those of jamo.
template <class Visit>
void NgramCutter::visit_whole(Visit&& visit) {
    text_.clear();
    put_together(marked_, text_);
    cut(text_);
    const size_t size = starts_.size() - 1;
    for (size_t i = 0; i < size; ++i) {
        uint32_t hash = whole_start;
        bool syllable = false;
        for (size_t n = 1; n <= whole_longest && i + n <= size; ++n) {
            const char *const last = text_.data() + starts_[i + n - 1], *const end = text_.data() +
                                                                                     starts_[i + n];
            hash = hash_on(hash, last, end);
            syllable = syllable || is_syllable(three_bytes({last, end}).value_or(0));
            if (syllable)
                visit(hash % options_.buckets, std::string_view(text_.data() + starts_[i], end));
        }
    }
}

void NgramCutter::buckets(std::string_view word, std::vector<uint32_t>& out) {
    out.clear();
    visit(word, [&](uint32_t bucket, std::string_view) { out.push_back(bucket); });
}

std::vector<Ngram> NgramCutter::ngrams(std::string_view word) {
    std::vector<Ngram> found;
    visit(word, [&](uint32_t bucket, std::string_view text) {
        found.push_back({std::string(text), bucket});
    });
    return found;
}

void ngram_buckets(std::string_view word, const SubwordOptions& options,
                   std::vector<uint32_t>& out) {
    NgramCutter(options).buckets(word, out);
}

WordBuckets vocabulary_buckets(const Words& words, const SubwordOptions& options,
                               unsigned threads) {
    check(options);
    WordBuckets all;
    all.offsets.resize(words.size() + 1);
    const auto each = [&](const auto& take) {
        parallel_ranges(words.size(), grain_words, threads, [&](uint64_t begin, uint64_t end) {
            NgramCutter cutter(options);
            std::vector<uint32_t> found;
            for (size_t i = begin; i < end; ++i) {
                cutter.buckets(words[i], found);
                take(i, found);
            }
        });
    };
    // Cutting twice is cheaper than holding the lists twice.
    each([&](size_t i, const std::vector<uint32_t>& found) { all.offsets[i + 1] = found.size(); });
    for (size_t i = 0; i < words.size(); ++i) all.offsets[i + 1] += all.offsets[i];
    all.buckets.resize(all.offsets.back());
    each([&](size_t i, const std::vector<uint32_t>& found) {
        std::copy(found.begin(), found.end(),
                  all.buckets.begin() + static_cast<ptrdiff_t>(all.offsets[i]));
    });
    return all;
}

}  // namespace malvec
