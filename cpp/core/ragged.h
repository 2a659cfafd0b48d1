// Lists of different lengths end to end, and where each begins.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace malvec {

template <class T>
struct Ragged {
    std::span<const T> values;
    std::span<const uint64_t> offsets;  // lists + 1

    bool empty() const { return offsets.empty(); }  // not even of lists without values
    size_t size() const { return offsets.size() - 1; }
    std::span<const T> operator[](size_t i) const {
        return {values.data() + offsets[i], values.data() + offsets[i + 1]};
    }
};

// A corpus: token ids by sentences, in memory or mapped from a file.
using Sentences = Ragged<uint32_t>;

}  // namespace malvec
