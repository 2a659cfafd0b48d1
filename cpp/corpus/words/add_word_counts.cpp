// Word counts of two texts as those of both, and what a file must hold to be word counts.
#include <limits>
#include <stdexcept>
#include <string>

#include "corpus/words/word_counts.h"
#include "text/spelling.h"

namespace malvec {
namespace {

constexpr size_t nowhere = std::numeric_limits<size_t>::max();

struct NeighbourRange {
    std::span<const uint32_t> characters, counts;

    NeighbourRange(const NeighboursView& view, size_t word) {
        if (word == nowhere) return;
        const uint64_t begin = view.offsets[word], size = view.offsets[word + 1] - begin;
        characters = view.characters.subspan(begin, size),
        counts = view.counts.subspan(begin, size);
    }
};

void add_neighbours(const NeighbourRange& a, const NeighbourRange& b, Neighbours& out) {
    const auto put = [&](uint32_t character, uint64_t times) {
        if (times > std::numeric_limits<uint32_t>::max())
            throw std::overflow_error("a word has the same neighbour 2^32 times");
        out.characters.push_back(character), out.counts.push_back(static_cast<uint32_t>(times));
    };
    size_t i = 0, j = 0;
    while (i < a.characters.size() || j < b.characters.size()) {
        const bool take_a = i < a.characters.size() &&
                            (j == b.characters.size() || a.characters[i] <= b.characters[j]);
        const bool take_b = j < b.characters.size() &&
                            (i == a.characters.size() || b.characters[j] <= a.characters[i]);
        const uint32_t character = take_a ? a.characters[i] : b.characters[j];
        put(character, uint64_t{take_a ? a.counts[i] : 0} + (take_b ? b.counts[j] : 0));
        i += take_a, j += take_b;
    }
    out.offsets.push_back(out.characters.size());
}

void check_offsets(std::span<const uint64_t> offsets, uint64_t words, uint64_t end,
                   const char* what) {
    bool rising = offsets.size() == words + 1 && offsets[0] == 0 && offsets[words] == end;
    for (size_t i = 0; rising && i < words; ++i) rising = offsets[i] <= offsets[i + 1];
    if (!rising)
        throw std::invalid_argument(std::string("the offsets of the ") + what + " are damaged");
}

void check_neighbours(const NeighboursView& side, const WordCountsView& counts, const char* what) {
    check_offsets(side.offsets, counts.words.size(), side.characters.size(), what);
    const auto fail = [what] {
        throw std::invalid_argument(std::string("the ") + what + " are damaged");
    };
    if (side.characters.size() != side.counts.size()) fail();
    for (size_t word = 0; word < counts.words.size(); ++word) {
        const NeighbourRange range(side, word);
        uint64_t times = 0;
        for (size_t i = 0; i < range.characters.size(); ++i) {
            if (range.characters[i] >= code_points ||
                (i > 0 && range.characters[i] <= range.characters[i - 1]))
                fail();
            if (range.counts[i] == 0) fail();
            times += range.counts[i];
        }
        if (times > counts.counts[word]) fail();
    }
}

}  // namespace

WordCounts add_word_counts(const WordCountsView& a, const WordCountsView& b) {
    WordCounts sum;
    for (size_t i = 0, j = 0; i < a.words.size() || j < b.words.size();) {
        const bool left_a = i < a.words.size(), left_b = j < b.words.size();
        const bool take_a = left_a && (!left_b || a.words[i] <= b.words[j]),
                   take_b = left_b && (!left_a || b.words[j] <= a.words[i]);
        const std::string_view word = take_a ? a.words[i] : b.words[j];
        sum.bytes.insert(sum.bytes.end(), word.begin(), word.end());
        sum.offsets.push_back(sum.bytes.size());
        sum.counts.push_back((take_a ? a.counts[i] : 0) + (take_b ? b.counts[j] : 0));
        const size_t in_a = take_a ? i : nowhere, in_b = take_b ? j : nowhere;
        add_neighbours({a.before, in_a}, {b.before, in_b}, sum.before);
        add_neighbours({a.after, in_a}, {b.after, in_b}, sum.after);
        i += take_a, j += take_b;
    }
    return sum;
}

void check_word_counts(const WordCountsView& counts) {
    const Words& words = counts.words;
    if (words.offsets.empty()) throw std::invalid_argument("the offsets of the words are damaged");
    if (words.size() > std::numeric_limits<uint32_t>::max())
        throw std::invalid_argument("more than 2^32 words");
    if (counts.counts.size() != words.size())
        throw std::invalid_argument("the counts do not fit the words");
    check_offsets(words.offsets, words.size(), words.bytes.size(), "words");
    for (size_t i = 0; i < words.size(); ++i) {
        if (words[i].empty() || !is_well_spelled(words[i]) || (i > 0 && words[i] <= words[i - 1]))
            throw std::invalid_argument("the words are damaged: they must ascend");
        if (counts.counts[i] == 0) throw std::invalid_argument("a word has the count 0");
    }
    check_neighbours(counts.before, counts, "neighbours before");
    check_neighbours(counts.after, counts, "neighbours after");
}

}  // namespace malvec
