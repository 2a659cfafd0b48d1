#include "corpus/phrases/phrases.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <functional>

#include "core/parallel.h"
#include "core/random.h"
#include "corpus/phrases/links.h"

namespace malvec {
namespace {

constexpr uint64_t partition_pairs = uint64_t{1} << 15, group_pairs = uint64_t{1} << 26;

// on_pair(position of the first word, of the second) for every
// two words of a sentence between which only connectors stand.
template <class OnPair>
void each_pair(const PhraseCorpus& corpus, uint64_t first_sentence, uint64_t last_sentence,
               OnPair&& on_pair) {
    for (uint64_t s = first_sentence; s < last_sentence; ++s) {
        uint64_t before = UINT64_MAX;
        for (uint64_t i = corpus.offsets[s]; i < corpus.offsets[s + 1]; ++i) {
            if (corpus.connector[corpus.values[i]]) continue;
            if (before != UINT64_MAX) on_pair(before, i);
            before = i;
        }
    }
}

PhraseLinks find_links(const PhraseCorpus& corpus, LinkNumbers& numbers) {
    PhraseLinks links;
    links.ends.push_back(0);
    if (std::find(corpus.connector.begin(), corpus.connector.end(), 1) == corpus.connector.end())
        return links;
    each_pair(corpus, 0, corpus.offsets.size() - 1, [&](uint64_t a, uint64_t b) {
        if (b == a + 1) return;
        const auto between = sequence(&corpus.values[a + 1], &corpus.values[b]);
        if (!numbers.emplace(between, static_cast<uint32_t>(numbers.size() + 1)).second) return;
        links.ids.insert(links.ids.end(), between.begin(), between.end());
        links.ends.push_back(links.ids.size());
    });
    return links;
}

// Pairs as numbers, 64 bits where nothing stands
// between any two words, else 128: link, first, second.
template <class Pair>
class PairCounter {
public:
    struct Tally {
        Pair pair;
        uint64_t count;
    };

    PairCounter(const PhraseCorpus& corpus, const LinkNumbers& numbers, uint64_t min_count,
                unsigned threads, const Tick& tick)
        : corpus_(corpus), numbers_(numbers), min_count_(min_count), threads_(threads),
          tick_([this, &tick] {
              if (tick) tick({.done = done_});
          }),
          cuts_(sentence_chunks(corpus.offsets)),
          bits_(static_cast<unsigned>(std::bit_width(corpus.values.size() / partition_pairs))) {}

    std::vector<Tally> run() {
        const size_t partitions = size_t{1} << bits_, chunks = cuts_.size() - 1;
        sizes_.assign(chunks * partitions, 0);
        all_pieces(
            chunks, threads_,
            [&](uint64_t chunk, unsigned) {
                each(chunk, [&](Pair, uint64_t p) { ++sizes_[chunk * partitions + p]; });
                done_ += corpus_.offsets[cuts_[chunk + 1]] - corpus_.offsets[cuts_[chunk]];
            },
            tick_);
        std::vector<uint64_t> totals(partitions);
        for (size_t i = 0; i < sizes_.size(); ++i) totals[i % partitions] += sizes_[i];
        std::vector<Tally> all;
        for (size_t begin = 0, end = 0; begin < partitions; begin = end) {
            uint64_t pairs = 0;
            while (end < partitions && (end == begin || pairs + totals[end] <= group_pairs))
                pairs += totals[end++];
            count_group(begin, end, pairs, all);
            done_ = corpus_.values.size() + corpus_.values.size() * end / partitions;
        }
        std::sort(all.begin(), all.end(),
                  [](const Tally& a, const Tally& b) { return a.pair < b.pair; });
        return all;
    }

private:
    static uint64_t hash(Pair pair) {
        if constexpr (sizeof(Pair) == 8)
            return mix64(pair);
        else
            return mix64(static_cast<uint64_t>(pair) ^ mix64(static_cast<uint64_t>(pair >> 64)));
    }

