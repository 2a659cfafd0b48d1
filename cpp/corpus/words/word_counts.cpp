#include "corpus/words/word_counts.h"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>

#include "core/parallel.h"
#include "corpus/words/neighbours.h"
#include "text/spelling.h"

namespace malvec {
namespace {

// Words of the workers, which may have some in common, or
// of a vocabulary; those with the count 0 are left out.
struct LooseWords {
    std::vector<char> bytes;
    std::vector<uint64_t> offsets{0}, counts;
    std::vector<uint64_t> bases{0};  // where each worker's begin

    Words view() const { return {bytes, offsets}; }
    void reserve(const std::vector<std::unique_ptr<BlockEncoder>>& encoders) {
        size_t words = 0, size = 0;
        for (const auto& encoder : encoders) {
            words += encoder->words().size();
            for (const auto& slot : encoder->words().slots())
                size += slot.id_plus_1 != 0 ? slot.text.view().size() : 0;
        }
        bytes.reserve(size), offsets.reserve(words + 1), counts.reserve(words);
    }
    void gather(const WordIdTable& table) {
        const uint64_t base = counts.size();
        counts.resize(base + table.size()), offsets.resize(base + table.size() + 1);
        for (const auto& slot : table.slots())
            if (slot.id_plus_1 != 0)
                offsets[base + slot.id_plus_1] = slot.text.view().size(),
                               counts[base + slot.id()] = slot.count;
        for (uint64_t i = base; i < counts.size(); ++i) offsets[i + 1] += offsets[i];
        bytes.resize(offsets.back());
        for (const auto& slot : table.slots()) {
            const std::string_view word = slot.text.view();
            if (slot.id_plus_1 != 0)
                std::copy(word.begin(), word.end(),
                          bytes.begin() + static_cast<ptrdiff_t>(offsets[base + slot.id()]));
        }
        bases.push_back(counts.size());
    }
    // Spells the words, and returns how often those occur that were not UTF-8.
    uint64_t spell_all() {
        uint64_t invalid = 0;
        for (size_t i = 0; i < counts.size(); ++i)
            if (!is_utf8(view()[i])) invalid += counts[i];
        if (invalid == 0) return 0;
        LooseWords spelled;
        for (size_t i = 0; i < counts.size(); ++i)
            spell(view()[i], spelled.bytes), spelled.offsets.push_back(spelled.bytes.size());
        bytes = std::move(spelled.bytes), offsets = std::move(spelled.offsets);
        return invalid;
    }
};

// The words in order, each once; `rank` of a loose word is its place there.
WordCounts rank_words(LooseWords loose, std::vector<uint32_t>& rank, unsigned threads,
                      const std::function<void()>& tick) {
    WordCounts out;
    out.invalid_utf8_tokens = loose.spell_all();
    const Words words = loose.view();
    rank.resize(words.size());
    out.bytes.reserve(words.bytes.size()), out.offsets.reserve(words.size() + 1),
        out.counts.reserve(words.size());
    std::string_view last;
    for (const uint32_t id : sort_words(words, Direction::forward, threads, tick)) {
        if (loose.counts[id] == 0) continue;
        if (out.counts.empty() || words[id] != last) {
            last = words[id];
            out.bytes.insert(out.bytes.end(), last.begin(), last.end());
            out.offsets.push_back(out.bytes.size());
            out.counts.push_back(0);
        }
        rank[id] = static_cast<uint32_t>(out.counts.size() - 1);
        out.counts.back() += loose.counts[id];
    }
    return out;
}

std::function<void()> stopping(const Tick& tick) {
    return [&tick] {
        if (tick && !tick({})) throw std::runtime_error("counting words was stopped");
    };
}

}  // namespace

WordCounts count_words(EncodedText text, const WordCountOptions& options, const Tick& tick) {
    const WordCountOptions checked{std::max(options.threads, 1u), options.memory};
    const auto beat = stopping(tick);
    LooseWords loose;
    loose.reserve(text.encoders);
    for (auto& encoder : text.encoders) {
        loose.gather(encoder->words());
        encoder.reset();
    }
    const std::vector<uint64_t> bases = loose.bases;
    std::vector<uint32_t> rank;
    WordCounts counted = rank_words(std::move(loose), rank, checked.threads, beat);
    RankedText ranked{std::move(text.blocks), text.spool.get(), {}, {}};
    const auto rename = [&](uint64_t i, unsigned) {
        ranked.rename(i, rank.data() + bases[ranked.blocks[i].worker]);
    };
    all_pieces(ranked.blocks.size(), checked.threads, rename, beat);
    rank = {};
    ranked.note_ends(counted.view().words, checked.threads);
    count_neighbours(std::move(ranked), counted, checked, beat);
    return counted;
}

WordCounts count_words(const EojeolIds& text, const WordCountOptions& options, const Tick& tick) {
    const WordCountOptions checked{std::max(options.threads, 1u), options.memory};
    const auto beat = stopping(tick);
    LooseWords loose;
    loose.bytes.assign(text.words.bytes.begin(), text.words.bytes.end());
    loose.offsets.assign(text.words.offsets.begin(), text.words.offsets.end());
    loose.counts.resize(text.words.size());
    for (const uint32_t id : text.values) ++loose.counts[id];
    std::vector<uint32_t> rank;
    WordCounts counted = rank_words(std::move(loose), rank, checked.threads, beat);
    RankedText ranked;
    EncodedBlock& block = ranked.blocks.emplace_back();
    block.ids.reserve(text.values.size());
    for (const uint32_t id : text.values) block.ids.push_back(rank[id]);
    block.line_ends.assign(text.offsets.begin() + 1, text.offsets.end());
    ranked.note_ends(counted.view().words, checked.threads);
    count_neighbours(std::move(ranked), counted, checked, beat);
    return counted;
}

}  // namespace malvec
