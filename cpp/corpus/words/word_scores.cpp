#include "corpus/words/word_scores.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>

#include "core/parallel.h"
#include "corpus/storage.h"
#include "corpus/words/word_parts.h"
#include "text/spelling.h"

namespace malvec {
namespace {

constexpr uint64_t least_boundary = 2;  // a character beside a part counts from the second time on

// Up to which length parts are given the characters that
// stand beside the eojeol that begins (ends) with them.
struct BoundaryLimits {
    size_t part;  // parts of longer words
    size_t word;  // whole words
};

// Adds up the characters beside all words of a group, by code point.
class CharacterSums {
public:
    void add(const NeighboursView& neighbours, uint32_t word) {
        if (!memory_) memory_ = allocate_storage(code_points * sizeof(uint64_t), "");
        auto* const sums = reinterpret_cast<uint64_t*>(memory_.get());
        for (uint64_t i = neighbours.offsets[word]; i < neighbours.offsets[word + 1]; ++i) {
            uint64_t& sum = sums[neighbours.characters[i]];
            if (sum == 0) seen_.push_back(neighbours.characters[i]);
            sum += neighbours.counts[i];
        }
    }
    Continuations take() {
        auto* const sums = reinterpret_cast<uint64_t*>(memory_.get());
        Continuations found;
        for (const uint32_t character : seen_) {
            if (sums[character] >= least_boundary) found.add(sums[character]);
            sums[character] = 0;
        }
        seen_.clear();
        return found;
    }

private:
    std::shared_ptr<char[]> memory_;  // uint64 [code points], mostly never touched
    std::vector<uint32_t> seen_;
};

// From one side: the words in its order, and the characters at their other side.
struct BoundarySide {
    const Words& words;
    const SharedOrder& order;
    Direction direction;
    const NeighboursView& neighbours;
    BoundaryLimits limits;
    Continuations Candidate::* target;