    // on_record(pair, partition) for pairs of words that
    // occur often enough to make a phrase that does.
    template <class OnRecord>
    void each(uint64_t chunk, OnRecord&& on_record) const {
        each_pair(corpus_, cuts_[chunk], cuts_[chunk + 1], [&](uint64_t i, uint64_t j) {
            const uint32_t a = corpus_.values[i], b = corpus_.values[j];
            if (corpus_.counts[a] < min_count_ || corpus_.counts[b] < min_count_) return;
            Pair pair = uint64_t{a} << 32 | b;
            if constexpr (sizeof(Pair) > 8)
                if (j > i + 1)
                    pair |=
                        Pair{numbers_.find(sequence(&corpus_.values[i + 1], &corpus_.values[j]))
                                 ->second}
                        << 64;
            on_record(pair, bits_ == 0 ? 0 : hash(pair) >> (64 - bits_));
        });
    }

    void count_group(size_t begin, size_t end, uint64_t pairs, std::vector<Tally>& all) {
        const size_t partitions = size_t{1} << bits_, chunks = cuts_.size() - 1,
                     width = end - begin;
        std::vector<Pair> records(pairs);
        std::vector<uint64_t> places(chunks * width), bounds{0};
        uint64_t at = 0;
        for (size_t p = begin; p < end; ++p) {
            for (size_t chunk = 0; chunk < chunks; ++chunk) {
                places[chunk * width + p - begin] = at;
                at += sizes_[chunk * partitions + p];
            }
            bounds.push_back(at);
        }
        all_pieces(
            chunks, threads_,
            [&](uint64_t chunk, unsigned) {
                each(chunk, [&](Pair pair, uint64_t p) {
                    if (p >= begin && p < end) records[places[chunk * width + p - begin]++] = pair;
                });
            },
            tick_);
        std::vector<std::vector<Tally>> found(width), rooms(threads_);
        all_pieces(
            width, threads_,
            [&](uint64_t p, unsigned worker) {
                found[p] = frequent({records.data() + bounds[p], bounds[p + 1] - bounds[p]},
                                    rooms[worker]);
            },
            tick_);
        for (const auto& part : found) all.insert(all.end(), part.begin(), part.end());
    }

    std::vector<Tally> frequent(std::span<const Pair> records, std::vector<Tally>& table) const {
        table.assign(std::bit_ceil(2 * records.size() + 2), {0, 0});
        const size_t mask = table.size() - 1;
        for (const Pair pair : records) {
            size_t at = hash(pair) & mask;
            while (table[at].count != 0 && table[at].pair != pair) at = (at + 1) & mask;
            table[at].pair = pair, ++table[at].count;
        }
        std::vector<Tally> kept;
        for (const Tally& tally : table)
            if (tally.count != 0 && tally.count >= min_count_) kept.push_back(tally);
        return kept;
    }

    const PhraseCorpus& corpus_;
    const LinkNumbers& numbers_;
    uint64_t min_count_;
    unsigned threads_;
    std::function<void()> tick_;
    std::atomic<uint64_t> done_{0};  // of twice the tokens: to sort pairs, and to count them
    std::vector<uint64_t> cuts_;
    unsigned bits_;
    std::vector<uint32_t> sizes_;  // [chunks][partitions]: pairs
};

template <class Pair>
void take_counted(std::vector<typename PairCounter<Pair>::Tally>&& tallies,
                  CountedPhrases& phrases) {
    for (const auto& [pair, count] : tallies) {
        const auto words = static_cast<uint64_t>(pair);
        phrases.first.push_back(static_cast<uint32_t>(words >> 32)),
            phrases.second.push_back(static_cast<uint32_t>(words));
        phrases.link.push_back(
            sizeof(Pair) > 8 ? static_cast<uint32_t>(pair >> (sizeof(Pair) > 8 ? 64 : 0)) : 0);
        phrases.counts.push_back(count);
    }
}

}  // namespace

CountedPhrases count_phrases(const PhraseCorpus& corpus, uint64_t min_count, unsigned threads,
                             const Tick& tick) {
    CountedPhrases phrases;
    LinkNumbers numbers;
    phrases.links = find_links(corpus, numbers);
    if (numbers.empty())
        take_counted<uint64_t>(
            PairCounter<uint64_t>(corpus, numbers, min_count, threads, tick).run(), phrases);
    else
        take_counted<unsigned __int128>(
            PairCounter<unsigned __int128>(corpus, numbers, min_count, threads, tick).run(),
            phrases);
    return phrases;
}

}  // namespace malvec
