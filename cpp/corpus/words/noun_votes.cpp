#include "corpus/words/noun_votes.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <stdexcept>
#include <unordered_map>

#include "core/parallel.h"
#include "text/hangul.h"
#include "text/spelling.h"

namespace malvec {
namespace {

enum class Ending { other, vowel, consonant };

Ending ending_of(uint32_t character) {
    if (!is_syllable(character)) return Ending::other;
    return is_open(character) ? Ending::vowel : Ending::consonant;
}

using VoteTable = std::unordered_map<std::string_view, Vote>;

struct LeftPart {
    uint32_t word = 0;
    uint16_t size = 0;  // bytes of it
    uint64_t frequency = 0, alone = 0;
    std::array<uint64_t, 4> votes{};  // noun, predicate, either, unknown
};
enum Tally { for_noun, for_predicate, for_either, not_known };

Tally tally_of(std::string_view right, uint32_t before, const VoteTable& table) {
    const auto found = table.find(right);
    const Vote vote = found == table.end() ? Vote::none : found->second;
    const Ending ending = ending_of(before);
    switch (vote) {
        case Vote::noun:
            return for_noun;
        case Vote::noun_after_vowel:
            return ending == Ending::consonant ? not_known : for_noun;
        case Vote::noun_after_consonant:
            return ending == Ending::vowel ? not_known : for_noun;
        case Vote::predicate:
            return for_predicate;
        case Vote::either:
            return for_either;
        default:
            return not_known;
    }
}

// One piece of the sorted words, with the left parts of
// the word at hand on a stack, as in word_parts.cpp.
class NounScan {
public:
    NounScan(const WordCountsView& counts, const VoteTable& table, const NounVoteOptions& options)
        : counts_(counts), table_(table), options_(options), open_(options.max_length + 1) {}

    void take(uint32_t word, size_t shared, size_t length) {
        close(shared);
        const std::string_view text = counts_.words[word];
        const size_t deepest = std::min<size_t>(length, options_.max_length);
        size_t size = prefix_size(text, depth_);
        while (depth_ < deepest) {
            size += lead_size(text[size]);
            open_[++depth_] = parts_.size();
            parts_.push_back({word, static_cast<uint16_t>(size), 0, 0, {}});
        }
        for (size_t depth = 2; depth <= deepest; ++depth)
            vote(parts_[open_[depth]], text, counts_.counts[word]);
    }
    std::vector<LeftPart> finish() {
        close(0);
        // single characters
        std::erase_if(parts_, [](const LeftPart& part) { return part.frequency == 0; });
        return std::move(parts_);
    }

private:
    void vote(LeftPart& part, std::string_view text, uint64_t times) const {
        part.frequency += times;
        if (text.size() == part.size)
            part.alone += times;
        else
            part.votes[tally_of(text.substr(part.size), last_character(text.substr(0, part.size)),
                                table_)] += times;
    }
    void close(size_t to) {
        for (; depth_ > to; --depth_)
            if (open_[depth_] + 1 == parts_.size() &&
                parts_.back().frequency < options_.min_frequency)
                parts_.pop_back();
    }

    const WordCountsView& counts_;
    const VoteTable& table_;
    NounVoteOptions options_;
    std::vector<size_t> open_;
    size_t depth_ = 0;
    std::vector<LeftPart> parts_;
};

}  // namespace

NounVotes noun_votes(const WordCountsView& counts,
                     const std::vector<std::pair<std::string, Vote>>& right_parts,
                     const NounVoteOptions& options, const Tick& tick) {
    if (options.max_length < 2 || options.max_length > deepest_word)
        throw std::invalid_argument("max_length must be 2 to 250");
    const auto beat = [&] {
        if (tick && !tick({})) throw std::runtime_error("voting for nouns was stopped");
    };
    VoteTable table;
    for (const auto& [right, vote] : right_parts) table[right] = vote;
    std::vector<uint32_t> in_place(counts.words.size());
    std::iota(in_place.begin(), in_place.end(), 0u);
    const SharedOrder order = share_order(counts.words, std::move(in_place), Direction::forward,
                                          options.max_length, options.threads);
    std::vector<std::vector<LeftPart>> found(order.chunks.size() - 1);
    const auto scan_piece = [&](uint64_t piece, unsigned) {
        NounScan scan(counts, table, options);
        for (uint32_t i = order.chunks[piece]; i < order.chunks[piece + 1]; ++i)
            scan.take(i, order.shared[i], order.lengths[i]);
        found[piece] = scan.finish();
    };
    all_pieces(found.size(), options.threads, scan_piece, beat);
    NounVotes votes;
    for (const auto& parts : found)
        for (const LeftPart& part : parts) {
            unspell(counts.words[part.word].substr(0, part.size), votes.bytes);
            votes.offsets.push_back(votes.bytes.size());
            votes.frequency.push_back(part.frequency), votes.alone.push_back(part.alone);
            votes.noun.push_back(part.votes[for_noun]),
                votes.predicate.push_back(part.votes[for_predicate]);
            votes.either.push_back(part.votes[for_either]),
                votes.unknown.push_back(part.votes[not_known]);
        }
    return votes;
}

}  // namespace malvec
