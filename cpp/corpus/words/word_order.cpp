#include "corpus/words/word_order.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/hash.h"
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

// Eight bytes from the `skipped`th on, counted from the
// front or the back; zeros where the word has ended.
uint64_t outer_key(std::string_view word, size_t skipped, Direction direction) {
    uint64_t key = 0;
    const size_t size = word.size() > skipped ? std::min<size_t>(word.size() - skipped, 8) : 0;
    if (direction == Direction::forward) {
        std::memcpy(&key, word.data() + std::min(skipped, word.size()), size);
        return __builtin_bswap64(key);
    }
    if (size > 0)
        std::memcpy(reinterpret_cast<char*>(&key) + 8 - size,
                    word.data() + word.size() - skipped - size, size);
    return key;
}

bool before_from_the_back(std::string_view a, std::string_view b) {
    const auto below = [](char x, char y) {
        return static_cast<unsigned char>(x) < static_cast<unsigned char>(y);
    };
    return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend(), below);
}

// Grouped by the highest two bytes of the key; `ends[b]` is where bucket b ends.
std::vector<Keyed> group_by_bucket(const Words& words, Direction direction, unsigned threads,
                                   std::vector<uint32_t>& ends) {
    std::vector<Keyed> loose(words.size()), grouped(words.size());
    parallel_ranges(words.size(), words_per_piece, threads, [&](uint64_t begin, uint64_t end) {
        for (uint64_t i = begin; i < end; ++i)
            loose[i] = {outer_key(words[i], 0, direction), static_cast<uint32_t>(i)};
    });
    ends.assign(buckets + 1, 0);
    for (const Keyed& item : loose) ++ends[(item.key >> 48) + 1];
    for (size_t b = 0; b < buckets; ++b) ends[b + 1] += ends[b];
    for (const Keyed& item : loose) grouped[ends[item.key >> 48]++] = item;
    return grouped;
}

// Sorts words that are equal but for what follows `skipped`
// bytes: by the next eight, and so on where those are equal.
struct WordSorter {
    const Words& words;
    Direction direction;

    void sort(std::span<Keyed> items, size_t skipped) const {
        std::sort(items.begin(), items.end(),
                  [](const Keyed& a, const Keyed& b) { return a.key < b.key; });
        for (size_t begin = 0, end; begin < items.size(); begin = end) {
            end = begin + 1;
            while (end < items.size() && items[end].key == items[begin].key) ++end;
            if (end - begin > 1) sort_equal(items.subspan(begin, end - begin), skipped + 8);
        }
    }
    void sort_equal(std::span<Keyed> items, size_t skipped) const {
        bool ended = false;  // a word that has ended looks like one with NUL bytes
        for (Keyed& item : items) {
            ended |= words[item.word].size() <= skipped;
            item.key = outer_key(words[item.word], skipped, direction);
        }
        if (!ended) return sort(items, skipped);
        std::sort(items.begin(), items.end(), [this](const Keyed& a, const Keyed& b) {
            return direction == Direction::forward
                       ? words[a.word] < words[b.word]
                       : before_from_the_back(words[a.word], words[b.word]);
        });
    }
};

constexpr uint64_t every_byte = 0x0101010101010101ull;

// One bit for each byte of eight that begins a character.
uint64_t leads_of(uint64_t bytes) { return ((~bytes >> 7) | (bytes >> 6)) & every_byte; }

size_t count_leads(std::string_view text) {
    size_t leads = 0, at = 0;
    for (; at + 8 <= text.size(); at += 8)
        leads += static_cast<size_t>(std::popcount(leads_of(load64(text.data() + at))));
    for (; at < text.size(); ++at) leads += is_lead(text[at]);
    return leads;
}

size_t shared_bytes(std::string_view a, std::string_view b, Direction direction) {
    const size_t most = std::min(a.size(), b.size());
    size_t same = 0;
    const auto differ = [&](size_t at) {
        if (direction == Direction::forward) return load64(a.data() + at) ^ load64(b.data() + at);
        return load64(a.data() + a.size() - at - 8) ^ load64(b.data() + b.size() - at - 8);
    };
    for (; same + 8 <= most; same += 8)
        if (const uint64_t bits = differ(same))
            return same + static_cast<size_t>(direction == Direction::forward
                                                  ? std::countr_zero(bits)
                                                  : std::countl_zero(bits)) /
                              8;
    const auto equal = [&](size_t i) {
        return direction == Direction::forward ? a[i] == b[i]
                                               : a[a.size() - 1 - i] == b[b.size() - 1 - i];
    };
    while (same < most && equal(same)) ++same;
    return same;
}

// Both words are in a common alphabet of characters,
// so what they share ends where a character does.
size_t shared_characters(std::string_view a, std::string_view b, Direction direction, size_t cap) {
    const size_t bytes = shared_bytes(a, b, direction);
    if (direction == Direction::backward)
        return std::min(cap, count_leads(b.substr(b.size() - bytes)));
    const bool cut = bytes > 0 && ((bytes < a.size() && !is_lead(a[bytes])) ||
                                   (bytes < b.size() && !is_lead(b[bytes])));
    return std::min(cap, count_leads(b.substr(0, bytes)) - cut);
}

}  // namespace

std::vector<uint32_t> sort_words(const Words& words, Direction direction, unsigned threads,
                                 const std::function<void()>& tick) {
    std::vector<uint32_t> ends;
    std::vector<Keyed> items = group_by_bucket(words, direction, threads, ends);
    std::vector<uint32_t> begins{0};  // of pieces
    for (size_t b = 0; b < buckets; ++b)
        if (ends[b] >= begins.back() + words_per_piece) begins.push_back(ends[b]);
    if (begins.back() < items.size()) begins.push_back(static_cast<uint32_t>(items.size()));
    const WordSorter sorter{words, direction};
    all_pieces(
        begins.size() - 1, threads,
        [&](uint64_t i, unsigned) {
            sorter.sort(std::span(items).subspan(begins[i], begins[i + 1] - begins[i]), 0);
        },
        tick);
    std::vector<uint32_t> order(items.size());
    for (size_t i = 0; i < items.size(); ++i) order[i] = items[i].word;
    return order;
}

SharedOrder share_order(const Words& words, std::vector<uint32_t> sorted, Direction direction,
                        size_t depth, unsigned threads) {
    SharedOrder order{std::move(sorted),
                      std::vector<uint8_t>(words.size()),
                      std::vector<uint8_t>(words.size()),
                      {}};
    const size_t cap = depth + 1;
    parallel_ranges(words.size(), words_per_piece, threads, [&](uint64_t begin, uint64_t end) {
        for (uint64_t i = begin; i < end; ++i) {
            words.prefetch(order.words, i);
            const std::string_view word = words[order.words[i]];
            if (i > 0)
                order.shared[i] = static_cast<uint8_t>(
                    shared_characters(words[order.words[i - 1]], word, direction, cap));
            order.lengths[i] = static_cast<uint8_t>(std::min(cap, count_leads(word)));
        }
    });
    for (uint32_t i = 0; i < words.size(); ++i)
        if (order.shared[i] == 0 &&
            (order.chunks.empty() || i - order.chunks.back() >= words_per_piece))
            order.chunks.push_back(i);
    order.chunks.push_back(static_cast<uint32_t>(words.size()));
    return order;
}

}  // namespace malvec
