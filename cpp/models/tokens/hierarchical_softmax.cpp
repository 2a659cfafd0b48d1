#include "models/tokens/hierarchical_softmax.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace malvec {
namespace {

// A Huffman tree over n leaves: nodes 0..n-1 are leaves,
// n..2n-2 inner nodes in order of weight; the last is the root.
struct Tree {
    std::vector<uint32_t> parent;
    std::vector<uint8_t> branch;
};

// Two sorted queues, leaves and inner nodes, give the two lightest
// nodes in constant time; of equal weights the leaf goes first.
Tree huffman(std::span<const uint64_t> counts) {
    const size_t leaves = counts.size();
    std::vector<uint32_t> order(leaves);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](uint32_t a, uint32_t b) { return counts[a] < counts[b]; });
    std::vector<double> weight(counts.begin(), counts.end());
    weight.resize(2 * leaves - 1);
    Tree tree{std::vector<uint32_t>(2 * leaves - 1), std::vector<uint8_t>(2 * leaves - 1)};
    size_t leaf = 0, inner = leaves;
    const auto lightest = [&](size_t built) -> uint32_t {
        const bool take_leaf =
            leaf < leaves && (inner == built || weight[order[leaf]] <= weight[inner]);
        return take_leaf ? order[leaf++] : static_cast<uint32_t>(inner++);
    };
    for (size_t built = leaves; built < 2 * leaves - 1; ++built) {
        const uint32_t first = lightest(built), second = lightest(built);
        weight[built] = weight[first] + weight[second];
        tree.parent[first] = tree.parent[second] = static_cast<uint32_t>(built);
        tree.branch[second] = 1;
    }
    return tree;
}

}  // namespace

HierarchicalSoftmax::HierarchicalSoftmax(std::span<const uint64_t> counts)
    : offsets_(counts.size() + 1) {
    if (counts.empty()) return;
    const Tree tree = huffman(counts);
    const size_t leaves = counts.size(), root = 2 * leaves - 2;
    for (size_t word = 0; word < leaves; ++word) {
        const size_t start = nodes_.size();
        for (size_t node = word; node != root; node = tree.parent[node]) {
            nodes_.push_back(static_cast<uint32_t>(tree.parent[node] - leaves));
            code_.push_back(tree.branch[node]);
        }
        std::reverse(nodes_.begin() + static_cast<ptrdiff_t>(start), nodes_.end());
        std::reverse(code_.begin() + static_cast<ptrdiff_t>(start), code_.end());
        offsets_[word + 1] = nodes_.size();
        longest_ = std::max(longest_, nodes_.size() - start);
    }
}

void HierarchicalSoftmax::aim(Targets& targets, uint32_t word, const Matrix& output) const {
    const auto path = nodes(word);
    const auto bits = code(word);
    targets.resize(path.size());
    for (size_t j = 0; j < path.size(); ++j) {
        targets.row(j) = output.row(path[j]);
        targets.set_label(j, bits[j] == 0);
    }
}

}  // namespace malvec
