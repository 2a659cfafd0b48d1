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

namespace malvec {

struct VocabView {
    std::span<const char> bytes;
    std::span<const uint64_t> offsets;  // V + 1
    std::span<const uint32_t> index;    // a power of two > V slots

    size_t size() const { return offsets.size() - 1; }
    std::string_view word(size_t i) const {
        return {bytes.data() + offsets[i], offsets[i + 1] - offsets[i]};
    }
    // as it should
    bool spans(size_t i) const {
        return offsets[i] <= offsets[i + 1] && offsets[i + 1] <= bytes.size();
    }
    // never leaves the arrays, whatever they hold
    std::optional<uint32_t> find(std::string_view word) const;
};

// Throws invalid_argument unless offsets start at 0, never fall, and end at the number of bytes.
void check_word_offsets(std::span<const char> bytes, std::span<const uint64_t> offsets);

// The index for these words; of equal words the first is found.
std::vector<uint32_t> build_word_index(std::span<const char> bytes,
                                       std::span<const uint64_t> offsets);

}  // namespace malvec
