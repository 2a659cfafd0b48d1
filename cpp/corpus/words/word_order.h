// Words in the order of their bytes, read from the front or from
// the back. Neighbours then share their beginnings (endings),
// so that all prefixes (suffixes) can be counted in one scan: a trie without nodes.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace malvec {

enum class Direction { forward, backward };

struct WordBytes {
    std::span<const char> bytes;
    std::span<const uint64_t> offsets;  // W + 1

    size_t size() const { return offsets.size() - 1; }
    // Asks memory for words that will be needed soon.
    void prefetch(std::span<const uint32_t> order, size_t i) const {
        if (i + 16 < order.size()) __builtin_prefetch(&offsets[order[i + 16]]);
        if (i + 8 < order.size()) __builtin_prefetch(bytes.data() + offsets[order[i + 8]]);
    }
    std::string_view operator[](size_t i) const {
        return {bytes.data() + offsets[i], offsets[i + 1] - offsets[i]};
    }
};

// The words' numbers, sorted. Words must be well spelled
// (text/spelling.h) and differ. `tick` throws to stop.
std::vector<uint32_t> sort_words(const WordBytes& words, Direction direction, unsigned threads,
                                 const std::function<void()>& tick);

// Sorted words with what neighbours have in common, both capped at `depth` + 1 characters.
struct SharedOrder {
    std::vector<uint32_t> words;
    std::vector<uint8_t> shared;  // with the word before
    std::vector<uint8_t> lengths;
    // where pieces of work begin, and at last the number
    // of words; no pieces share a first character
    std::vector<uint32_t> chunks;
};

constexpr size_t deepest_word = 250;

SharedOrder share_order(const WordBytes& words, std::vector<uint32_t> sorted, Direction direction,
                        size_t depth, unsigned threads);

}  // namespace malvec
