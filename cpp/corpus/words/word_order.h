// Words in the order of their bytes, read from the front or from
// the back. Neighbours then share their beginnings (endings),
// so that all prefixes (suffixes) can be counted in one scan: a trie without nodes.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "core/words.h"

namespace malvec {

enum class Direction { forward, backward };

// The words' numbers, sorted. Words must be well spelled
// (text/spelling.h) and differ. `tick` throws to stop.
std::vector<uint32_t> sort_words(const Words& words, Direction direction, unsigned threads,
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

SharedOrder share_order(const Words& words, std::vector<uint32_t> sorted, Direction direction,
                        size_t depth, unsigned threads);

}  // namespace malvec
