#include "corpus/vocab.h"

#include <bit>
#include <stdexcept>

#include "core/hash.h"

namespace malvec {

std::optional<uint32_t> VocabView::find(std::string_view wanted) const {
    const size_t mask = index.size() - 1;
    size_t slot = hash_bytes(wanted) & mask;
    for (size_t probes = 0; probes <= mask && index[slot] != 0;
         ++probes, slot = (slot + 1) & mask) {
        const uint32_t id = index[slot] - 1;
        if (id < size() && spans(id) && (*this)[id] == wanted) return id;
    }
    return std::nullopt;
}

std::vector<uint32_t> build_word_index(const Words& words) {
    check_words(words);
    if (words.size() >= UINT32_MAX)
        throw std::invalid_argument("a vocabulary holds at most 2^32 - 2 words");
    std::vector<uint32_t> index(std::bit_ceil(words.size() * 2 + 2));
    const size_t mask = index.size() - 1;
    for (size_t i = 0; i < words.size(); ++i) {
        size_t slot = hash_bytes(words[i]) & mask;
        while (index[slot] != 0 && words[index[slot] - 1] != words[i]) slot = (slot + 1) & mask;
        if (index[slot] == 0) index[slot] = static_cast<uint32_t>(i + 1);
    }
    return index;
}

}  // namespace malvec
