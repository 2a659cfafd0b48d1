// One batch of the neural language model, the work of one thread:
// scores, softmax in log space, and gradients as products in the cache.
#pragma once
#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "models/adagrad.h"
#include "models/tokens/nplm.h"

namespace malvec {

// candidates whose packed rows and gradients are in the cache together
constexpr size_t nplm_tile = 512;

struct NplmBatch {
    std::span<const uint32_t> contexts;  // [examples][context]: input rows
    std::span<const uint32_t> targets;   // [examples]: the words to be predicted

    size_t size() const { return targets.size(); }
};

// The words that the softmax runs over besides the
// target of each example, which is left out among them.
struct Candidates {
    std::span<const uint32_t> ids;  // ascending, each once
    const float* shifts;            // added to the score of each; null: none
    const float* target_shifts;     // the same for the target, by word; null: none
};

class NplmStep {
public:
    // For training, `candidates` is the most there can
    // be; 0 for scoring alone, which keeps no scores.
    NplmStep(const NplmOptions& options, const NplmRows& rows, size_t candidates);

    // Writes log p of the targets.
    void score(const NplmBatch& batch, const Candidates& candidates, float* log_p);

    // Scores, then updates the rows; returns the sum of -log p.
    // Throws NumericalError where a row does not stay finite.
    double train(const NplmBatch& batch, const Candidates& candidates, const NplmRows& squares,
                 const AdaGrad& adagrad);

private:
    using Floats = std::shared_ptr<float[]>;

    void forward(const NplmBatch& batch, const Candidates& candidates);
    void gather(const NplmBatch& batch);
    void features(size_t panel);
    void score_targets(const NplmBatch& batch, const Candidates& candidates, size_t panel);
    void score_tile(const NplmBatch& batch, const Candidates& candidates, size_t tile);
    void add_to_softmax(size_t panel, const float* scores, size_t height);

    bool backward_tile(const Candidates& candidates, size_t tile, const NplmRows& squares,
                       const AdaGrad& adagrad);
    bool backward_targets(const NplmBatch& batch, const NplmRows& squares, const AdaGrad& adagrad);
    bool backward_contexts(const NplmBatch& batch, const NplmRows& squares, const AdaGrad& adagrad);
    bool backward_hidden(const NplmRows& squares, const AdaGrad& adagrad);

    size_t panels() const { return padded_ / panel_rows; }
    size_t in_panel(size_t panel) const { return std::min(panel_rows, size_ - panel * panel_rows); }
    float* panel_of(float* all, size_t width, size_t panel) const {
        return all + panel * width * panel_rows;
    }
    float* scores(size_t panel, size_t tile) const {
        return scores_.get() +
               ((keep_scores_ ? tile : 0) * most_panels_ + panel) * nplm_tile * panel_rows;
    }
    Picked all(const Matrix& matrix) const { return {matrix, std::span(iota_).first(matrix.rows)}; }
    Picked examples(const Matrix& matrix) const { return {matrix, std::span(iota_).first(size_)}; }

    NplmOptions options_;
    NplmRows rows_;
    size_t width_, features_, most_panels_;  // of x and of f; of examples
    bool keep_scores_;
    size_t size_ = 0, padded_ = 0;  // examples of this batch, padded to whole panels
    std::vector<uint32_t> iota_, context_ids_;
    Floats memory_, scores_;
    Matrix x_rows_, f_rows_;              // [examples][width]
    float *x_, *f_, *df_, *target_rows_;  // panels
    float *h_forward_, *h_back_;          // blocks of H
    float *x_blocks_, *f_blocks_;         // blocks of dimensions, [examples][width]
    float *u_forward_, *u_back_;          // blocks of a tile of U
    // [examples]; in the end highest_ is the log of the softmax's denominator
    float *target_score_, *highest_, *total_;
    float *turned_, *work_;  // gradients by example; of rows, in panels
};

}  // namespace malvec
