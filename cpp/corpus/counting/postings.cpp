#include "corpus/counting/postings.h"

#include <algorithm>

#include "core/parallel.h"
#include "corpus/storage.h"

namespace malvec {
namespace {

struct ThreadPart {
    uint64_t first, last;  // tokens of the corpus
    // [words]: first how many, then where the next one goes, from the start of the word's postings
    std::vector<uint32_t> places;
};

std::vector<ThreadPart> cut(const TokenBlock& block, unsigned threads) {
    std::vector<ThreadPart> parts(std::max(threads, 1u));
    const uint64_t tokens = block.last - block.first;
    for (size_t i = 0; i < parts.size(); ++i) {
        parts[i].first = block.first + tokens * i / parts.size();
        parts[i].last = block.first + tokens * (i + 1) / parts.size();
    }
    return parts;
}

void count(const TokenBlock& block, uint64_t words, ThreadPart& part) {
    part.places.assign(words, 0);
    for (uint64_t p = part.first; p < part.last; ++p) ++part.places[block.values[p]];
}

void place(const TokenBlock& block, uint16_t window, const Postings& postings, ThreadPart& part) {
    auto* const out = reinterpret_cast<Posting*>(postings.memory.get());
    const auto reach = [window](uint64_t words) {
        return static_cast<uint16_t>(std::min<uint64_t>(words, window));
    };
    auto end = std::upper_bound(block.offsets.begin(), block.offsets.end(), part.first);
    for (uint64_t p = part.first; p < part.last; ++end) {
        const uint64_t begin = end[-1], stop = std::min(*end, part.last);
        for (; p < stop; ++p) {
            const uint32_t id = block.values[p];
            out[postings.starts[id] + part.places[id]++] = {static_cast<uint32_t>(p - block.first),
                                                            reach(p - begin), reach(*end - 1 - p)};
        }
    }
}

// Counts become places; starts become sums of all parts.
void find_places(std::vector<ThreadPart>& parts, std::vector<uint64_t>& starts) {
    for (size_t word = 0; word + 1 < starts.size(); ++word) {
        uint32_t before = 0;
        for (ThreadPart& part : parts) {
            const uint32_t own = part.places[word];
            part.places[word] = before;
            before += own;
        }
        starts[word + 1] = starts[word] + before;
    }
}

}  // namespace

Postings make_postings(const TokenBlock& block, uint64_t words, uint16_t window, unsigned threads,
                       const std::function<void()>& tick) {
    Postings postings;
    postings.starts.resize(words + 1);
    postings.memory = allocate_storage((block.last - block.first) * sizeof(Posting), "");
    auto parts = cut(block, threads);
    all_pieces(
        parts.size(), threads, [&](uint64_t i, unsigned) { count(block, words, parts[i]); }, tick);
    find_places(parts, postings.starts);
    all_pieces(
        parts.size(), threads,
        [&](uint64_t i, unsigned) { place(block, window, postings, parts[i]); }, tick);
    return postings;
}

}  // namespace malvec
