#include "text/mecab/lattice.h"

#include <algorithm>
#include <cstring>

namespace malvec {
namespace {

using Numbers8 = uint16_t __attribute__((vector_size(16)));

constexpr int64_t key_of(int64_t cost, uint32_t node) {
    return static_cast<int64_t>(static_cast<uint64_t>(cost) << 32) + (UINT32_MAX - node);
}
constexpr uint32_t node_of(int64_t key) { return UINT32_MAX - static_cast<uint32_t>(key); }
constexpr int64_t cost_of(int64_t key) { return key >> 32; }
constexpr int64_t raised(int64_t key, int64_t cost) {
    return key + static_cast<int64_t>(static_cast<uint64_t>(cost) << 32);
}

// Where among eight numbers it is; 8 or more where it is not.
uint32_t place_among(const uint16_t* numbers, uint16_t wanted) {
    Numbers8 all;
    std::memcpy(&all, numbers, sizeof all);
    const Numbers8 equal = (Numbers8)(all == wanted);
    uint64_t halves[2];
    std::memcpy(halves, &equal, sizeof halves);
    const uint64_t low =
        halves[0] ? std::countr_zero(halves[0]) / 16u : 4 + std::countr_zero(halves[1]) / 16u;
    return static_cast<uint32_t>(low);
}

}  // namespace

Lattice::Lattice(const MecabDictionary& dictionary)
    : dictionary_(dictionary), met_(dictionary.connections()), cheapest_(MetConnections::most),
      visited_(MetConnections::most, 0) {}

const std::vector<Morpheme>& Lattice::analyse(std::string_view text) {
    text_ = text;
    const auto size = static_cast<uint32_t>(text.size());
    made_ = 0, endings_.clear(), found_.clear();
    ends_at_.assign(text.size() + 2, Endings::none);
    nodes_.resize(std::max<size_t>(nodes_.size(), 1));
    static constexpr Entry begin_of_text{};
    keep(0, {&begin_of_text, 0, 0, 0, 0});
    for (uint32_t place = 0; place < size; ++place)
        if (ends_at_[place] != Endings::none) visit(place);
    uint32_t last = size;
    while (ends_at_[last] == Endings::none) --last;
    gather(last);
    for (uint32_t node = node_of(search_before(0, met_.number_of_left(0))); node != 0;
         node = nodes_[node].before) {
        const Node& of = nodes_[node];
        found_.push_back({of.begin, of.end, of.entry, &lexicon(of.lexicon)});
    }
    std::reverse(found_.begin(), found_.end());
    return found_;
}

void Lattice::visit(uint32_t place) {
    gather(place);
    const CharacterClasses& characters = dictionary_.characters();
    const char *const text = text_.data(), *const end = text + text_.size();
    const char* begin = text + place;
    CharacterClasses::Found first{dictionary_.characters().blank(), 0};
    for (CharacterClass kind = first.of; begin != end; begin += first.size) {
        first = characters.at(begin, end);
        if (!kind.is_kind_of(first.of)) break;
        kind = first.of;
    }
    words_.clear();
    look_up(begin);
    if (words_.empty() || first.of.always()) make_unknown(begin, first);
    const auto at = static_cast<uint32_t>(begin - text);
    size_t most = made_;
    for (const Words& words : words_) most += words.count;
    if (nodes_.size() < most) nodes_.resize(2 * most);
    for (size_t i = words_.size(); i-- > 0;) add(words_[i], at, at != place);
}

void Lattice::gather(uint32_t place) {
    ending_ = 0;
    ++visit_;
    for (uint32_t i = ends_at_[place]; i != Endings::none; i = endings_[i].more) {
        const Endings& some = endings_[i];
        if (keys_.size() < ending_ + Endings::room)
            for (auto resize = keys_.size() + 64; keys_.size() < resize;)
                keys_.resize(resize), rights_.resize(resize), numbers_.resize(resize);
        std::memcpy(keys_.data() + ending_, some.keys, sizeof some.keys);
        std::memcpy(rights_.data() + ending_, some.rights, sizeof some.rights);
        std::memcpy(numbers_.data() + ending_, some.numbers, sizeof some.numbers);
        ending_ += some.count;
    }
}

void Lattice::look_up(const char* begin) {
    const char *const text = text_.data(), *const end = text + text_.size();
    uint32_t number = 0;
    for (const MecabLexicon& lexicon : dictionary_.lexicons()) {
        lexicon.prefixes(begin, end, [&](const Entry* entries, uint32_t count, uint32_t size) {
            __builtin_prefetch(entries);
            words_.push_back({entries, count, static_cast<uint32_t>(begin - text) + size, number});
        });
        ++number;
    }
}

// As MeCab does: all characters of one kind as one word, and the first one, two, three ...
void Lattice::make_unknown(const char* begin, CharacterClasses::Found first) {
    const CharacterClasses& characters = dictionary_.characters();
    const char *const text = text_.data(), *const end = text + text_.size();
    const auto [entries, count] = dictionary_.unknown_entries(first.of);
    const auto make = [&, entries = entries, count = count](const char* p) {
        words_.push_back({entries, count, static_cast<uint32_t>(p - text), UINT32_MAX});
    };
    if (begin == end) return make(begin + first.size);
    const char *p = begin + first.size, *group = nullptr;
    if (first.of.groups()) {
        uint32_t length = 0;
        CharacterClass kind = first.of;
        for (group = p; group != end; ++length) {
            const auto next = characters.at(group, end);
            if (!kind.is_kind_of(next.of)) break;
            kind = next.of, group += next.size;
        }
        if (length <= dictionary_.longest_group()) make(group);
    }
    for (uint32_t i = 1; i <= first.of.length() && p <= end; ++i) {
        if (p == group) continue;
        make(p);
        const auto next = characters.at(p, end);
        if (!first.of.is_kind_of(next.of)) break;
        p += next.size;
    }
    if (words_.empty()) make(p);
}

void Lattice::add(const Words& words, uint32_t begin, bool behind_blank) {
    for (uint32_t i = words.count; i-- > 0;) {
        const Entry& entry = words.entries[i];
        const int64_t before = cheapest_before(entry.left);
        const int64_t penalty = behind_blank ? dictionary_.blank_penalty(entry) : 0;
        keep(cost_of(before) + entry.cost + penalty,
             {&entry, begin, words.end, node_of(before), words.lexicon});
    }
}

void Lattice::keep(int64_t cost, const Node& node) {
    const int64_t key = key_of(cost, made_);
    const uint16_t right = node.entry->right;
    uint32_t* link = &ends_at_[std::min<size_t>(node.end, ends_at_.size() - 1)];
    Endings* some = nullptr;
    while (*link != Endings::none) {
        some = &endings_[*link];
        const uint32_t i = place_among(some->rights, right);
        if (i < some->count) {
            nodes_[made_] = node;
            made_ += key < some->keys[i];
            some->keys[i] = std::min(some->keys[i], key);
            return;
        }
        if (some->count < Endings::room) break;
        link = &some->more;
    }
    if (*link == Endings::none) {
        *link = static_cast<uint32_t>(endings_.size());
        some = &endings_.emplace_back();
    }
    some->keys[some->count] = key;
    some->rights[some->count] = right;
    some->numbers[some->count++] = met_.number_of_right(right);
    nodes_[made_++] = node;
}

int64_t Lattice::cheapest_before(uint16_t left) {
    const uint16_t number = met_.number_of_left(left);
    if (number == MetConnections::none) return search_before(left, number);
    if (visited_[number] != visit_) {
        visited_[number] = visit_;
        cheapest_[number] = search_before(left, number);
    }
    return cheapest_[number];
}

int64_t Lattice::search_before(uint16_t left, uint16_t number) const {
    const bool met = number != MetConnections::none && met_.all_rights();
    const int16_t* const costs = met ? met_.before(number) : dictionary_.connections().before(left);
    const uint16_t* const ids = met ? numbers_.data() : rights_.data();
    int64_t cheapest = INT64_MAX, second = INT64_MAX;
    for (size_t i = 0; i < ending_; i += 2) {
        cheapest = std::min(cheapest, raised(keys_[i], costs[ids[i]]));
        if (i + 1 < ending_) second = std::min(second, raised(keys_[i + 1], costs[ids[i + 1]]));
    }
    return std::min(cheapest, second);
}

}  // namespace malvec
