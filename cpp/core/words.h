// Words as bytes: end to end, and where each begins.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace malvec {

struct Words {
    std::span<const char> bytes;
    std::span<const uint64_t> offsets;  // words + 1

    size_t size() const { return offsets.size() - 1; }
    std::string_view operator[](size_t i) const {
        return {bytes.data() + offsets[i], offsets[i + 1] - offsets[i]};
    }
    // Asks memory for words that will be needed soon.
    void prefetch(std::span<const uint32_t> order, size_t i) const {
        if (i + 16 < order.size()) __builtin_prefetch(&offsets[order[i + 16]]);
        if (i + 8 < order.size()) __builtin_prefetch(bytes.data() + offsets[order[i + 8]]);
    }
};

// Throws invalid_argument unless offsets start at 0, never fall, and end at the number of bytes.
void check_words(const Words& words);

}  // namespace malvec
