// MinHash (Broder 1997): the share of equal components of two
// signatures estimates the Jaccard similarity of two sets.
//
// The set of a text: hashes (32 bits) of its n-grams, of characters
// or of words between blanks; a text shorter than that is one n-gram,
// an empty text the empty set. Component i is the
// least (a_i x + b_i) mod 2^32 over the set, a_i odd.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace malvec {

struct ShingleOptions {
    uint32_t ngram = 3;
    std::string units = "char";  // "char", "word"

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = ShingleOptions;
        visit("ngram", &O::ngram), visit("units", &O::units);
    }
};

// Throws invalid_argument naming the knob.
void check(const ShingleOptions& options);

// Replaces `out` by the set of a text, ascending.
void shingles(std::string_view text, const ShingleOptions& options, std::vector<uint32_t>& out);

// Shared elements over all elements; 1 for two empty sets.
double jaccard(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b);

class MinHash {
public:
    MinHash(uint32_t permutations, uint64_t seed);
    // The signature [permutations] of a set, 2^32 - 1 throughout for the empty one.
    void sign(const std::vector<uint32_t>& set, uint32_t* signature) const;
    size_t size() const { return factors_.size(); }

private:
    std::vector<uint32_t> factors_, summands_;
};

}  // namespace malvec
