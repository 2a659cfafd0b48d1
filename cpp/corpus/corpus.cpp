#include "corpus/corpus.h"

#include <algorithm>

namespace malvec {

void LineStatistics::add(const LineStatistics& other) {
    lines += other.lines, empty_lines += other.empty_lines;
    tokens += other.tokens, empty_tokens += other.empty_tokens;
    longest_line = std::max(longest_line, other.longest_line);
}

void WordStatistics::add(const WordStatistics& other) {
    distinct_words += other.distinct_words, kept += other.kept;
    dropped_rare += other.dropped_rare, dropped_max_vocab += other.dropped_max_vocab, dropped_unknown += other.dropped_unknown;
    invalid_utf8_tokens += other.invalid_utf8_tokens, nul_tokens += other.nul_tokens;
}

}  // namespace malvec
