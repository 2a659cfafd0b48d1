#include "corpus/phrases/phrases.h"

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "core/parallel.h"
#include "core/random.h"

namespace malvec {
namespace {

constexpr uint64_t chunk_tokens = uint64_t{1} << 17, partition_pairs = uint64_t{1} << 15, group_pairs = uint64_t{1} << 26;

using LinkNumbers = std::unordered_map<std::u32string, uint32_t>;

std::u32string sequence(const uint32_t* begin, const uint32_t* end) { return {begin, end}; }

// Chunks of whole sentences of about chunk_tokens: where each begins, and the end.
std::vector<uint64_t> sentence_chunks(std::span<const uint64_t> offsets) {
    std::vector<uint64_t> cuts{0};
    const uint64_t sentences = offsets.size() - 1;
    for (uint64_t s = 0; s < sentences; ++s)
        if (offsets[s + 1] - offsets[cuts.back()] >= chunk_tokens || s + 1 == sentences) cuts.push_back(s + 1);
    return cuts;
}

// on_pair(position of the first word, of the second) for every two words of a sentence between which only connectors stand.
template <class OnPair>
void each_pair(const PhraseCorpus& corpus, uint64_t first_sentence, uint64_t last_sentence, OnPair&& on_pair) {
    for (uint64_t s = first_sentence; s < last_sentence; ++s) {
        uint64_t before = UINT64_MAX;
        for (uint64_t i = corpus.offsets[s]; i < corpus.offsets[s + 1]; ++i) {
            if (corpus.connector[corpus.ids[i]]) continue;
            if (before != UINT64_MAX) on_pair(before, i);
            before = i;
        }
    }
}

PhraseLinks find_links(const PhraseCorpus& corpus, LinkNumbers& numbers) {
    PhraseLinks links;
    links.ends.push_back(0);
    if (std::find(corpus.connector.begin(), corpus.connector.end(), 1) == corpus.connector.end()) return links;
    each_pair(corpus, 0, corpus.offsets.size() - 1, [&](uint64_t a, uint64_t b) {
        if (b == a + 1) return;
        const auto between = sequence(&corpus.ids[a + 1], &corpus.ids[b]);
        if (!numbers.emplace(between, static_cast<uint32_t>(numbers.size() + 1)).second) return;
        links.ids.insert(links.ids.end(), between.begin(), between.end());
        links.ends.push_back(links.ids.size());
    });
    return links;
}

// Pairs as numbers, 64 bits where nothing stands between any two words, else 128: link, first, second.
template <class Pair>
class PairCounter {
public:
    struct Tally {
        Pair pair;
        uint64_t count;
    };

    PairCounter(const PhraseCorpus& corpus, const LinkNumbers& numbers, uint64_t min_count, unsigned threads, std::function<void()> tick)
        : corpus_(corpus), numbers_(numbers), min_count_(min_count), threads_(threads), tick_(std::move(tick)),
          cuts_(sentence_chunks(corpus.offsets)), bits_(static_cast<unsigned>(std::bit_width(corpus.ids.size() / partition_pairs))) {}

    std::vector<Tally> run() {
        const size_t partitions = size_t{1} << bits_, chunks = cuts_.size() - 1;
        sizes_.assign(chunks * partitions, 0);
        all_pieces(
            chunks, threads_, [&](uint64_t chunk, unsigned) { each(chunk, [&](Pair, uint64_t p) { ++sizes_[chunk * partitions + p]; }); },
            tick_);
        std::vector<uint64_t> totals(partitions);
        for (size_t i = 0; i < sizes_.size(); ++i) totals[i % partitions] += sizes_[i];
        std::vector<Tally> all;
        for (size_t begin = 0, end = 0; begin < partitions; begin = end) {
            uint64_t pairs = 0;
            while (end < partitions && (end == begin || pairs + totals[end] <= group_pairs)) pairs += totals[end++];
            count_group(begin, end, pairs, all);
        }
        std::sort(all.begin(), all.end(), [](const Tally& a, const Tally& b) { return a.pair < b.pair; });
        return all;
    }

private:
    static uint64_t hash(Pair pair) {
        if constexpr (sizeof(Pair) == 8)
            return mix64(pair);
        else
            return mix64(static_cast<uint64_t>(pair) ^ mix64(static_cast<uint64_t>(pair >> 64)));
    }

    // on_record(pair, partition) for pairs of words that occur often enough to make a phrase that does.
    template <class OnRecord>
    void each(uint64_t chunk, OnRecord&& on_record) const {
        each_pair(corpus_, cuts_[chunk], cuts_[chunk + 1], [&](uint64_t i, uint64_t j) {
            const uint32_t a = corpus_.ids[i], b = corpus_.ids[j];
            if (corpus_.counts[a] < min_count_ || corpus_.counts[b] < min_count_) return;
            Pair pair = uint64_t{a} << 32 | b;
            if constexpr (sizeof(Pair) > 8)
                if (j > i + 1) pair |= Pair{numbers_.find(sequence(&corpus_.ids[i + 1], &corpus_.ids[j]))->second} << 64;
            on_record(pair, bits_ == 0 ? 0 : hash(pair) >> (64 - bits_));
        });
    }

