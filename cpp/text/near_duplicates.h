// Near-duplicates: texts whose sets have a Jaccard similarity of at least `threshold`.
// Candidates share a band of their MinHash signatures (locality-sensitive hashing; Indyk &
// Motwani 1998); each is verified on the sets themselves. Groups are the connected components.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "core/tick.h"
#include "text/minhash.h"

namespace malvec {

struct DuplicateOptions {
    double threshold = 0.8;
    uint32_t ngram = 3;
    std::string units = "char";
    uint32_t bands = 21, rows = 6;  // bands x rows permutations
    uint64_t seed = 1;

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = DuplicateOptions;
        visit("threshold", &O::threshold), visit("ngram", &O::ngram), visit("units", &O::units);
        visit("bands", &O::bands), visit("rows", &O::rows), visit("seed", &O::seed);
    }
};

// The first text of each text's group; the same whatever `threads`
// is. `alike` counts texts that equal an earlier one byte for byte.
struct DuplicateGroups {
    std::vector<uint64_t> first;
    uint64_t alike = 0;
};

// Texts: bytes end to end, offsets [n + 1].
DuplicateGroups near_duplicates(std::span<const char> bytes, std::span<const uint64_t> offsets,
                                const DuplicateOptions& options, unsigned threads,
                                const Tick& tick);

}  // namespace malvec
