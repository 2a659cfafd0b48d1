#include <algorithm>
#include <atomic>
#include <bit>

#include "core/parallel.h"
#include "core/random.h"
#include "corpus/phrases/links.h"
#include "corpus/phrases/phrases.h"

namespace malvec {
namespace {

// From link, first and second word to what stands for the phrase.
class PhraseIndex {
public:
    explicit PhraseIndex(const PhraseList& list)
        : list_(list), slots_(std::bit_ceil(2 * list.first.size() + 2)) {
        for (size_t i = 0; i < list.first.size(); ++i) {
            size_t at = home(list.link[i], list.first[i], list.second[i]);
            while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = static_cast<uint32_t>(i + 1);
        }
        for (size_t n = 1; n + 1 < list.link_ends.size(); ++n)
            numbers_.emplace(sequence(list.link_ids.data() + list.link_ends[n],
                                      list.link_ids.data() + list.link_ends[n + 1]),
                             n);
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
        for (size_t at = home(link, ids[i], ids[j]); slots_[at] != 0;
             at = (at + 1) & (slots_.size() - 1)) {
            const uint32_t k = slots_[at] - 1;
            if (list_.first[k] == ids[i] && list_.second[k] == ids[j] && list_.link[k] == link)
                return list_.merged[k];
        }
        return none;
    }

private:
    size_t home(uint32_t link, uint32_t a, uint32_t b) const {
        return mix64((uint64_t{a} << 32 | b) ^ uint64_t{link} * 0x9e3779b97f4a7c15ull) &
               (slots_.size() - 1);
    }

    PhraseList list_;
    std::vector<uint32_t> slots_;  // index in the list + 1
    LinkNumbers numbers_;
};

// A word waits for its partner; what was between them waits with it.
void merge_sentence(const PhraseCorpus& corpus, uint64_t begin, uint64_t end,
                    const PhraseIndex& index, std::vector<uint32_t>& out) {
    uint64_t waiting = begin;  // everything before is written
    bool open = false;
    const auto write_until = [&](uint64_t to) {
        out.insert(out.end(), corpus.values.begin() + static_cast<ptrdiff_t>(waiting),
                   corpus.values.begin() + static_cast<ptrdiff_t>(to));
        waiting = to;
    };
    for (uint64_t i = begin; i < end; ++i) {
        if (corpus.connector[corpus.values[i]]) continue;
        if (open) {
            const uint32_t merged = index.find(corpus.values, waiting, i);
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

MergedPhrases merge_phrases(const PhraseCorpus& corpus, const PhraseList& list, unsigned threads,
                            const Tick& tick) {
    const PhraseIndex index(list);
    const std::vector<uint64_t> cuts = sentence_chunks(corpus.offsets);
    std::vector<MergedPhrases> parts(cuts.size() - 1);
    std::atomic<uint64_t> done{0};
    all_pieces(
        parts.size(), threads,
        [&](uint64_t chunk, unsigned) {
            MergedPhrases& part = parts[chunk];
            for (uint64_t s = cuts[chunk]; s < cuts[chunk + 1]; ++s) {
                merge_sentence(corpus, corpus.offsets[s], corpus.offsets[s + 1], index, part.ids);
                part.offsets.push_back(part.ids.size());
            }
            done += corpus.offsets[cuts[chunk + 1]] - corpus.offsets[cuts[chunk]];
        },
        [&] {
            if (tick) tick({.done = done});
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
