#include "text/near_duplicates.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <stdexcept>

#include "core/hash.h"
#include "core/parallel.h"
#include "core/random.h"

namespace malvec {
namespace {

// Union by the smaller number, without locks; the root of a
// set is its least member whatever the order of the unions.
class Forest {
public:
    explicit Forest(size_t n) : parents_(n) {
        for (size_t i = 0; i < n; ++i)
            parents_[i].store(static_cast<uint32_t>(i), std::memory_order_relaxed);
    }
    uint32_t root(uint32_t x) {
        for (;;) {
            uint32_t parent = parents_[x].load(std::memory_order_relaxed);
            if (parent == x) return x;
            const uint32_t above = parents_[parent].load(std::memory_order_relaxed);
            parents_[x].compare_exchange_weak(parent, above, std::memory_order_relaxed);
            x = above;
        }
    }
    void unite(uint32_t a, uint32_t b) {
        for (;;) {
            a = root(a), b = root(b);
            if (a == b) return;
            if (a > b) std::swap(a, b);
            uint32_t expected = b;
            if (parents_[b].compare_exchange_strong(expected, a, std::memory_order_relaxed)) return;
        }
    }

private:
    std::vector<std::atomic<uint32_t>> parents_;
};

class Search {
public:
    Search(std::span<const char> bytes, std::span<const uint64_t> offsets,
           const DuplicateOptions& options, unsigned threads, const Tick& tick)
        : bytes_(bytes), offsets_(offsets), options_(options), sets_{options.ngram, options.units},
          threads_(threads), tick_(tick), forest_(size()) {}

    DuplicateGroups run() {
        DuplicateGroups found;
        found.alike = unite_equal();
        done_ = found.alike;
        sign();
        go(options_.bands, [this](uint64_t band, unsigned) {
            search_band(band);
            done_ += size() / options_.bands;
        });
        found.first.resize(size());
        for (size_t i = 0; i < size(); ++i) found.first[i] = forest_.root(static_cast<uint32_t>(i));
        return found;
    }

private:
    size_t size() const { return offsets_.size() - 1; }
    std::string_view text(size_t i) const {
        return {bytes_.data() + offsets_[i], offsets_[i + 1] - offsets_[i]};
    }

    void go(uint64_t pieces, const std::function<void(uint64_t, unsigned)>& work) {
        all_pieces(pieces, threads_, work, [this] {
            if (!tick_({.done = done_}))
                throw std::runtime_error("the search for near-duplicates was stopped");
        });
    }

    // Texts that are equal byte for byte go into one group,
    // and only the first of them is looked at any further.
    uint64_t unite_equal() {
        std::vector<std::pair<uint64_t, uint32_t>> keys(size());
        for (size_t i = 0; i < size(); ++i)
            keys[i] = {hash_bytes(text(i)), static_cast<uint32_t>(i)};
        std::sort(keys.begin(), keys.end());
        std::vector<bool> later(size());
        for (size_t i = 1, first = 0; i < keys.size(); ++i) {
            if (keys[i].first != keys[first].first) first = i;
            if (first == i || text(keys[i].second) != text(keys[first].second)) continue;
            forest_.unite(keys[first].second, keys[i].second);
            later[keys[i].second] = true;
        }
        for (size_t i = 0; i < size(); ++i)
            if (!later[i]) distinct_.push_back(static_cast<uint32_t>(i));
        return size() - distinct_.size();
    }

    // keys_[band, i]: a hash of the band of distinct text i.
    void sign() {
        const size_t n = distinct_.size(), bands = options_.bands, rows = options_.rows;
        const MinHash hashes(static_cast<uint32_t>(bands * rows), options_.seed);
        keys_.resize(bands * n);
        constexpr size_t step = 1024;
        go((n + step - 1) / step, [&](uint64_t piece, unsigned) {
            std::vector<uint32_t> set, signature(hashes.size());
            const size_t end = std::min<size_t>(n, (piece + 1) * step);
            for (size_t i = piece * step; i < end; ++i) {
                shingles(text(distinct_[i]), sets_, set);
                hashes.sign(set, signature.data());
                for (size_t band = 0; band < bands; ++band) {
                    uint64_t key = band;
                    for (size_t row = 0; row < rows; ++row)
                        key = mix64(key ^ signature[band * rows + row]);
                    keys_[band * n + i] = static_cast<uint32_t>(key >> 32);
                }
            }
            done_ += end - piece * step;
        });
    }

    void search_band(uint64_t band) {
        const size_t n = distinct_.size();
        std::vector<uint64_t> order(n);
        for (size_t i = 0; i < n; ++i)
            order[i] = uint64_t{keys_[band * n + i]} << 32 | distinct_[i];
        std::sort(order.begin(), order.end());
        std::vector<std::vector<uint32_t>> sets;
        for (size_t begin = 0, end; begin < n; begin = end) {
            for (end = begin + 1; end < n && order[end] >> 32 == order[begin] >> 32;) ++end;
            if (end - begin > 1) compare({order.data() + begin, end - begin}, sets);
        }
    }

    void compare(std::span<const uint64_t> bucket, std::vector<std::vector<uint32_t>>& sets) {
        const auto id = [&](size_t i) { return static_cast<uint32_t>(bucket[i]); };
        const uint32_t root = forest_.root(id(0));
        if (std::all_of(bucket.begin(), bucket.end(),
                        [&](uint64_t x) { return forest_.root(static_cast<uint32_t>(x)) == root; }))
            return;
        if (sets.size() < bucket.size()) sets.resize(bucket.size());
        for (size_t i = 0; i < bucket.size(); ++i) shingles(text(id(i)), sets_, sets[i]);
        for (size_t i = 1; i < bucket.size(); ++i)
            for (size_t j = 0; j < i; ++j)
                if (are_alike(sets[i], sets[j]) && forest_.root(id(i)) != forest_.root(id(j)))
                    forest_.unite(id(i), id(j));
    }

    bool are_alike(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) const {
        const auto [less, more] = std::minmax({a.size(), b.size()});
        // even if one held the other
        if (static_cast<double>(less) < options_.threshold * static_cast<double>(more))
            return false;
        return jaccard(a, b) >= options_.threshold;
    }

    std::span<const char> bytes_;
    std::span<const uint64_t> offsets_;
    DuplicateOptions options_;
    ShingleOptions sets_;
    unsigned threads_;
    const Tick& tick_;
    Forest forest_;
    std::vector<uint32_t> distinct_, keys_;
    std::atomic<uint64_t> done_{0};  // of twice the texts: to sign them, and to compare them
};

}  // namespace

DuplicateGroups near_duplicates(std::span<const char> bytes, std::span<const uint64_t> offsets,
                                const DuplicateOptions& options, unsigned threads,
                                const Tick& tick) {
    check(ShingleOptions{options.ngram, options.units});
    if (!(options.threshold > 0 && options.threshold <= 1))
        throw std::invalid_argument("threshold=" + std::to_string(options.threshold) +
                                    ": must be above 0 and at most 1");
    if (offsets.size() > UINT32_MAX)
        throw std::invalid_argument("more than 4,294,967,294 texts: search them in parts");
    return Search(bytes, offsets, options, threads, tick).run();
}

}  // namespace malvec
