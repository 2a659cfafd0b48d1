#include "text/mecab/double_array.h"

#include <stdexcept>

namespace malvec {
namespace {

class DoubleArray {
public:
    DoubleArray(std::span<const std::string_view> words, std::span<const int32_t> values)
        : words_(words), values_(values) {
        grow(1);
        take(0);
    }
    std::vector<MecabLexicon::Unit> build();

private:
    // Places that a node found no room at are given up after so many of them: that makes the time
    // linear, and costs few places.
    static constexpr uint8_t patience = 16;
    // MeCab reads units behind a word without looking whether they are there.
    static constexpr size_t room_behind = 257;
    static constexpr uint32_t none = UINT32_MAX;

    struct Node {  // words that begin alike, and where their base is written
        size_t first, last, depth;
        uint32_t unit;
    };
    struct Child {
        uint32_t label;  // the next byte + 1; 0 where a word ends
        size_t first;    // of its words
    };
    struct Place {
        uint32_t before = none, after = none;  // in the list of free ones
        uint8_t failures = 0;
        bool taken = false, is_base = false;
    };

    void find_children(const Node& node);
    uint32_t find_base();
    bool fits(uint32_t base) const;
    void grow(size_t places);
    void take(uint32_t place);
    void leave_list(uint32_t place);

    std::span<const std::string_view> words_;
    std::span<const int32_t> values_;
    std::vector<MecabLexicon::Unit> units_;
    std::vector<Place> places_;  // of units_
    uint32_t head_ = none, tail_ = none;
    std::vector<Child> children_;  // of the node at hand
};

void DoubleArray::grow(size_t places) {
    if (places > INT32_MAX - room_behind)
        throw std::invalid_argument("the words are too many for one dictionary: make two of them");
    for (size_t i = places_.size(); i < places; ++i) {
        const auto place = static_cast<uint32_t>(i);
        places_.push_back({tail_, none});
        (tail_ == none ? head_ : places_[tail_].after) = place;
        tail_ = place;
    }
    units_.resize(places_.size());
}

void DoubleArray::leave_list(uint32_t place) {
    const auto [before, after, failures, taken, is_base] = places_[place];
    (before == none ? head_ : places_[before].after) = after;
    (after == none ? tail_ : places_[after].before) = before;
}

void DoubleArray::take(uint32_t place) {
    if (places_[place].failures < patience) leave_list(place);
    places_[place].taken = true;
}

void DoubleArray::find_children(const Node& node) {
    children_.clear();
    for (size_t i = node.first; i < node.last; ++i) {
        const std::string_view word = words_[i];
        const uint32_t label =
            node.depth == word.size() ? 0 : static_cast<unsigned char>(word[node.depth]) + 1u;
        if (children_.empty() || children_.back().label != label) children_.push_back({label, i});
    }
}

bool DoubleArray::fits(uint32_t base) const {
    if (base < places_.size() && places_[base].is_base) return false;
    for (const Child& child : children_) {
        const size_t place = size_t{base} + child.label;
        if (place < places_.size() && places_[place].taken) return false;
    }
    return true;
}

uint32_t DoubleArray::find_base() {
    const uint32_t first = children_.front().label;
    for (uint32_t place = head_; place != none;) {
        if (place > first && fits(place - first)) return place - first;
        const uint32_t after = places_[place].after;
        if (++places_[place].failures == patience) leave_list(place);
        place = after;
    }
    return static_cast<uint32_t>(places_.size());
}

std::vector<MecabLexicon::Unit> DoubleArray::build() {
    std::vector<Node> nodes;
    if (!words_.empty()) nodes.push_back({0, words_.size(), 0, 0});
    while (!nodes.empty()) {
        const Node node = nodes.back();
        nodes.pop_back();
        find_children(node);
        const uint32_t base = find_base();
        grow(std::max(places_.size(), size_t{base} + children_.back().label + 1));
        places_[base].is_base = true;
        units_[node.unit].base = static_cast<int32_t>(base);
        for (size_t i = children_.size(); i-- > 0;) {
            const auto [label, first] = children_[i];
            const uint32_t place = base + label;
            take(place);
            units_[place] = {-1 - values_[first], base};
            const size_t last = i + 1 == children_.size() ? node.last : children_[i + 1].first;
            if (label > 0) nodes.push_back({first, last, node.depth + 1, place});
        }
    }
    units_.resize(units_.size() + room_behind);
    return std::move(units_);
}

}  // namespace

std::vector<MecabLexicon::Unit> double_array(std::span<const std::string_view> words,
                                             std::span<const int32_t> values) {
    if (words.size() != values.size())
        throw std::invalid_argument("there must be a value for each word");
    for (size_t i = 0; i < words.size(); ++i) {
        if (words[i].empty() || (i > 0 && words[i] <= words[i - 1]))
            throw std::invalid_argument("words must be sorted, each there once and none empty");
        if (values[i] < 0) throw std::invalid_argument("values must be 0 or more");
    }
    if (words.empty()) return {};
    return DoubleArray(words, values).build();
}

}  // namespace malvec
