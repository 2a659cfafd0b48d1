#include "corpus/words/word_counts.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>

#include "core/parallel.h"
#include "corpus/storage.h"
#include "text/spelling.h"

namespace malvec {
namespace {

constexpr uint64_t most = std::numeric_limits<uint32_t>::max();

// Words of the workers, which may have some in common, or of a vocabulary; those with the count 0 are left out.
struct LooseWords {
    std::vector<char> bytes;
    std::vector<uint64_t> offsets{0}, counts;
    std::vector<uint64_t> bases{0};  // where each worker's begin

    WordBytes view() const { return {bytes, offsets}; }
    void reserve(const std::vector<std::unique_ptr<BlockEncoder>>& encoders) {
        size_t words = 0, size = 0;
        for (const auto& encoder : encoders) {
            words += encoder->words().size();
            for (const auto& slot : encoder->words().slots()) size += slot.id_plus_1 != 0 ? slot.text.view().size() : 0;
        }
        bytes.reserve(size), offsets.reserve(words + 1), counts.reserve(words);
    }
    void gather(const WordTable& table) {
        const uint64_t base = counts.size();
        counts.resize(base + table.size()), offsets.resize(base + table.size() + 1);
        for (const auto& slot : table.slots())
            if (slot.id_plus_1 != 0) offsets[base + slot.id_plus_1] = slot.text.view().size(), counts[base + slot.id()] = slot.count;
        for (uint64_t i = base; i < counts.size(); ++i) offsets[i + 1] += offsets[i];
        bytes.resize(offsets.back());
        for (const auto& slot : table.slots()) {
            const std::string_view word = slot.text.view();
            if (slot.id_plus_1 != 0) std::copy(word.begin(), word.end(), bytes.begin() + static_cast<ptrdiff_t>(offsets[base + slot.id()]));
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
        for (size_t i = 0; i < counts.size(); ++i) spell(view()[i], spelled.bytes), spelled.offsets.push_back(spelled.bytes.size());
        bytes = std::move(spelled.bytes), offsets = std::move(spelled.offsets);
        return invalid;
    }
};

// The words in order, each once; `rank` of a loose word is its place there.
WordCounts rank_words(LooseWords loose, std::vector<uint32_t>& rank, unsigned threads, const std::function<void()>& tick) {
    WordCounts out;
    out.invalid_utf8_tokens = loose.spell_all();
    const WordBytes words = loose.view();
    rank.resize(words.size());
    out.bytes.reserve(words.bytes.size()), out.offsets.reserve(words.size() + 1), out.counts.reserve(words.size());
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

// Counts the characters of one list after another.
class ListSummary {
public:
    void add(std::span<uint32_t> list, Neighbours& out) {
        if (list.size() > most) throw std::overflow_error("a word has the same neighbour 2^32 times");
        if (list.size() > 48)
            add_long(list, out);
        else
            add_short(list, out);
        out.offsets.push_back(out.characters.size());
    }

private:
    static void add_short(std::span<uint32_t> list, Neighbours& out) {
        std::sort(list.begin(), list.end());
        for (size_t i = 0; i < list.size(); ++i) {
            if (i == 0 || list[i] != list[i - 1]) out.characters.push_back(list[i]), out.counts.push_back(0);
            ++out.counts.back();
        }
    }
    void add_long(std::span<const uint32_t> list, Neighbours& out) {
        if (!memory_) memory_ = allocate_storage(code_points * sizeof(uint32_t), "");
        auto* const times = reinterpret_cast<uint32_t*>(memory_.get());
        const size_t begin = out.characters.size();
        for (const uint32_t character : list)
            if (times[character]++ == 0) out.characters.push_back(character);
        std::sort(out.characters.begin() + static_cast<ptrdiff_t>(begin), out.characters.end());
        for (size_t i = begin; i < out.characters.size(); ++i) {
            out.counts.push_back(times[out.characters[i]]);
            times[out.characters[i]] = 0;
        }
    }
    std::shared_ptr<char[]> memory_;  // uint32 [code points]
};

// Lines of places of words: blocks in memory, or one at a time from a spool.
struct RankedText {
    std::vector<EncodedBlock> blocks;
    const Spool* spool = nullptr;
    std::vector<uint32_t> first, last;  // of each word: the characters at its ends

    // ids (uint32 [tokens]) and line ends (uint64 [lines]) of a block; `room` holds them if they come from the spool.
    void visit(size_t index, EncodedBlock& room, const auto& on_line) const {
        const EncodedBlock* block = &blocks[index];
        if (spool) {
            room.ids.resize(block->tokens), room.line_ends.resize(block->lines);
            spool->read(room.ids.data(), block->tokens * sizeof(uint32_t), block->place);
            spool->read(room.line_ends.data(), block->lines * sizeof(uint64_t), block->place + block->tokens * sizeof(uint32_t));
            block = &room;
        }
        uint64_t begin = 0;
        for (const uint64_t end : block->line_ends) {
            if (end - begin > 1) on_line(std::span(block->ids).subspan(begin, end - begin));
            begin = end;
        }
    }
    void rename(size_t index, const uint32_t* rank) {
        EncodedBlock& block = blocks[index];
        if (spool) {
            block.ids.resize(block.tokens);
            spool->read(block.ids.data(), block.tokens * sizeof(uint32_t), block.place);
        }
        for (uint32_t& id : block.ids) id = rank[id];
        if (spool) spool->write(block.ids.data(), block.tokens * sizeof(uint32_t), block.place), block.ids = {};
    }
    void note_ends(const WordBytes& words, unsigned threads) {
        first.resize(words.size()), last.resize(words.size());
        parallel_ranges(words.size(), 4096, threads, [&](uint64_t begin, uint64_t end) {
            for (uint64_t i = begin; i < end; ++i) first[i] = first_character(words[i]), last[i] = last_character(words[i]);
        });
    }
};

// The neighbours of words begin .. end - 1, collected in one scan of the text.
struct NeighbourPiece {
    Neighbours before, after;

    void collect(const RankedText& text, std::span<const uint64_t> counts, uint32_t begin, ListSummary& summary) {
        std::vector<uint64_t> begins(counts.size() + 1);
        for (size_t place = 0; place < counts.size(); ++place) begins[place + 1] = begins[place] + counts[place];
        std::vector<uint64_t> ends(begins.begin(), begins.end() - 1);
        std::vector<uint32_t> befores(begins.back()), afters(begins.back());
        const auto take_line = [&](std::span<const uint32_t> line) {
            for (size_t i = 0; i < line.size(); ++i) {
                const uint32_t place = line[i] - begin;
                if (place >= counts.size()) continue;
                befores[ends[place]] = text.last[line[i == 0 ? line.size() - 1 : i - 1]];
                afters[ends[place]++] = text.first[line[i + 1 == line.size() ? 0 : i + 1]];
            }
        };
        EncodedBlock room;
        for (size_t block = 0; block < text.blocks.size(); ++block) text.visit(block, room, take_line);
        for (size_t place = 0; place < counts.size(); ++place) {
            const uint64_t size = ends[place] - begins[place];
            summary.add(std::span(befores).subspan(begins[place], size), before);
            summary.add(std::span(afters).subspan(begins[place], size), after);
        }
        for (Neighbours* side : {&before, &after}) side->characters.shrink_to_fit(), side->counts.shrink_to_fit();
    }
};

// Where pieces of words begin: some for each thread, and as many as keep all their lists within the memory.
std::vector<uint32_t> piece_begins(const std::vector<uint64_t>& counts, uint64_t tokens, const WordCountOptions& options) {
    const uint64_t affordable = std::max<uint64_t>(options.memory / (2 * sizeof(uint32_t)) / options.threads, 1);
    const uint64_t enough = std::min(affordable, std::max<uint64_t>(tokens / (4 * options.threads), 1));
    std::vector<uint32_t> begins{0};
    uint64_t gathered = 0;
    for (uint32_t r = 0; r < counts.size(); ++r) {
        if (gathered > 0 && gathered + counts[r] > enough) begins.push_back(r), gathered = 0;
        gathered += counts[r];
    }
    begins.push_back(static_cast<uint32_t>(counts.size()));
    return begins;
}

void append(Neighbours& to, Neighbours&& part) {
    const uint64_t base = to.characters.size();
    to.characters.insert(to.characters.end(), part.characters.begin(), part.characters.end());
    to.counts.insert(to.counts.end(), part.counts.begin(), part.counts.end());
    for (size_t i = 1; i < part.offsets.size(); ++i) to.offsets.push_back(base + part.offsets[i]);
    part = {};
}

Neighbours join(std::vector<NeighbourPiece>& pieces, Neighbours NeighbourPiece::* side) {
    Neighbours whole;
    size_t words = 1, characters = 0;
    for (const auto& piece : pieces) words += (piece.*side).offsets.size() - 1, characters += (piece.*side).characters.size();
    whole.offsets.reserve(words), whole.characters.reserve(characters), whole.counts.reserve(characters);
    for (auto& piece : pieces) append(whole, std::move(piece.*side));
    return whole;
}

void count_neighbours(RankedText text, WordCounts& counted, const WordCountOptions& options, const std::function<void()>& tick) {
    uint64_t tokens = 0;
    for (const uint64_t times : counted.counts) tokens += times;
    const std::vector<uint32_t> begins = piece_begins(counted.counts, tokens, options);
    std::vector<NeighbourPiece> pieces(begins.size() - 1);
    std::vector<ListSummary> summaries(options.threads);
    const auto collect = [&](uint64_t i, unsigned worker) {
        pieces[i].collect(text, std::span(counted.counts).subspan(begins[i], begins[i + 1] - begins[i]), begins[i], summaries[worker]);
    };
    all_pieces(pieces.size(), options.threads, collect, tick);
    text = {}, summaries.clear();
    counted.before = join(pieces, &NeighbourPiece::before);
    counted.after = join(pieces, &NeighbourPiece::after);
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
    const auto rename = [&](uint64_t i, unsigned) { ranked.rename(i, rank.data() + bases[ranked.blocks[i].worker]); };
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
    for (const uint32_t id : text.ids) ++loose.counts[id];
    std::vector<uint32_t> rank;
    WordCounts counted = rank_words(std::move(loose), rank, checked.threads, beat);
    RankedText ranked;
    EncodedBlock& block = ranked.blocks.emplace_back();
    block.ids.reserve(text.ids.size());
    for (const uint32_t id : text.ids) block.ids.push_back(rank[id]);
    block.line_ends.assign(text.offsets.begin() + 1, text.offsets.end());
    ranked.note_ends(counted.view().words, checked.threads);
    count_neighbours(std::move(ranked), counted, checked, beat);
    return counted;
}

}  // namespace malvec
