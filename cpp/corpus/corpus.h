// A corpus: word ids in the order of the text, sentence
// borders, the vocabulary, and what was left out on the way.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/ragged.h"

namespace malvec {

struct LineStatistics {
    uint64_t lines = 0, empty_lines = 0;  // empty: without a token
    // empty tokens come from tokenizers only; they are counted, not encoded
    uint64_t tokens = 0, empty_tokens = 0;
    uint64_t longest_line = 0;  // tokens

    void add(const LineStatistics& other);
};

struct TokenTally {
    uint64_t distinct_words = 0;  // before any is dropped
    uint64_t kept = 0;            // tokens, as in all that follow
    uint64_t dropped_rare = 0, dropped_max_vocab = 0, dropped_unknown = 0;
    uint64_t invalid_utf8_tokens = 0, nul_tokens = 0;

    void add(const TokenTally& other);
};

// lines.tokens == words.kept + lines.empty_tokens + all that words dropped
struct CorpusStatistics {
    uint64_t bytes = 0;
    uint64_t dropped_lines = 0;  // had tokens, none of which is kept
    LineStatistics lines;
    TokenTally words;
};

struct BuiltCorpus {
    std::shared_ptr<char[]> ids, offsets;  // uint32 [tokens], uint64 [sentences + 1]
    uint64_t tokens = 0, sentences = 0;
    std::vector<char> word_bytes;
    std::vector<uint64_t> word_offsets, counts;
    CorpusStatistics statistics;
};

// Token ids below `words`.
struct CorpusView : Sentences {
    uint64_t words = 0;
};

// Throws invalid_argument unless all ids are below
// `words` and offsets rise from 0 to the number of ids.
void check_corpus(const CorpusView& corpus, unsigned threads);

}  // namespace malvec
