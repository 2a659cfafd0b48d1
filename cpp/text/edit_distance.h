// Edit distances: Levenshtein (1966), by characters, or by syllables whose
// substitution costs the share of their jamo that differ (soynlp's
// jamo_levenshtein). The time is the product of both lengths; where both
// are long, cells of a diagonal, which do not need each other, are found
// side by side in a byte each.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "core/words.h"

namespace malvec {

// Costs are whole numbers: `unit` for an insertion, a deletion,
// or a substitution of characters that are not both Hangul.
struct EditCosts {
    bool jamo = false;
    uint32_t unit() const { return jamo ? 3 : 1; }
};

using Beat = std::function<void()>;

// A character in three parts, the jamo of Hangul or bytes of its code point;
// `other` is 0xff where nothing is similar to it but itself.
struct EditLetter {
    uint8_t initial, vowel, final, other;
};

// One text against many; holds the memory for it, so that one serves one thread.
class EditDistance {
public:
    EditDistance(std::string_view word, EditCosts costs);
    // `beat` is called now and then, for long texts take long; it may throw.
    uint64_t to(std::string_view other, const Beat& beat = nullptr);

private:
    void read(std::string_view text, std::vector<EditLetter>& letters) const;
    uint64_t by_rows(const Beat& beat);
    uint64_t by_diagonals(const Beat& beat);
    void count(size_t cells, const Beat& beat);

    EditCosts costs_;
    std::vector<EditLetter> word_, other_;
    std::vector<uint64_t> row_;
    uint64_t since_beat_ = 0;  // cells of the table of distances
};

// Distances of a word to each of many into out [words], as multiples of 1 / unit.
// `beat` is called on the calling thread; where it throws, all threads stop.
void edit_distances(std::string_view word, const Words& words, EditCosts costs, unsigned threads,
                    std::span<double> out, const Beat& beat = nullptr);

}  // namespace malvec
