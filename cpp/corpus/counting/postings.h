// Where each word stands in a block of the corpus, and
// how far its window reaches there within the sentence.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/ragged.h"

namespace malvec {

struct Posting {
    uint32_t position;     // from the start of the block
    uint16_t left, right;  // words of the same sentence to either side, at most the window
};

// Tokens first .. last - 1 of a corpus; the windows of the outermost ones reach beyond them.
struct TokenBlock : Sentences {
    uint64_t first, last;  // fewer than 2^32 tokens
};

struct Postings {
    std::vector<uint64_t> starts;    // [words + 1]
    std::shared_ptr<char[]> memory;  // Posting [tokens], grouped by word
    std::span<const Posting> of(uint64_t word) const {
        return {reinterpret_cast<const Posting*>(memory.get()) + starts[word],
                starts[word + 1] - starts[word]};
    }
};

// Bytes while it is made, by so many threads.
constexpr uint64_t postings_memory(uint64_t tokens, uint64_t words, unsigned threads) {
    return tokens * sizeof(Posting) + (words + 1) * (8 + 4 * uint64_t{threads});
}

Postings make_postings(const TokenBlock& block, uint64_t words, uint16_t window, unsigned threads,
                       const std::function<void()>& tick);

}  // namespace malvec
