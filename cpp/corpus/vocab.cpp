#include "corpus/vocab.h"

#include <bit>
#include <stdexcept>
#include <string>

#include "core/hash.h"

namespace malvec {

std::optional<uint32_t> VocabView::find(std::string_view wanted) const {
    const size_t mask = index.size() - 1;
    size_t slot = hash_bytes(wanted) & mask;
    for (size_t probes = 0; probes <= mask && index[slot] != 0;
         ++probes, slot = (slot + 1) & mask) {
        const uint32_t id = index[slot] - 1;
        if (id < size() && spans(id) && word(id) == wanted) return id;
    }
    return std::nullopt;
}

void check_word_offsets(std::span<const char> bytes, std::span<const uint64_t> offsets) {
    if (offsets.empty() || offsets.front() != 0 || offsets.back() != bytes.size())
        throw std::invalid_argument("word offsets do not span the words' bytes");
    for (size_t i = 1; i < offsets.size(); ++i)
        if (offsets[i] < offsets[i - 1])
            throw std::invalid_argument("word offsets fall at word " + std::to_string(i - 1));
}

std::vector<uint32_t> build_word_index(std::span<const char> bytes,
                                       std::span<const uint64_t> offsets) {
    check_word_offsets(bytes, offsets);
    const size_t words = offsets.size() - 1;
    if (words >= UINT32_MAX)
        throw std::invalid_argument("a vocabulary holds at most 2^32 - 2 words");
    std::vector<uint32_t> index(std::bit_ceil(words * 2 + 2));
    const VocabView vocab{bytes, offsets, index};
    const size_t mask = index.size() - 1;
    for (size_t i = 0; i < words; ++i) {
        size_t slot = hash_bytes(vocab.word(i)) & mask;
        while (index[slot] != 0 && vocab.word(index[slot] - 1) != vocab.word(i))
            slot = (slot + 1) & mask;
        if (index[slot] == 0) index[slot] = static_cast<uint32_t>(i + 1);
    }
    return index;
}

}  // namespace malvec
