#include "corpus/words/word_coverage.h"

#include <algorithm>

#include "text/spelling.h"

namespace malvec {
namespace {

// The words of two characters or more, well spelled, in one place.
struct SpelledWords {
    std::vector<char> bytes;
    std::vector<std::string_view> sorted;

    explicit SpelledWords(const Words& words) {
        std::vector<uint64_t> ends{0};
        for (size_t i = 0; i < words.size(); ++i) {
            spell(words[i], bytes);
            if (count_characters({bytes.data() + ends.back(), bytes.size() - ends.back()}) < 2)
                bytes.resize(ends.back());
            ends.push_back(bytes.size());
        }
        for (size_t i = 0; i < words.size(); ++i)
            if (ends[i + 1] > ends[i])
                sorted.emplace_back(bytes.data() + ends[i], ends[i + 1] - ends[i]);
        std::sort(sorted.begin(), sorted.end());
    }
};

}  // namespace

double word_coverage(const WordCountsView& counts, const Words& words) {
    const SpelledWords spelled(words);
    // of the eojeol at hand: each begins with the one before
    std::vector<std::string_view> prefixes;
    uint64_t covered = 0, all = 0;
    size_t next = 0;
    for (size_t i = 0; i < counts.words.size(); ++i) {
        const std::string_view eojeol = counts.words[i];
        const auto drop_others = [&](std::string_view text) {
            while (!prefixes.empty() && !text.starts_with(prefixes.back())) prefixes.pop_back();
        };
        for (; next < spelled.sorted.size() && spelled.sorted[next] <= eojeol; ++next) {
            drop_others(spelled.sorted[next]);
            prefixes.push_back(spelled.sorted[next]);
        }
        drop_others(eojeol);
        if (count_characters(eojeol) < 2) continue;
        all += counts.counts[i];
        if (!prefixes.empty()) covered += counts.counts[i];
    }
    return all == 0 ? 1.0 : static_cast<double>(covered) / static_cast<double>(all);
}

}  // namespace malvec