    std::string_view part(uint32_t word, size_t characters) const {
        const std::string_view text = words[word];
        if (direction == Direction::forward) return text.substr(0, prefix_size(text, characters));
        return text.substr(text.size() - suffix_size(text, characters));
    }
    bool has_frequent_neighbour(uint32_t word) const {
        const uint64_t begin = neighbours.offsets[word], end = neighbours.offsets[word + 1];
        const auto counts = neighbours.counts.subspan(begin, end - begin);
        return std::any_of(counts.begin(), counts.end(),
                           [](uint32_t times) { return times >= least_boundary; });
    }
    void add_group(uint32_t begin, uint32_t end, size_t characters, CandidateTable& table,
                   CharacterSums& sums) const {
        const uint32_t first = order.words[begin];
        if (end - begin == 1 && !has_frequent_neighbour(first)) return;
        Candidate* const candidate = table.find(part(first, characters));
        if (!candidate) return;
        for (uint32_t i = begin; i < end; ++i) sums.add(neighbours, order.words[i]);
        if (end > begin) (candidate->*target).add(sums.take());
    }
    void add_parts(uint32_t begin, uint32_t end, size_t characters, CandidateTable& table,
                   CharacterSums& sums) const {
        for (uint32_t i = begin; i < end;) {
            if (i + 16 < end) __builtin_prefetch(&neighbours.offsets[order.words[i + 16]]);
            if (i + 8 < end)
                __builtin_prefetch(neighbours.counts.data() +
                                   neighbours.offsets[order.words[i + 8]]);
            uint32_t last = i + 1;
            if (order.lengths[i] >= characters) {
                while (last < end && order.shared[last] >= characters) ++last;
                add_group(i, last, characters, table, sums);
            }
            i = last;
        }
    }
    void add_piece(uint32_t begin, uint32_t end, CandidateTable& table, CharacterSums& sums) const {
        const size_t depth = std::min(limits.part, limits.word);
        for (size_t characters = 1; characters <= depth; ++characters)
            add_parts(begin, end, characters, table, sums);
        for (uint32_t i = begin; i < end; ++i)
            if (order.lengths[i] > depth && order.lengths[i] <= limits.word)
                add_group(i, i + 1, order.lengths[i], table, sums);
    }
    void add_all(unsigned threads, CandidateTable& table, const std::function<void()>& tick) const {
        std::vector<CharacterSums> sums(threads);
        all_pieces(
            order.chunks.size() - 1, threads,
            [&](uint64_t piece, unsigned worker) {
                add_piece(order.chunks[piece], order.chunks[piece + 1], table, sums[worker]);
            },
            tick);
    }
};

WordScores columns(const CandidateTable& table) {
    const std::vector<const Candidate*> sorted = table.sorted();
    WordScores scores;
    for (auto* column : {&scores.left_frequency, &scores.right_frequency,
                         &scores.left_accessor_variety, &scores.right_accessor_variety})
        column->reserve(sorted.size());
    for (auto* column : {&scores.cohesion_forward, &scores.cohesion_backward,
                         &scores.left_branching_entropy, &scores.right_branching_entropy})
        column->reserve(sorted.size());
    for (const Candidate* candidate : sorted) {
        scores.lengths.push_back(count_characters(candidate->bytes));
        unspell(candidate->bytes, scores.bytes);
        scores.offsets.push_back(scores.bytes.size());
        scores.left_frequency.push_back(candidate->left_frequency);
        scores.right_frequency.push_back(candidate->right_frequency);
        scores.cohesion_forward.push_back(candidate->cohesion_forward);
        scores.cohesion_backward.push_back(candidate->cohesion_backward);
        scores.left_branching_entropy.push_back(candidate->before.entropy());
        scores.right_branching_entropy.push_back(candidate->after.entropy());
        scores.left_accessor_variety.push_back(candidate->before.kinds);
        scores.right_accessor_variety.push_back(candidate->after.kinds);
    }
    return scores;
}

}  // namespace

void word_score_knobs(const WordScoreOptions& options) {
    const auto check = [](const char* name, uint64_t value, uint64_t least, uint64_t most) {
        const std::string given = std::string(name) + "=" + std::to_string(value);
        if (value < least)
            throw std::invalid_argument(given + ": must be " + std::to_string(least) + " or more");
        if (value > most)
            throw std::invalid_argument(given + ": must be at most " + std::to_string(most));
    };
    check("min_frequency", options.min_frequency, 1, uint64_t{1} << 62);
    check("max_left_length", options.max_left_length, 1, deepest_word);
    check("max_right_length", options.max_right_length, 1, deepest_word);
    check("threads", options.threads, 1, 1024);
}

WordScores score_words(const WordCountsView& counts, const WordScoreOptions& options,
                       const Tick& tick) {
    word_score_knobs(options);
    const auto beat = [&] {
        if (tick && !tick({})) throw std::runtime_error("scoring words was stopped");
    };
    const auto threads = static_cast<unsigned>(options.threads);
    const size_t left = options.max_left_length, right = options.max_right_length,
                 depth = std::max(left, right);
    std::vector<uint32_t> in_place(counts.words.size());
    std::iota(in_place.begin(), in_place.end(), 0u);
    const SharedOrder forward =
        share_order(counts.words, std::move(in_place), Direction::forward, depth, threads);
    const SharedOrder backward =
        share_order(counts.words, sort_words(counts.words, Direction::backward, threads, beat),
                    Direction::backward, depth, threads);
    // as soynlp counts them
    const PartOptions left_parts{options.min_frequency, right > left ? left + 1 : left, left, true,
                                 threads};
    const PartOptions right_parts{options.min_frequency, right, right, false, threads};
    CandidateTable table(
        counts.words,
        count_parts(counts.words, counts.counts, forward, Direction::forward, left_parts, beat),
        count_parts(counts.words, counts.counts, backward, Direction::backward, right_parts, beat),
        left);
    const BoundarySide before{counts.words,  forward,           Direction::forward,
                              counts.before, {left, right - 1}, &Candidate::before};
    const BoundarySide after{counts.words, backward,          Direction::backward,
                             counts.after, {right, left - 1}, &Candidate::after};
    before.add_all(threads, table, beat);
    after.add_all(threads, table, beat);
    return columns(table);
}

}  // namespace malvec
