#include "text/subwords/byte_trie.h"

#include <algorithm>

#include "core/error.h"

namespace malvec {

// Strings first .. last - 1 share their first `size` bytes, which lead to `cell`.
struct ByteTrie::Node {
    size_t first, last, size;
    uint32_t cell;
};

class ByteTrie::Builder {
public:
    Builder(ByteTrie& trie, const std::vector<std::pair<std::string_view, uint32_t>>& strings)
        : trie_(trie), strings_(strings) {
        add_block();
        take(root);
        for (std::vector<Node> waiting{{0, strings.size(), 0, root}}; !waiting.empty();) {
            const Node node = waiting.back();
            waiting.pop_back();
            place(node, waiting);
        }
    }

private:
    static constexpr int tries = 64;  // cells that are looked at for a node with several children

    uint8_t label(const Node& node) const {
        return static_cast<uint8_t>(strings_[node.first].first[node.size]);
    }

    void place(Node node, std::vector<Node>& waiting) {
        if (node.first < node.last && strings_[node.first].first.size() == node.size) {
            trie_.cells_[node.cell].base |= ends;
            trie_.numbers_[node.cell] = strings_[node.first++].second;
        }
        children_.clear();
        for (size_t at = node.first; at < node.last; at = children_.back().last) {
            Node child{at, at + 1, node.size, 0};
            while (child.last < node.last &&
                   strings_[child.last].first[node.size] == strings_[at].first[node.size])
                ++child.last;
            children_.push_back(child);
        }
        if (children_.empty()) return;
        const uint32_t base = free_base();
        trie_.cells_[node.cell].base |= base;
        for (Node child : children_) {
            child.cell = base ^ label(child);
            ++child.size;
            take(child.cell);
            trie_.cells_[child.cell].parent = node.cell;
            waiting.push_back(child);
        }
    }

    // From which all children find a free cell.
    uint32_t free_base() {
        const uint8_t first = label(children_[0]);
        uint32_t at = next_[0];
        for (int i = 0; i < tries && at != 0; ++i, at = next_[at]) {
            const uint32_t base = at ^ first;
            if (std::all_of(children_.begin(), children_.end(),
                            [&](const Node& child) { return is_free(base ^ label(child)); }))
                return base;
        }
        const auto base = static_cast<uint32_t>(trie_.cells_.size());
        add_block();
        return base;
    }

    // Free cells are a ring through the root, which is never free.
    bool is_free(uint32_t cell) const { return cell != root && before_[cell] != none; }
    void take(uint32_t cell) {
        if (cell == root) return;
        next_[before_[cell]] = next_[cell];
        before_[next_[cell]] = before_[cell];
        before_[cell] = none;
    }
    void add_block() {
        const auto first = static_cast<uint32_t>(trie_.cells_.size());
        if (first >= ends - block) throw FormatError("the units are too many");
        trie_.cells_.resize(first + block);
        trie_.numbers_.resize(first + block);
        next_.resize(first + block), before_.resize(first + block);
        if (first == 0) next_[0] = before_[0] = 0;
        const uint32_t ahead = next_[0];  // new cells come first
        uint32_t last = 0;
        for (uint32_t cell = first == 0 ? 1 : first; cell < first + block; ++cell) {
            next_[last] = cell, before_[cell] = last;
            last = cell;
        }
        next_[last] = ahead, before_[ahead] = last;
    }

    ByteTrie& trie_;
    const std::vector<std::pair<std::string_view, uint32_t>>& strings_;
    std::vector<uint32_t> next_, before_;
    std::vector<Node> children_;
};

ByteTrie::ByteTrie(std::vector<std::pair<std::string_view, uint32_t>> strings) {
    std::erase_if(strings, [](const auto& string) { return string.first.empty(); });
    std::reverse(strings.begin(), strings.end());
    const auto by_string = [](const auto& a, const auto& b) { return a.first < b.first; };
    std::stable_sort(strings.begin(), strings.end(), by_string);
    const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
    strings.erase(std::unique(strings.begin(), strings.end(), same), strings.end());
    Builder(*this, strings);
}

}  // namespace malvec
