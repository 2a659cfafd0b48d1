#include "corpus/word_order.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/parallel.h"
#include "text/spelling.h"

namespace malvec {
namespace {

constexpr size_t buckets = size_t{1} << 16;
constexpr size_t words_per_piece = size_t{1} << 13;

struct Keyed {
    uint64_t key;  // the eight outermost bytes, the first one highest
    uint32_t word;
};

uint64_t outer_key(std::string_view word, Direction direction) {
    uint64_t key = 0;
    const size_t size = std::min<size_t>(word.size(), 8);
    if (direction == Direction::forward) {
        std::memcpy(&key, word.data(), size);
        return __builtin_bswap64(key);
    }
    std::memcpy(reinterpret_cast<char*>(&key) + 8 - size, word.data() + word.size() - size, size);
    return key;
}

bool before_from_the_back(std::string_view a, std::string_view b) {
    const auto below = [](char x, char y) { return static_cast<unsigned char>(x) < static_cast<unsigned char>(y); };
    return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend(), below);
}

// Grouped by the highest two bytes of the key; `ends[b]` is where bucket b ends.
std::vector<Keyed> group_by_bucket(const WordBytes& words, Direction direction, unsigned threads, std::vector<uint32_t>& ends) {
    std::vector<Keyed> loose(words.size()), grouped(words.size());
    parallel_ranges(words.size(), words_per_piece, threads, [&](uint64_t begin, uint64_t end) {
        for (uint64_t i = begin; i < end; ++i) loose[i] = {outer_key(words[i], direction), static_cast<uint32_t>(i)};
    });
    ends.assign(buckets + 1, 0);
    for (const Keyed& item : loose) ++ends[(item.key >> 48) + 1];
    for (size_t b = 0; b < buckets; ++b) ends[b + 1] += ends[b];
    for (const Keyed& item : loose) grouped[ends[item.key >> 48]++] = item;
    return grouped;
}

size_t shared_characters(std::string_view a, std::string_view b, Direction direction, size_t cap) {
    const size_t most = std::min(a.size(), b.size());
    size_t bytes = 0, characters = 0;
    if (direction == Direction::forward) {
        while (bytes < most && a[bytes] == b[bytes] && characters <= cap) characters += is_lead(a[bytes++]);
        const bool cut = (bytes < a.size() && !is_lead(a[bytes])) || (bytes < b.size() && !is_lead(b[bytes]));
        return std::min(cap, characters - (cut && characters > 0));
    }
    for (; bytes < most && a[a.size() - 1 - bytes] == b[b.size() - 1 - bytes] && characters < cap; ++bytes)
        characters += is_lead(a[a.size() - 1 - bytes]);
    return characters;
}

}  // namespace

std::vector<uint32_t> sort_words(const WordBytes& words, Direction direction, unsigned threads, const std::function<void()>& tick) {
    std::vector<uint32_t> ends;
    std::vector<Keyed> items = group_by_bucket(words, direction, threads, ends);
    std::vector<uint32_t> begins{0};  // of pieces
    for (size_t b = 0; b < buckets; ++b)
        if (ends[b] >= begins.back() + words_per_piece) begins.push_back(ends[b]);
    if (begins.back() < items.size()) begins.push_back(static_cast<uint32_t>(items.size()));
    const auto earlier = [&](const Keyed& a, const Keyed& b) {
        if (a.key != b.key) return a.key < b.key;
        return direction == Direction::forward ? words[a.word] < words[b.word] : before_from_the_back(words[a.word], words[b.word]);
    };
    all_pieces(
        begins.size() - 1, threads,
        [&](uint64_t piece, unsigned) { std::sort(items.begin() + begins[piece], items.begin() + begins[piece + 1], earlier); }, tick);
    std::vector<uint32_t> order(items.size());
    for (size_t i = 0; i < items.size(); ++i) order[i] = items[i].word;
    return order;
}

SharedOrder share_order(const WordBytes& words, std::vector<uint32_t> sorted, Direction direction, size_t depth, unsigned threads) {
    SharedOrder order{std::move(sorted), std::vector<uint8_t>(words.size()), std::vector<uint8_t>(words.size()), {}};
    const size_t cap = depth + 1;
    parallel_ranges(words.size(), words_per_piece, threads, [&](uint64_t begin, uint64_t end) {
        for (uint64_t i = begin; i < end; ++i) {
            const std::string_view word = words[order.words[i]];
            if (i > 0) order.shared[i] = static_cast<uint8_t>(shared_characters(words[order.words[i - 1]], word, direction, cap));
            order.lengths[i] = static_cast<uint8_t>(std::min(cap, count_characters(word)));
        }
    });
    for (uint32_t i = 0; i < words.size(); ++i)
        if (order.shared[i] == 0 && (order.chunks.empty() || i - order.chunks.back() >= words_per_piece)) order.chunks.push_back(i);
    order.chunks.push_back(static_cast<uint32_t>(words.size()));
    return order;
}

}  // namespace malvec
