// What counting and merging phrases share: connectors between two words, and pieces of work.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace malvec {

// Sequences of connectors, and the number of each.
using LinkNumbers = std::unordered_map<std::u32string, uint32_t>;

inline std::u32string sequence(const uint32_t* begin, const uint32_t* end) { return {begin, end}; }

constexpr uint64_t phrase_chunk_tokens = uint64_t{1} << 17;

// Chunks of whole sentences of about phrase_chunk_tokens: where each begins, and the end.
inline std::vector<uint64_t> sentence_chunks(std::span<const uint64_t> offsets) {
    std::vector<uint64_t> cuts{0};
    const uint64_t sentences = offsets.size() - 1;
    for (uint64_t s = 0; s < sentences; ++s)
        if (offsets[s + 1] - offsets[cuts.back()] >= phrase_chunk_tokens || s + 1 == sentences)
            cuts.push_back(s + 1);
    return cuts;
}

}  // namespace malvec
