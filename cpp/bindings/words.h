// Words as Python holds them: (bytes uint8, offsets uint64).
#pragma once
#include "bindings/arrays.h"

namespace malvec {

// Kept alive behind the core's view of them.
struct HeldWords {
    Array<uint8_t> bytes;
    Array<uint64_t> offsets;

    explicit HeldWords(const py::tuple& words)
        : bytes(words[0].cast<Array<uint8_t>>()), offsets(words[1].cast<Array<uint64_t>>()) {
        check_words(view());
    }
    Words view() const { return as_words(bytes, offsets); }
};

}  // namespace malvec
