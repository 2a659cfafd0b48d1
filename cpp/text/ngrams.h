// The n-grams of a word and the buckets they fall into: fastText's
// rule (Bojanowski et al. 2017), and the same over jamo.
//
// The word stands between < and >; its n-grams have min_n to max_n
// characters; single characters do not count at its ends (< and >).
// The bucket is FNV-1a of the n-gram's bytes, sign-extended
// as in fastText, modulo `buckets`. "</s>" has no n-grams.
//   units "char"       a character is a byte and all bytes 10xxxxxx after
//                      it: bit for bit fastText's n-grams, broken UTF-8 too
//   units "jamo"       the same after every Hangul syllable has been
//                      taken apart into three jamo (text/hangul.h)
//   units "jamo+char"  those of "jamo", and of the whole text all n-grams of 1
//                      to 4 characters that hold a syllable (Park et al. 2018),
//                      hashed from another start; n-grams without
//                      a syllable are among those of "jamo" already
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ragged.h"
#include "core/words.h"

namespace malvec {

struct SubwordOptions {
    uint32_t min_n = 3, max_n = 6;  // characters, or jamo
    uint32_t buckets = 2'000'000;   // rows of the table
    std::string units = "char";     // "char", "jamo", "jamo+char"

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = SubwordOptions;
        visit("min_n", &O::min_n), visit("max_n", &O::max_n), visit("buckets", &O::buckets),
            visit("units", &O::units);
    }
};

// Throws invalid_argument naming the knob, its value and what it may be.
void check(const SubwordOptions& options);

struct Ngram {
    std::string text;  // UTF-8, jamo as text/hangul.h has them
    uint32_t bucket;
};

// Cuts words; holds the memory for it, so that one serves many words on one thread.
class NgramCutter {
public:
    explicit NgramCutter(const SubwordOptions& options);

    // The buckets in fastText's order, by the start of the n-gram
    // and its length; an n-gram that occurs twice is there twice.
    void buckets(std::string_view word, std::vector<uint32_t>& out);
    std::vector<Ngram> ngrams(std::string_view word);

private:
    template <class Visit>
    void visit(std::string_view word, Visit&& visit);
    template <class Visit>
    void visit_whole(Visit&& visit);
    void cut(std::string_view text);

    SubwordOptions options_;
    std::string marked_, text_;   // <word>, and as it is cut
    std::vector<size_t> starts_;  // of the characters, and the end
};

// Replaces `out` by the buckets of one word.
void ngram_buckets(std::string_view word, const SubwordOptions& options,
                   std::vector<uint32_t>& out);

// The buckets of each word, end to end.
struct WordBuckets {
    std::vector<uint32_t> buckets;
    std::vector<uint64_t> offsets;  // words + 1

    Ragged<uint32_t> view() const { return {buckets, offsets}; }
};

WordBuckets vocabulary_buckets(const Words& words, const SubwordOptions& options, unsigned threads);

}  // namespace malvec
