#include "corpus/word_counts.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>

#include "core/parallel.h"
#include "corpus/storage.h"
#include "text/spelling.h"

namespace malvec {
namespace {

constexpr uint64_t most = std::numeric_limits<uint32_t>::max();

// The words that occur, well spelled and in order; `rank` of an id is its place there.
struct RankedWords {
    WordCounts counted;
    std::vector<uint32_t> rank, first, last;  // of each id: place, and the characters at its ends
};

std::vector<uint64_t> occurrences(const EojeolIds& text) {
    std::vector<uint64_t> counts(text.words.size());
    for (const uint32_t id : text.ids) ++counts[id];
    return counts;
}

bool all_well_spelled(const WordBytes& words) {
    for (size_t i = 0; i < words.size(); ++i)
        if (!is_utf8(words[i])) return false;
    return true;
}

RankedWords rank_words(const EojeolIds& text, unsigned threads, const std::function<void()>& tick) {
    std::vector<char> spelled;
    std::vector<uint64_t> offsets{0};
    WordBytes words = text.words;
    if (!all_well_spelled(words)) {
        for (size_t i = 0; i < words.size(); ++i) spell(text.words[i], spelled), offsets.push_back(spelled.size());
        words = {spelled, offsets};
    }
    const std::vector<uint64_t> counts = occurrences(text);
    RankedWords ranked;
    ranked.rank.resize(words.size()), ranked.first.resize(words.size()), ranked.last.resize(words.size());
    WordCounts& out = ranked.counted;
    out.bytes.reserve(words.bytes.size()), out.offsets.reserve(words.size() + 1), out.counts.reserve(words.size());
    for (const uint32_t id : sort_words(words, Direction::forward, threads, tick)) {
        const std::string_view word = words[id];
        if (counts[id] == 0) continue;
        ranked.rank[id] = static_cast<uint32_t>(out.counts.size());
        ranked.first[id] = first_character(word), ranked.last[id] = last_character(word);
        out.bytes.insert(out.bytes.end(), word.begin(), word.end());
        out.offsets.push_back(out.bytes.size());
        out.counts.push_back(counts[id]);
    }
    return ranked;
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

// The neighbours of words first .. last - 1, collected in one scan of the text.
struct NeighbourPiece {
    Neighbours before, after;

    void collect(const EojeolIds& text, const RankedWords& ranked, uint32_t first, uint32_t last, ListSummary& summary) {
        const auto& counts = ranked.counted.counts;
        std::vector<uint64_t> begins(last - first + 1);
        for (uint32_t r = first; r < last; ++r) begins[r - first + 1] = begins[r - first] + counts[r];
        std::vector<uint64_t> ends(begins.begin(), begins.end() - 1);
        std::vector<uint32_t> befores(begins.back()), afters(begins.back());
        for (size_t s = 0; s + 1 < text.offsets.size(); ++s) {
            const auto ids = text.ids.subspan(text.offsets[s], text.offsets[s + 1] - text.offsets[s]);
            if (ids.size() < 2) continue;
            for (size_t i = 0; i < ids.size(); ++i) {
                const uint32_t place = ranked.rank[ids[i]] - first;
                if (place >= last - first) continue;
                befores[ends[place]] = ranked.last[ids[i == 0 ? ids.size() - 1 : i - 1]];
                afters[ends[place]++] = ranked.first[ids[i + 1 == ids.size() ? 0 : i + 1]];
            }
        }
        for (uint32_t place = 0; place < last - first; ++place) {
            const uint64_t begin = begins[place], size = ends[place] - begin;
            summary.add(std::span(befores).subspan(begin, size), before);
            summary.add(std::span(afters).subspan(begin, size), after);
        }
    }
};

// Where pieces of words begin: some for each thread, and as many as keep all their lists within the memory.
std::vector<uint32_t> piece_begins(const std::vector<uint64_t>& counts, uint64_t tokens, const WordCountOptions& options) {
    const uint64_t affordable = std::max<uint64_t>(options.memory / (2 * sizeof(uint32_t)) / options.threads, 1);
    const uint64_t enough = std::min(affordable, std::max<uint64_t>(tokens / (2 * options.threads), 1));
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

}  // namespace

WordCounts count_words(const EojeolIds& text, const WordCountOptions& options, const Tick& tick) {
    const unsigned threads = std::max(options.threads, 1u);
    const auto beat = [&] {
        if (tick && !tick({})) throw std::runtime_error("counting words was stopped");
    };
    RankedWords ranked = rank_words(text, threads, beat);
    const std::vector<uint32_t> begins = piece_begins(ranked.counted.counts, text.ids.size(), {threads, options.memory});
    std::vector<NeighbourPiece> pieces(begins.size() - 1);
    std::vector<ListSummary> summaries(threads);
    all_pieces(
        pieces.size(), threads,
        [&](uint64_t i, unsigned worker) { pieces[i].collect(text, ranked, begins[i], begins[i + 1], summaries[worker]); }, beat);
    WordCounts counted = std::move(ranked.counted);
    ranked = {};
    counted.before = join(pieces, &NeighbourPiece::before);
    counted.after = join(pieces, &NeighbourPiece::after);
    return counted;
}

}  // namespace malvec
