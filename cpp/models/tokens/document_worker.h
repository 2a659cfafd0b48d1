// One window of a document: the rows of its tags, and
// perhaps of the word's neighbours, against the word.
#pragma once
#include <span>
#include <vector>

#include "models/tokens/doc2vec.h"
#include "models/tokens/window_worker.h"

namespace malvec {

class DocumentWorker {
public:
    DocumentWorker(const Training& training, const Doc2vecOptions& options, size_t most_tags);

    // Window i of the prepared chunk, with the rows of its tags.
    void train(size_t i, std::span<float* const> tags, float rate, Totals& totals);

    // The same, but only `vector` changes; it stands for every tag there can be.
    double infer(size_t i, float* vector, float rate);

    void prefetch(size_t i) const { windows.prefetch(i, options_.neighbours()); }

    WindowWorker windows;

private:
    std::span<float* const> inputs(size_t i, std::span<float* const> tags);
    void slots(size_t i);
    float share(size_t inputs) const {
        return options_.combine == "mean" ? 1.0f / static_cast<float>(inputs) : 1.0f;
    }

    Doc2vecOptions options_;
    size_t stride_, tag_slots_;
    std::vector<float*> inputs_;
};

}  // namespace malvec
