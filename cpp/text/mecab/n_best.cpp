#include "text/mecab/n_best.h"

#include <algorithm>
#include <stdexcept>

#include "text/mecab/candidates.h"

namespace malvec {
namespace {

constexpr size_t most_rests = size_t{1} << 22, most_morphemes = size_t{1} << 20;

[[noreturn]] void refuse_so_many() {
    throw std::invalid_argument(
        "the best ways through the text are too many to be remembered: ask for fewer, or for those"
        " of a shorter text, such as a sentence");
}

// All morphemes that a text may consist of. Node 0 stands before the text, the last one behind it.
class WholeLattice {
public:
    WholeLattice(const MecabDictionary& dictionary, std::string_view text);

    struct Node {
        Morpheme morpheme;
        uint32_t place;  // where those end that it may stand behind: before the blanks
        int32_t own;     // cost
        int64_t cost;    // of the cheapest way to it, its own too
    };
    const Node& operator[](uint32_t node) const { return nodes_[node]; }
    uint32_t last() const { return static_cast<uint32_t>(nodes_.size()) - 1; }
    // on_left(node, what this one costs behind it) in the order in which they were made.
    template <class OnLeft>
    void each_left(uint32_t node, OnLeft&& on_left) const {
        const auto& [morpheme, place, own, cost] = nodes_[node];
        const int16_t* const costs = connections_.before(morpheme.entry->left);
        for (const uint32_t left : ending_[place])
            on_left(left, costs[nodes_[left].morpheme.entry->right] + own);
    }

private:
    void add(const Morpheme& morpheme, uint32_t place, int32_t own);

    const ConnectionMatrix& connections_;
    std::vector<Node> nodes_;
    std::vector<std::vector<uint32_t>> ending_;  // nodes by place
};

WholeLattice::WholeLattice(const MecabDictionary& dictionary, std::string_view text)
    : connections_(dictionary.connections()), ending_(text.size() + 2) {
    static constexpr MecabLexicon::Entry edge{};
    const auto size = static_cast<uint32_t>(text.size());
    CandidateWords candidates(dictionary);
    nodes_.push_back({{0, 0, &edge, nullptr}, 0, 0, 0});
    ending_[0].push_back(0);
    for (uint32_t place = 0; place < size; ++place) {
        if (ending_[place].empty()) continue;
        const uint32_t begin = dictionary.characters().behind_blanks(text, place);
        const std::vector<CandidateWord>& words = candidates.at(text, begin);
        for (size_t i = words.size(); i-- > 0;)
            for (uint32_t j = words[i].count; j-- > 0;) {
                const MecabLexicon::Entry& entry = words[i].entries[j];
                const int32_t penalty = begin == place ? 0 : dictionary.blank_penalty(entry);
                add({begin, std::min(words[i].end, size + 1), &entry,
                     &candidates.lexicon(words[i].lexicon)},
                    place, entry.cost + penalty);
            }
    }
    uint32_t last = size;
    while (ending_[last].empty()) --last;
    add({last, size + 1, &edge, nullptr}, last, 0);
}

void WholeLattice::add(const Morpheme& morpheme, uint32_t place, int32_t own) {
    connections_.check_left(morpheme.entry->left);
    connections_.check_right(morpheme.entry->right);
    nodes_.push_back({morpheme, place, own, INT64_MAX});
    int64_t& cost = nodes_.back().cost;
    each_left(last(), [&](uint32_t left, int32_t step) {
        cost = std::min(cost, nodes_[left].cost + step);
    });
    ending_[morpheme.end].push_back(last());
}

// From a node to the end of the text.
struct RestOfWay {
    uint32_t node, after;  // another rest
    int64_t cost;          // behind the node
    int64_t whole;         // with the cheapest way to the node
};

// Rests, the cheapest whole first. What is equal comes as from GNU's std::priority_queue, which
// MeCab has; those of other libraries move it differently.
class WayAgenda {
public:
    void push(const RestOfWay& rest) {
        if (rests_.size() == most_rests) refuse_so_many();
        heap_.push_back(static_cast<uint32_t>(rests_.size()));
        rests_.push_back(rest);
        rise(heap_.size() - 1);
    }
    uint32_t pop() {
        const uint32_t top = heap_.front();
        const uint32_t moved = heap_.back();
        heap_.pop_back();
        size_t hole = 0;
        for (size_t child; (child = 2 * hole + 1) < heap_.size(); hole = child) {
            if (child + 1 < heap_.size() && whole(child + 1) <= whole(child)) ++child;
            heap_[hole] = heap_[child];
        }
        if (hole < heap_.size()) heap_[hole] = moved, rise(hole);
        return top;
    }
    bool empty() const { return heap_.empty(); }
    const RestOfWay& operator[](uint32_t rest) const { return rests_[rest]; }

private:
    int64_t whole(size_t at) const { return rests_[heap_[at]].whole; }
    void rise(size_t at) {
        for (; at > 0 && whole((at - 1) / 2) > whole(at); at = (at - 1) / 2)
            std::swap(heap_[at], heap_[(at - 1) / 2]);
    }

    std::vector<RestOfWay> rests_;
    std::vector<uint32_t> heap_;
};

}  // namespace

void n_best_ways(const MecabDictionary& dictionary, std::string_view text, size_t n,
                 const OnWay& on_way) {
    const WholeLattice lattice(dictionary, text);
    WayAgenda agenda;
    agenda.push({lattice.last(), 0, 0, 0});  // rest 0
    std::vector<Morpheme> morphemes;
    size_t given = 0;
    while (n > 0 && !agenda.empty()) {
        const uint32_t top = agenda.pop();
        const RestOfWay rest = agenda[top];
        if (rest.node != 0) {
            lattice.each_left(rest.node, [&](uint32_t left, int32_t step) {
                const int64_t cost = rest.cost + step;
                agenda.push({left, top, cost, lattice[left].cost + cost});
            });
            continue;
        }
        morphemes.clear();
        for (uint32_t at = rest.after; at != 0; at = agenda[at].after)
            morphemes.push_back(lattice[agenda[at].node].morpheme);
        given += morphemes.size() + 1;
        if (given > most_morphemes) refuse_so_many();
        on_way(morphemes, rest.cost);
        --n;
    }
}

}  // namespace malvec
