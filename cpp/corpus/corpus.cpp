#include "corpus/corpus.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "core/parallel.h"

namespace malvec {

void LineStatistics::add(const LineStatistics& other) {
    lines += other.lines, empty_lines += other.empty_lines;
    tokens += other.tokens, empty_tokens += other.empty_tokens;
    longest_line = std::max(longest_line, other.longest_line);
}

void TokenTally::add(const TokenTally& other) {
    distinct_words += other.distinct_words, kept += other.kept;
    dropped_rare += other.dropped_rare, dropped_max_vocab += other.dropped_max_vocab,
        dropped_unknown += other.dropped_unknown;
    invalid_utf8_tokens += other.invalid_utf8_tokens, nul_tokens += other.nul_tokens;
}

void check_corpus(const CorpusView& corpus, unsigned threads) {
    const auto& ids = corpus.values;
    const auto& offsets = corpus.offsets;
    if (offsets.empty() || offsets.front() != 0 || offsets.back() != ids.size())
        throw std::invalid_argument("sentence offsets must rise from 0 to the number of tokens, " +
                                    std::to_string(ids.size()));
    constexpr uint64_t grain = uint64_t{1} << 20;
    parallel_ranges(offsets.size() - 1, grain, threads, [&](uint64_t begin, uint64_t end) {
        for (uint64_t i = begin; i < end; ++i)
            if (offsets[i] > offsets[i + 1])
                throw std::invalid_argument("sentence offsets fall at sentence " +
                                            std::to_string(i));
    });
    parallel_ranges(ids.size(), grain, threads, [&](uint64_t begin, uint64_t end) {
        uint32_t largest = 0;
        for (uint64_t i = begin; i < end; ++i) largest = std::max(largest, ids[i]);
        if (largest >= corpus.words)
            throw std::invalid_argument("id " + std::to_string(largest) +
                                        " is not in a vocabulary of " +
                                        std::to_string(corpus.words) + " words");
    });
}

}  // namespace malvec
