// Hierarchical softmax: a word is the path to it in a Huffman tree, one binary decision per node
// (Morin & Bengio 2005; Mikolov et al. 2013).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "models/tokens/logistic.h"

namespace malvec {

class HierarchicalSoftmax {
public:
    HierarchicalSoftmax() = default;
    explicit HierarchicalSoftmax(std::span<const uint64_t> counts);

    size_t longest() const { return longest_; }
    // Inner nodes from the root on, 0 .. V-2, and the branch
    // taken at each: 0 = the lightest subtree, 1 = the other.
    std::span<const uint32_t> nodes(uint32_t word) const { return slice(nodes_, word); }
    std::span<const uint8_t> code(uint32_t word) const { return slice(code_, word); }

    // Points the targets at the nodes of a word's path;
    // label 1 where the code bit is 0, as word2vec.c has it.
    void aim(Targets& targets, uint32_t word, const Matrix& output) const;

private:
    template <class T>
    std::span<const T> slice(const std::vector<T>& all, uint32_t word) const {
        return {all.data() + offsets_[word], offsets_[word + 1] - offsets_[word]};
    }
    std::vector<uint64_t> offsets_;
    std::vector<uint32_t> nodes_;
    std::vector<uint8_t> code_;
    size_t longest_ = 0;
};

}  // namespace malvec
