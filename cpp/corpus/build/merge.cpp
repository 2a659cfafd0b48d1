#include "corpus/build/merge.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

#include "core/parallel.h"
#include "text/utf8.h"

namespace malvec {
namespace {

using Slot = WordIdTable::Slot;
constexpr unsigned partition_bits = 6;
// by the first bits of the hash: each is merged and sorted by itself
constexpr size_t partitions = 1 << partition_bits;
constexpr size_t partition_of(const Slot& slot) { return slot.tag >> (32 - partition_bits); }

// A table's occupied slots, grouped by partition.
struct Groups {
    std::vector<const Slot*> slots;
    std::vector<uint32_t> merged_ids;  // of their words, within the partition
    std::array<size_t, partitions + 1> begin{};

    size_t size(size_t partition) const { return begin[partition + 1] - begin[partition]; }
};

Groups group_slots(const WordIdTable& table) {
    Groups groups;
    for (const Slot& slot : table.slots())
        if (slot.id_plus_1 != 0) ++groups.begin[partition_of(slot) + 1];
    std::partial_sum(groups.begin.begin(), groups.begin.end(), groups.begin.begin());
    groups.slots.resize(table.size()), groups.merged_ids.resize(table.size());
    auto next = groups.begin;
    for (const Slot& slot : table.slots())
        if (slot.id_plus_1 != 0) groups.slots[next[partition_of(slot)]++] = &slot;
    return groups;
}

struct Word {
    uint64_t count;
    WordText text;
    uint32_t partition, id;  // id within the partition
};

bool bytes_before(const WordText& a, const WordText& b) {
    if (a.is_long() || b.is_long()) return a.view() < b.view();
    const auto first = [](const WordText& t) { return __builtin_bswap64(t.half[0]); };
    // the length comes last, as it should
    const auto rest = [](const WordText& t) { return __builtin_bswap64(t.half[1]); };
    return first(a) != first(b) ? first(a) < first(b) : rest(a) < rest(b);
}

bool before(const Word& a, const Word& b) {
    return a.count != b.count ? a.count > b.count : bytes_before(a.text, b.text);
}

struct Merger {
    std::span<const WordIdTable* const> tables;
    const Selection& selection;
    MergedWords& result;
    std::vector<Groups> groups = std::vector<Groups>(tables.size());
    // the chosen ones, sorted
    std::vector<std::vector<Word>> words = std::vector<std::vector<Word>>(partitions);
    // [partition][id within it]
    std::vector<std::vector<uint32_t>> final_ids = std::vector<std::vector<uint32_t>>(partitions);
    std::vector<TokenTally> statistics = std::vector<TokenTally>(partitions);

    void merge(size_t partition);
    void choose(const Slot& slot, size_t partition);
    void rename(size_t partition);
};

void Merger::merge(size_t partition) {
    size_t expected = 0;
    for (const Groups& g : groups) expected = std::max(expected, g.size(partition));
    WordIdTable merged(expected, partition_bits);
    for (Groups& g : groups)
        for (size_t i = g.begin[partition]; i < g.begin[partition + 1]; ++i) {
            const Slot& slot = *g.slots[i];
            g.merged_ids[i] =
                merged.add({slot.text, slot.tag}, slot.count, WordIdTable::Bytes::kept_by_caller);
        }
    final_ids[partition].assign(merged.size(), MergedWords::dropped);
    statistics[partition].distinct_words = merged.size();
    for (const Slot& slot : merged.slots())
        if (slot.id_plus_1 != 0) choose(slot, partition);
    std::sort(words[partition].begin(), words[partition].end(), before);
}

void Merger::choose(const Slot& slot, size_t partition) {
    TokenTally& sums = statistics[partition];
    const std::string_view word = slot.text.view();
    if (!is_utf8(word)) sums.invalid_utf8_tokens += slot.count;
    if (word.find('\0') != word.npos) sums.nul_tokens += slot.count;
    if (selection.vocab) {
        const auto id = selection.vocab->find(word);
        (id ? sums.kept : sums.dropped_unknown) += slot.count;
        if (id) final_ids[partition][slot.id()] = *id, result.counts[*id] = slot.count;
    } else if (slot.count < selection.min_count) {
        sums.dropped_rare += slot.count;
    } else {
        sums.kept += slot.count;
        words[partition].push_back(
            {slot.count, slot.text, static_cast<uint32_t>(partition), slot.id()});
    }
}

// Pairs of sorted runs become one, until one is left.
std::vector<Word> merge_runs(std::vector<std::vector<Word>> runs, unsigned threads,
                             const std::function<void()>& tick) {
    static_assert(std::has_single_bit(partitions), "no run may be left without a partner");
    while (runs.size() > 1) {
        std::vector<std::vector<Word>> longer(runs.size() / 2);
        const auto join = [&](uint64_t i, unsigned) {
            auto &a = runs[2 * i], &b = runs[2 * i + 1];
            longer[i].resize(a.size() + b.size());
            std::merge(a.begin(), a.end(), b.begin(), b.end(), longer[i].begin(), before);
            a = {}, b = {};
        };
        all_pieces(longer.size(), threads, join, tick);
        runs = std::move(longer);
    }
    return std::move(runs.front());
}

void list_words(std::span<const Word> words, Merger& merger) {
    MergedWords& result = merger.result;
    const size_t limit = merger.selection.max_vocab ? merger.selection.max_vocab : words.size();
    result.offsets.assign(1, 0);
    for (size_t i = 0; i < words.size(); ++i) {
        const Word& word = words[i];
        if (i >= limit) {
            result.statistics.dropped_max_vocab += word.count, result.statistics.kept -= word.count;
            continue;
        }
        const std::string_view text = word.text.view();
        result.bytes.insert(result.bytes.end(), text.begin(), text.end());
        result.offsets.push_back(result.bytes.size());
        result.counts.push_back(word.count);
        merger.final_ids[word.partition][word.id] = static_cast<uint32_t>(i);
    }
}

void Merger::rename(size_t partition) {
    for (size_t t = 0; t < tables.size(); ++t)
        for (size_t i = groups[t].begin[partition]; i < groups[t].begin[partition + 1]; ++i)
            result.final_ids[t][groups[t].slots[i]->id()] =
                final_ids[partition][groups[t].merged_ids[i]];
}

}  // namespace

MergedWords merge_words(std::span<const WordIdTable* const> tables, const Selection& selection,
                        unsigned threads, const std::function<void()>& tick) {
    MergedWords result;
    Merger merger{tables, selection, result};
    for (const WordIdTable* table : tables) result.final_ids.emplace_back(table->size());
    if (selection.vocab) {
        result.bytes.assign(selection.vocab->bytes.begin(), selection.vocab->bytes.end());
        result.offsets.assign(selection.vocab->offsets.begin(), selection.vocab->offsets.end());
        result.counts.assign(selection.vocab->size(), 0);
    }
    all_pieces(
        tables.size(), threads,
        [&](uint64_t t, unsigned) { merger.groups[t] = group_slots(*tables[t]); }, tick);
    all_pieces(partitions, threads, [&](uint64_t p, unsigned) { merger.merge(p); }, tick);
    for (const auto& sums : merger.statistics) result.statistics.add(sums);
    if (!selection.vocab) list_words(merge_runs(std::move(merger.words), threads, tick), merger);
    all_pieces(partitions, threads, [&](uint64_t p, unsigned) { merger.rename(p); }, tick);
    return result;
}

}  // namespace malvec