    void count_group(size_t begin, size_t end, uint64_t pairs, std::vector<Tally>& all) {
        const size_t partitions = size_t{1} << bits_, chunks = cuts_.size() - 1, width = end - begin;
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
                found[p] = frequent({records.data() + bounds[p], bounds[p + 1] - bounds[p]}, rooms[worker]);
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
    std::vector<uint64_t> cuts_;
    unsigned bits_;
    std::vector<uint32_t> sizes_;  // [chunks][partitions]: pairs
};

template <class Pair>
void take_counted(std::vector<typename PairCounter<Pair>::Tally>&& tallies, CountedPhrases& phrases) {
    for (const auto& [pair, count] : tallies) {
        const auto words = static_cast<uint64_t>(pair);
        phrases.first.push_back(static_cast<uint32_t>(words >> 32)), phrases.second.push_back(static_cast<uint32_t>(words));
        phrases.link.push_back(sizeof(Pair) > 8 ? static_cast<uint32_t>(pair >> (sizeof(Pair) > 8 ? 64 : 0)) : 0);
        phrases.counts.push_back(count);
    }
}

// From link, first and second word to what stands for the phrase.
class PhraseIndex {
public:
    explicit PhraseIndex(const PhraseList& list) : list_(list), slots_(std::bit_ceil(2 * list.first.size() + 2)) {
        for (size_t i = 0; i < list.first.size(); ++i) {
            size_t at = home(list.link[i], list.first[i], list.second[i]);
            while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = static_cast<uint32_t>(i + 1);
        }
        for (size_t n = 1; n + 1 < list.link_ends.size(); ++n)
            numbers_.emplace(sequence(list.link_ids.data() + list.link_ends[n], list.link_ids.data() + list.link_ends[n + 1]), n);
    }

    // The id of the phrase from position i to j, or `none`.
    static constexpr uint32_t none = UINT32_MAX;
    uint32_t find(std::span<const uint32_t> ids, uint64_t i, uint64_t j) const {
        uint32_t link = 0;
        if (j > i + 1) {
            const auto found = numbers_.find(sequence(&ids[i + 1], &ids[j]));
            if (found == numbers_.end()) return none;
            link = found->second;
        }
        for (size_t at = home(link, ids[i], ids[j]); slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
            const uint32_t k = slots_[at] - 1;
            if (list_.first[k] == ids[i] && list_.second[k] == ids[j] && list_.link[k] == link) return list_.merged[k];
        }
        return none;
    }

private:
    size_t home(uint32_t link, uint32_t a, uint32_t b) const {
        return mix64((uint64_t{a} << 32 | b) ^ uint64_t{link} * 0x9e3779b97f4a7c15ull) & (slots_.size() - 1);
    }

    PhraseList list_;
    std::vector<uint32_t> slots_;  // index in the list + 1
    LinkNumbers numbers_;
};

// A word waits for its partner; what was between them waits with it.
void merge_sentence(const PhraseCorpus& corpus, uint64_t begin, uint64_t end, const PhraseIndex& index, std::vector<uint32_t>& out) {
    uint64_t waiting = begin;  // everything before is written
    bool open = false;
    const auto write_until = [&](uint64_t to) {
        out.insert(out.end(), corpus.ids.begin() + static_cast<ptrdiff_t>(waiting), corpus.ids.begin() + static_cast<ptrdiff_t>(to));
        waiting = to;
    };
    for (uint64_t i = begin; i < end; ++i) {
        if (corpus.connector[corpus.ids[i]]) continue;
        if (open) {
            const uint32_t merged = index.find(corpus.ids, waiting, i);
            if (merged != PhraseIndex::none) {
                out.push_back(merged);
                waiting = i + 1, open = false;
                continue;
            }
        }
        write_until(i);
        open = true;
    }
    write_until(end);
}

}  // namespace

CountedPhrases count_phrases(const PhraseCorpus& corpus, uint64_t min_count, unsigned threads, const Tick& tick) {
    const auto beat = [&] {
        if (tick) tick({});
    };
    CountedPhrases phrases;
    LinkNumbers numbers;
    phrases.links = find_links(corpus, numbers);
    if (numbers.empty())
        take_counted<uint64_t>(PairCounter<uint64_t>(corpus, numbers, min_count, threads, beat).run(), phrases);
    else
        take_counted<unsigned __int128>(PairCounter<unsigned __int128>(corpus, numbers, min_count, threads, beat).run(), phrases);
    return phrases;
}

MergedPhrases merge_phrases(const PhraseCorpus& corpus, const PhraseList& list, unsigned threads, const Tick& tick) {
    const PhraseIndex index(list);
    const std::vector<uint64_t> cuts = sentence_chunks(corpus.offsets);
    std::vector<MergedPhrases> parts(cuts.size() - 1);
    all_pieces(
        parts.size(), threads,
        [&](uint64_t chunk, unsigned) {
            MergedPhrases& part = parts[chunk];
            for (uint64_t s = cuts[chunk]; s < cuts[chunk + 1]; ++s) {
                merge_sentence(corpus, corpus.offsets[s], corpus.offsets[s + 1], index, part.ids);
                part.offsets.push_back(part.ids.size());
            }
        },
        [&] {
            if (tick) tick({});
        });
    MergedPhrases all;
    all.offsets.push_back(0);
    for (MergedPhrases& part : parts) {
        for (const uint64_t end : part.offsets) all.offsets.push_back(all.ids.size() + end);
        all.ids.insert(all.ids.end(), part.ids.begin(), part.ids.end());
        part = {};
    }
    return all;
}

}  // namespace malvec
