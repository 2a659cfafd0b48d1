// Word counts as Python holds them.
#pragma once
#include "bindings/arrays.h"
#include "corpus/words/word_counts.h"

namespace malvec {

constexpr size_t word_count_arrays = 9;

// The arrays of word counts as Python holds them: bytes, offsets,
// counts, then offsets, characters, counts of either side.
struct HeldWordCounts {
    Array<uint8_t> bytes;
    Array<uint64_t> offsets, counts, before_offsets, after_offsets;
    Array<uint32_t> before_characters, before_counts, after_characters, after_counts;

    explicit HeldWordCounts(const py::tuple& arrays) {
        if (arrays.size() != word_count_arrays)
            throw std::invalid_argument("word counts are nine arrays");
        bytes = arrays[0].cast<Array<uint8_t>>();
        offsets = arrays[1].cast<Array<uint64_t>>(), counts = arrays[2].cast<Array<uint64_t>>();
        before_offsets = arrays[3].cast<Array<uint64_t>>(),
        before_characters = arrays[4].cast<Array<uint32_t>>();
        before_counts = arrays[5].cast<Array<uint32_t>>();
        after_offsets = arrays[6].cast<Array<uint64_t>>(),
        after_characters = arrays[7].cast<Array<uint32_t>>();
        after_counts = arrays[8].cast<Array<uint32_t>>();
    }
    WordCountsView view() const {
        return {{as_chars(bytes), as_span(offsets)},
                as_span(counts),
                {as_span(before_offsets), as_span(before_characters), as_span(before_counts)},
                {as_span(after_offsets), as_span(after_characters), as_span(after_counts)}};
    }
};

}  // namespace malvec
