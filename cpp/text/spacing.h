// Spacing by counts of characters in context (the method of soyspacing):
// how often each window of a few characters was seen with each
// way of blanks in it. Windows are a trie of nodes; what
// was seen of a window are the patterns of its node.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace malvec {

struct SpacingOptions {
    uint32_t min_window = 2, max_window = 7;  // characters
    uint64_t min_count = 3;                   // windows seen less often are left out
    uint64_t min_evidence = 2;  // a side whose patterns were seen less often says nothing
    double force_threshold = 0.8;
    double nonspace_threshold = -0.1, space_threshold = 0.1;
    double space_weight = 1;  // of patterns with a blank at the place in question
    // blanks of the text stay, and are context; otherwise
    // they stay only where the counts decide nothing
    bool keep_blanks = true;
    uint32_t threads = 1;

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = SpacingOptions;
        visit("min_window", &O::min_window), visit("max_window", &O::max_window),
            visit("min_count", &O::min_count);
        visit("min_evidence", &O::min_evidence), visit("force_threshold", &O::force_threshold);
        visit("nonspace_threshold", &O::nonspace_threshold),
            visit("space_threshold", &O::space_threshold);
        visit("space_weight", &O::space_weight), visit("keep_blanks", &O::keep_blanks),
            visit("threads", &O::threads);
    }
};

constexpr uint32_t most_spacing_window = 10;

// Throws invalid_argument naming the knob, its value and what it may be.
void check(const SpacingOptions& options);

// A character is its code point; half of a pair of surrogates is
// one too, a byte that is not UTF-8 is U+DC80 + (byte - 0x80).
struct SpacingCharacter {
    char32_t code;
    uint32_t size;  // bytes
};
SpacingCharacter spacing_character(const char* p, const char* end);

// The trie as arrays. Node i (from 0) has the number i +
// 1, the root is 0; parents come before their children.
struct SpacingTrie {
    std::span<const uint64_t> keys;     // number of the parent << 21 | code point + 1
    std::span<const uint32_t> offsets;  // nodes + 1: where each node's patterns begin
    std::span<const uint16_t> tags;     // bit j: a blank follows the window's character j
    std::span<const uint32_t> counts;
};

constexpr uint64_t spacing_key(uint32_t parent, char32_t code) {
    return uint64_t{parent} << 21 | (code + 1);
}

// From a key to the number of its node, open addressing.
class SpacingIndex {
public:
    explicit SpacingIndex(std::span<const uint64_t> keys = {}, uint32_t first_number = 1);

    void prefetch(uint64_t key) const { __builtin_prefetch(&slots_[home(key)]); }
    uint32_t find(uint64_t key) const {  // 0 where there is none
        for (size_t i = home(key);; i = (i + 1) & (slots_.size() - 1))
            if (slots_[i].key == key || slots_[i].key == 0) return slots_[i].number;
    }

private:
    struct Slot {
        uint64_t key = 0;
        uint32_t number = 0;
    };
    size_t home(uint64_t key) const { return key * 0x9e3779b97f4a7c15ull >> shift_; }

    std::vector<Slot> slots_;  // a power of two, half of them empty
    unsigned shift_;
};

}  // namespace malvec
