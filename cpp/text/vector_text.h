// Vectors as text, "word value value ... \n", and in word2vec's
// binary layout, "word", blank, floats, perhaps "\n".
// Words are bytes; in text a line is read from its right end, so that words may hold blanks.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/words.h"

namespace malvec {

struct VectorRows {
    std::vector<char> words;     // end to end
    std::vector<uint64_t> ends;  // where each word ends
    std::vector<float> values;   // [rows, dim]
    size_t consumed = 0;         // bytes read
};

struct ReadOptions {
    size_t dim = 0;
    size_t first_row = 1;         // number of the first line or row, for messages
    size_t most_rows = SIZE_MAX;  // binary only: stop there
    bool finite = true;           // refuse nan and inf
    bool aligned = false;         // text only: blanks around a word belong to its column
    unsigned threads = 1;
};

// All lines of `text`, the last of which may lack its newline; empty lines are passed over.
// invalid_argument names the line that has too few values, or one that is no number.
VectorRows parse_text_rows(std::string_view text, const ReadOptions& options);

// As many whole rows as `bytes` holds.
VectorRows parse_binary_rows(std::string_view bytes, const ReadOptions& options);

struct WriteOptions {
    int decimals = -1;          // -1: the shortest text that reads back as the same float
    bool blank_at_end = false;  // word2vec.c ends a line of text with a blank
    bool newline = true;        // binary: word2vec.c ends a row with a newline, gensim does not
    unsigned threads = 1;
};

// Rows of words and of values [rows, dim], `stride` floats apart.
struct WordRows {
    Words words;
    const float* values = nullptr;
    size_t dim = 0, stride = 0;

    size_t size() const { return words.size(); }
    std::span<const float> row(size_t i) const { return {values + i * stride, dim}; }
};

// invalid_argument where a word holds what would end it early, or a value is not finite.
std::string format_text_rows(const WordRows& rows, const WriteOptions& options);
std::string format_binary_rows(const WordRows& rows, const WriteOptions& options);

}  // namespace malvec
