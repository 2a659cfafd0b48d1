#include "text/minhash.h"

#include <algorithm>
#include <stdexcept>

#include "core/hash.h"
#include "core/random.h"
#include "text/split.h"
#include "text/utf8.h"

namespace malvec {
namespace {

uint32_t shingle_hash(std::string_view text) {
    return static_cast<uint32_t>(hash_bytes(text) >> 32);
}

void character_shingles(std::string_view text, size_t n, std::vector<uint32_t>& out) {
    thread_local std::vector<size_t> starts;
    starts.clear();
    for (size_t at = 0; at < text.size();
         at += character_size(text.data() + at, text.data() + text.size()))
        starts.push_back(at);
    starts.push_back(text.size());
    if (text.empty()) return;
    if (starts.size() <= n) out.push_back(shingle_hash(text));
    for (size_t i = 0; i + n < starts.size(); ++i)
        out.push_back(shingle_hash(text.substr(starts[i], starts[i + n] - starts[i])));
}

void word_shingles(std::string_view text, size_t n, std::vector<uint32_t>& out) {
    thread_local std::vector<uint64_t> words;
    words.clear();
    split_blanks(
        text, [&](const char* p, size_t size) { words.push_back(hash_bytes({p, size})); }, [] {});
    const auto hash = [&](size_t from, size_t count) {
        uint64_t key = count;
        for (size_t i = from; i < from + count; ++i) key = mix64(key ^ words[i]);
        return static_cast<uint32_t>(key >> 32);
    };
    if (!words.empty() && words.size() < n) out.push_back(hash(0, words.size()));
    for (size_t i = 0; i + n <= words.size(); ++i) out.push_back(hash(i, n));
}

}  // namespace

void check(const ShingleOptions& o) {
    if (o.ngram < 1 || o.ngram > 64)
        throw std::invalid_argument("ngram=" + std::to_string(o.ngram) + ": must be from 1 to 64");
    if (o.units != "char" && o.units != "word")
        throw std::invalid_argument("units='" + o.units + "': must be 'char' or 'word'");
}

void shingles(std::string_view text, const ShingleOptions& options, std::vector<uint32_t>& out) {
    out.clear();
    options.units == "char" ? character_shingles(text, options.ngram, out)
                            : word_shingles(text, options.ngram, out);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
}

double jaccard(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
    size_t shared = 0;
    for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        shared += a[i] == b[j];
        const bool step_a = a[i] <= b[j], step_b = b[j] <= a[i];
        i += step_a, j += step_b;
    }
    const size_t all = a.size() + b.size() - shared;
    return all == 0 ? 1.0 : static_cast<double>(shared) / static_cast<double>(all);
}

MinHash::MinHash(uint32_t permutations, uint64_t seed) {
    for (uint32_t i = 0; i < permutations; ++i) {
        const uint64_t drawn = mix64(random_key(seed, for_minhash, i));
        factors_.push_back(static_cast<uint32_t>(drawn) | 1);
        summands_.push_back(static_cast<uint32_t>(drawn >> 32));
    }
}

void MinHash::sign(const std::vector<uint32_t>& set, uint32_t* signature) const {
    const size_t n = size();
    const uint32_t *const a = factors_.data(), *const b = summands_.data();
    std::fill(signature, signature + n, ~uint32_t{0});
    constexpr size_t lanes = 64;  // signatures stay in registers
    for (size_t first = 0; first < n; first += lanes) {
        uint32_t least[lanes];
        const size_t count = std::min(lanes, n - first);
        std::fill(least, least + lanes, ~uint32_t{0});
        if (count == lanes) {
            for (const uint32_t x : set)
                for (size_t i = 0; i < lanes; ++i)
                    least[i] = std::min(least[i], a[first + i] * x + b[first + i]);
        } else {
            for (const uint32_t x : set)
                for (size_t i = 0; i < count; ++i)
                    least[i] = std::min(least[i], a[first + i] * x + b[first + i]);
        }
        std::copy(least, least + count, signature + first);
    }
}

}  // namespace malvec
