// Cutting eojeols by the scores of words: the L-tokenizer and
// the max-score tokenizer of soynlp, in time linear in the text.
// Text is code points; eojeols are what stands between
// Unicode blanks. All but the blanks is covered.
#pragma once
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "core/hash.h"

namespace malvec {

using CodePoints = std::span<const uint32_t>;

struct Span {
    uint32_t begin, end;
};

// Words by their characters. A step is one look-up of (node, character).
class WordTrie {
public:
    static constexpr uint32_t root = 0;

    struct Step {
        uint64_t key = 0;  // 0 = empty
        // of the word that ends here; NaN where none does
        double score = std::numeric_limits<double>::quiet_NaN();
        uint32_t child = 0;

        bool ends_word() const { return !std::isnan(score); }
    };

    void add(CodePoints word, double score);  // of equal words the last one stays
    // null where no word goes on like that
    const Step* find(uint32_t node, uint32_t character) const {
        const uint64_t key = key_of(node, character);
        for (size_t slot = home(key);; slot = (slot + 1) & (steps_.size() - 1)) {
            if (steps_[slot].key == key) return &steps_[slot];
            if (steps_[slot].key == 0) return nullptr;
        }
    }

    void prefetch(uint32_t node, uint32_t character) const {
        __builtin_prefetch(&steps_[home(key_of(node, character))]);
    }

private:
    static uint64_t key_of(uint32_t node, uint32_t character) {
        return (uint64_t{node} << 21 | character) + 1;
    }
    size_t home(uint64_t key) const {
        return fold_product(key, 0x9e3779b97f4a7c15ull) & (steps_.size() - 1);
    }
    Step& insert(const Step& step);

    std::vector<Step> steps_ = std::vector<Step>(64);
    uint32_t nodes_ = 1;
};

// An eojeol becomes its left part with the highest score and the
// rest; words that are not known have the score 0. Of all left parts
// whose score is within the tolerance of the highest, the
// longest is taken. Eojeols of up to two characters stay whole.
struct LTokens {
    WordTrie words;
    double tolerance = 0;
    bool remove_right = false;

    void split(CodePoints text, std::vector<Span>& out) const;
};

// The part with the highest score is cut out first, of equal ones the longest, of
// these the first; then the next that does not overlap. Parts have 2 to max_length
// characters; the 102nd part of an eojeol is not looked for, as in soynlp.
struct MaxScoreTokens {
    WordTrie words;
    uint32_t max_length = 10;
    double default_score = 0;

    void split(CodePoints text, std::vector<Span>& out) const;
};

}  // namespace malvec
