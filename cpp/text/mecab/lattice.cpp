#include "text/mecab/lattice.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "text/split.h"

namespace malvec {
namespace {

using Ids8 = uint16_t __attribute__((vector_size(16)));

constexpr int64_t key_of(int64_t cost, uint32_t node) {
    return static_cast<int64_t>(static_cast<uint64_t>(cost) << 32) + (UINT32_MAX - node);
}
constexpr uint32_t node_of(int64_t key) { return UINT32_MAX - static_cast<uint32_t>(key); }
constexpr int64_t cost_of(int64_t key) { return key >> 32; }
constexpr int64_t raised(int64_t key, int64_t cost) {
    return key + static_cast<int64_t>(static_cast<uint64_t>(cost) << 32);
}

}  // namespace

inline uint32_t Lattice::Endings::place_of(uint16_t right) const {
    Ids8 first, second;
    std::memcpy(&first, rights, sizeof first);
    std::memcpy(&second, rights + 8, sizeof second);
    const uint64_t found = bit_per_byte((Bytes16)(first == right)) |
                           bit_per_byte((Bytes16)(second == right)) << 16;  // two bits of each
    return static_cast<uint32_t>(std::countr_zero(found | uint64_t{1} << 2 * count)) / 2;
}

Lattice::Lattice(const MecabDictionary& dictionary)
    : dictionary_(dictionary), met_(dictionary.connections()), candidates_(dictionary),
      cheapest_(MetConnections::most), visited_(MetConnections::most, 0) {}

inline int64_t Lattice::search_before(uint16_t left, uint16_t number) const {
    const bool met = number != MetConnections::none && all_met_;
    const int16_t* const costs = met ? met_.before(number) : dictionary_.connections().before(left);
    const uint16_t* const ids = met ? numbers_.data() : rights_.data();
    int64_t cheapest = INT64_MAX, second = INT64_MAX;
    for (size_t i = 0; i < ending_; i += 2) {
        cheapest = std::min(cheapest, raised(keys_[i], costs[ids[i]]));
        second = std::min(second, raised(keys_[i + 1], costs[ids[i + 1]]));
    }
    return std::min(cheapest, second);
}

inline int64_t Lattice::cheapest_before(uint16_t left) {
    const uint16_t number = met_.number_of_left(left);
    if (number == MetConnections::none) return search_before(left, number);
    if (visited_[number] != visit_) {
        visited_[number] = visit_;
        cheapest_[number] = search_before(left, number);
    }
    return cheapest_[number];
}

const std::vector<Morpheme>& Lattice::analyse(std::string_view text) {
    text_ = text;
    const auto size = static_cast<uint32_t>(text.size());
    if (visit_ > UINT32_MAX / 2) visit_ = 0, std::fill(visited_.begin(), visited_.end(), 0);
    made_ = used_ = 0;
    ends_at_.assign(text.size() + 2, Endings::none);
    nodes_.resize(std::max<size_t>(nodes_.size(), 1));
    endings_.resize(std::max<size_t>(endings_.size(), 1));
    static constexpr Entry begin_of_text{};
    begin_with(begin_of_text);
    for (uint32_t place = 0; place < size; ++place)
        if (ends_at_[place] != Endings::none) visit(place);
    uint32_t last = size;
    while (ends_at_[last] == Endings::none) --last;
    gather(last);
    trace(search_before(0, met_.number_of_left(0)));
    return found_;
}

void Lattice::begin_with(const Entry& entry) {
    nodes_[made_] = {&entry, 0, 0, 0, 0};
    ends_at_[0] = new_endings(Endings::none);
    Endings& some = endings_[ends_at_[0]];
    some.keys[0] = key_of(0, made_++);
    some.rights[0] = entry.right;
    some.numbers[0] = met_.number_of_right(entry.right);
    some.count = 1, some.keys[1] = INT64_MAX;
}

void Lattice::trace(int64_t key) {
    found_.clear();
    for (uint32_t n = node_of(key); n != 0; n = nodes_[n].before) {
        const Node& node = nodes_[n];
        found_.push_back({node.begin, node.end, node.entry, &candidates_.lexicon(node.lexicon)});
    }
    std::reverse(found_.begin(), found_.end());
}

void Lattice::visit(uint32_t place) {
    gather(place);
    const uint32_t begin = dictionary_.characters().behind_blanks(text_, place);
    const std::vector<CandidateWord>& words = candidates_.at(text_, begin);
    size_t most = made_;
    for (const CandidateWord& word : words) most += word.count;
    if (nodes_.size() < most) nodes_.resize(2 * most);
    for (size_t i = words.size(); i-- > 0;) add(words[i], begin, begin != place);
}

void Lattice::gather(uint32_t place) {
    constexpr size_t room = Endings::room;
    ending_ = 0;
    ++visit_;
    for (uint32_t i = ends_at_[place]; i != Endings::none; i = endings_[i].more) {
        const Endings& some = endings_[i];
        if (const size_t most = ending_ + 2 * room; keys_.size() < most)
            keys_.resize(2 * most), rights_.resize(2 * most), numbers_.resize(2 * most);
        std::copy_n(some.keys, room, keys_.data() + ending_);
        std::copy_n(some.rights, room, rights_.data() + ending_);
        std::copy_n(some.numbers, room, numbers_.data() + ending_);
        ending_ += some.count;
    }
    all_met_ = met_.all_rights() || std::find(numbers_.data(), numbers_.data() + ending_,
                                              MetConnections::none) == numbers_.data() + ending_;
    keys_[ending_] = INT64_MAX / 2;  // makes the number of them even
    rights_[ending_] = numbers_[ending_] = 0;
}

uint32_t Lattice::new_endings(uint32_t more) {
    Endings& some = endings_[used_];
    some.keys[0] = INT64_MAX, some.count = 0, some.more = more;
    return used_++;
}

// Those that have the id, of all at a place, else the first, with room for it.
inline Lattice::Endings& Lattice::endings_for(uint32_t& first, uint16_t right) {
    Endings* const all = endings_.data();
    if (all[first].count < Endings::room && all[first].more == Endings::none) [[likely]]
        return all[first];
    for (uint32_t i = first; i != Endings::none; i = all[i].more)
        if (all[i].place_of(right) < all[i].count) return all[i];
    if (all[first].count == Endings::room) first = new_endings(first);
    return all[first];
}

void Lattice::add(const CandidateWord& word, uint32_t begin, bool behind_blank) {
    if (const size_t most = used_ + word.count + 1; endings_.size() < most)
        endings_.resize(2 * most);
    Node* const nodes = nodes_.data();
    uint32_t& first = ends_at_[std::min<size_t>(word.end, text_.size() + 1)];
    if (first == Endings::none) first = new_endings(Endings::none);
    uint32_t made = made_;
    int64_t before = 0;
    for (uint32_t i = word.count; i-- > 0;) {
        const Entry& entry = word.entries[i];
        if (i + 1 == word.count || entry.left != word.entries[i + 1].left)
            before = cheapest_before(entry.left);
        const int64_t penalty = behind_blank ? dictionary_.blank_penalty(entry) : 0;
        const int64_t key = key_of(cost_of(before) + entry.cost + penalty, made);
        nodes[made] = {&entry, begin, word.end, word.lexicon, node_of(before)};
        Endings& some = endings_for(first, entry.right);
        const uint32_t at = some.place_of(entry.right);  // from here on without a branch
        made += key < some.keys[at];
        some.keys[at] = std::min(some.keys[at], key);
        some.rights[at] = entry.right;
        some.numbers[at] = met_.number_of_right(entry.right);
        some.count += at == some.count;
        some.keys[some.count] = INT64_MAX;
    }
    made_ = made;
}

}  // namespace malvec
