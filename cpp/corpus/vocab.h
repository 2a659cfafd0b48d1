// A vocabulary is four arrays: the words' bytes end to
// end, V+1 offsets into them, V counts, and a word index,
// an open-addressing table of id + 1 (0 = empty slot, linear
// probing by hash_bytes). All four may lie in a mapped file.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/words.h"

namespace malvec {

struct VocabView : Words {
    std::span<const uint32_t> index;  // a power of two > V slots

    // Whether the bytes of word i lie among the bytes.
    bool spans(size_t i) const {
        return offsets[i] <= offsets[i + 1] && offsets[i + 1] <= bytes.size();
    }
    // never leaves the arrays, whatever they hold
    std::optional<uint32_t> find(std::string_view word) const;
};

// The index for these words; of equal words the first is found.
std::vector<uint32_t> build_word_index(const Words& words);

}  // namespace malvec
