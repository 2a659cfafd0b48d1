#include "corpus/words/neighbours.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>

#include "corpus/storage.h"

namespace malvec {
namespace {

constexpr uint64_t most = std::numeric_limits<uint32_t>::max();

// Counts the characters of one list after another.
class ListSummary {
public:
    void add(std::span<uint32_t> list, Neighbours& out) {
        if (list.size() > most)
            throw std::overflow_error("a word has the same neighbour 2^32 times");
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
            if (i == 0 || list[i] != list[i - 1])
                out.characters.push_back(list[i]), out.counts.push_back(0);
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

// The neighbours of words begin .. end - 1, collected in one scan of the text.
struct NeighbourPiece {
    Neighbours before, after;

    void collect(const RankedText& text, std::span<const uint64_t> counts, uint32_t begin,
                 ListSummary& summary) {
        std::vector<uint64_t> begins(counts.size() + 1);
        for (size_t place = 0; place < counts.size(); ++place)
            begins[place + 1] = begins[place] + counts[place];
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
        for (size_t block = 0; block < text.blocks.size(); ++block)
            text.visit(block, room, take_line);
        for (size_t place = 0; place < counts.size(); ++place) {
            const uint64_t size = ends[place] - begins[place];
            summary.add(std::span(befores).subspan(begins[place], size), before);
            summary.add(std::span(afters).subspan(begins[place], size), after);
        }
        for (Neighbours* side : {&before, &after})
            side->characters.shrink_to_fit(), side->counts.shrink_to_fit();
    }
};

// Where pieces of words begin: some for each thread, and
// as many as keep all their lists within the memory.
std::vector<uint32_t> piece_begins(const std::vector<uint64_t>& counts, uint64_t tokens,
                                   const WordCountOptions& options) {
    const uint64_t affordable =
        std::max<uint64_t>(options.memory / (2 * sizeof(uint32_t)) / options.threads, 1);
    const uint64_t enough =
        std::min(affordable, std::max<uint64_t>(tokens / (4 * options.threads), 1));
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
    for (const auto& piece : pieces)
        words += (piece.*side).offsets.size() - 1, characters += (piece.*side).characters.size();
    whole.offsets.reserve(words), whole.characters.reserve(characters),
        whole.counts.reserve(characters);
    for (auto& piece : pieces) append(whole, std::move(piece.*side));
    return whole;
}

}  // namespace

void count_neighbours(RankedText text, WordCounts& counted, const WordCountOptions& options,
                      const std::function<void()>& tick) {
    uint64_t tokens = 0;
    for (const uint64_t times : counted.counts) tokens += times;
    const std::vector<uint32_t> begins = piece_begins(counted.counts, tokens, options);
    std::vector<NeighbourPiece> pieces(begins.size() - 1);
    std::vector<ListSummary> summaries(options.threads);
    const auto collect = [&](uint64_t i, unsigned worker) {
        pieces[i].collect(text,
                          std::span(counted.counts).subspan(begins[i], begins[i + 1] - begins[i]),
                          begins[i], summaries[worker]);
    };
    all_pieces(pieces.size(), options.threads, collect, tick);
    text = {}, summaries.clear();
    counted.before = join(pieces, &NeighbourPiece::before);
    counted.after = join(pieces, &NeighbourPiece::after);
}

}  // namespace malvec
