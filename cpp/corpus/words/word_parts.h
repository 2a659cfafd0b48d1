// The parts of eojeols that are frequent enough to be words: a
// table of candidates found by their bytes, filled from both sides.
#pragma once
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "corpus/words/word_order.h"

namespace malvec {

// What may stand beside a part: sums over the kinds of
// neighbours and their frequencies f, enough for their entropy
// log(sum f) - (sum f log f) / (sum f).
struct Continuations {
    double weighted_logs = 0;
    uint64_t total = 0, kinds = 0;

    void add(uint64_t frequency);
    void add(const Continuations& other);
    double entropy() const;
};

// A part is the first (last) `size` bytes of one of the words that begin (end) with it.
struct PartPlace {
    uint32_t word;
    uint16_t size;
    uint8_t depth;  // characters
};

struct CountedPart {
    PartPlace place;
    uint64_t frequency = 0;
    double cohesion = 0;
    Continuations longer;  // parts of one character more, themselves frequent
};

struct PartOptions {
    uint64_t min_frequency;
    size_t depth;  // characters of the longest part
    size_t longest_continuation;
    bool whole;  // a word counts as a part of itself
    unsigned threads;
};

// All parts of at least min_frequency, in the order of the words,
// shorter before longer; words of one character count for nothing.
std::vector<CountedPart> count_parts(const Words& words, std::span<const uint64_t> counts,
                                     const SharedOrder& order, Direction direction,
                                     const PartOptions& options, const std::function<void()>& tick);

struct Candidate {
    std::string_view bytes;
    uint64_t left_frequency = 0, right_frequency = 0;
    double cohesion_forward = 0, cohesion_backward = 0;
    Continuations before, after;
};

class CandidateTable {
public:
    // Left parts of more than `left_length` characters only add to right parts.
    CandidateTable(const Words& words, const std::vector<CountedPart>& left,
                   const std::vector<CountedPart>& right, size_t left_length);

    Candidate* find(std::string_view bytes);
    std::vector<const Candidate*> sorted() const;

private:
    Candidate& insert(std::string_view bytes);

    std::vector<Candidate> candidates_;
    std::vector<uint64_t> slots_;  // upper half of the hash, then id + 1; 0 = empty
    size_t left_ = 0;              // the first so many are sorted
};

}  // namespace malvec
