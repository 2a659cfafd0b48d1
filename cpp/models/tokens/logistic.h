// Many small logistic regressions at once: every input
// row x_t of a window against every output row o_j.
//   s_tj = x_t . o_j      g_tj = rate * weight_j * (label_j - sigmoid(s_tj))
//   x_t += sum_j g_tj o_j      o_j += sum_t g_tj x_t
// All scores come from the rows as they were before
// the window, then each row is read and written once.
// This is the step of skip-gram, CBOW and their relatives (Mikolov
// et al. 2013); whole windows as in pWord2Vec (Ji et al. 2016).
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace malvec {

// output rows that stay in registers together: a word and five negatives
constexpr size_t target_block = 6;

// The output rows of one window with their labels and weights, laid
// out as the scores are: block by block, [input][target of the block].
class Targets {
public:
    Targets(size_t max_inputs, size_t max_targets);

    size_t size() const { return size_; }
    void resize(size_t targets) { size_ = targets; }
    float*& row(size_t j) { return rows_[j]; }

    void set_label(size_t j, bool label) { fill(signs_, j, label ? -1.0f : 1.0f); }
    void set_weight(size_t j, float weight) { fill(weights_, j, weight); }
    float weight(size_t j) const {
        return weights_[j / target_block * target_block * max_inputs_ + j % target_block];
    }
    bool weighted = false;  // false: all weights are 1, whatever was set

private:
    friend class LogisticStep;
    void fill(std::vector<float>& pattern, size_t j, float value);

    size_t max_inputs_, size_ = 0;
    std::vector<float*> rows_;
    std::vector<float> signs_, weights_;  // signs: -1 for label 1, +1 for label 0
};

// The step, with the scratch memory of one worker.
class LogisticStep {
public:
    LogisticStep(size_t max_inputs, size_t max_targets, size_t stride);

    // Trains in place; returns the loss, the sum of weight_j * softplus(sign_j * s_tj).
    double train(std::span<float* const> inputs, const Targets& targets, float rate);

    // The same for one input that is no row of a matrix:
    // x stays, its change is written to `change`.
    double train_apart(float* x, float* change, const Targets& targets, float rate);

    // What train_apart would write to `change`; the output rows
    // stay as they are, so that many threads may share them.
    double pull(const float* x, float* change, const Targets& targets, float rate);

private:
    struct Inputs {
        float* const* rows;     // what the scores and the output rows see
        float* const* changed;  // where the inputs' changes are added
        int count;
    };
    double train_blocks(Inputs inputs, const Targets& targets, float rate);

    size_t stride_;
    std::vector<float> scores_;
    std::vector<float> copies_;
    std::vector<float*> copy_rows_;
};

}  // namespace malvec
