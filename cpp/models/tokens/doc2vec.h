// Document vectors (Le & Mikolov 2014): the tags of a document
// have rows that are trained along with the windows of its words.
//   PV-DBOW   the tags tell each word of the document; with
//             dbow_words its neighbours do as well, as in skip-gram
//   PV-DM     tags and neighbours together tell the word: by
//             their mean, their sum, or side by side (concat)
// A window is one step, as for words: all tags meet the word and
// one set of negatives, then the next word sees the changed rows.
#pragma once
#include <string>

#include "models/tokens/training.h"

namespace malvec {

struct Doc2vecOptions : TrainingOptions {
    bool dm = false;               // true: PV-DM, false: PV-DBOW
    std::string combine = "mean";  // of PV-DM: "mean", "sum" or "concat"
    bool dbow_words = false;       // of PV-DBOW: skip-gram of the words along with the tags

    Doc2vecOptions() { epochs = 10, sample = 1e-3; }

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = Doc2vecOptions;
        TrainingOptions::fields(visit);
        visit("dm", &O::dm), visit("combine", &O::combine), visit("dbow_words", &O::dbow_words);
    }
    bool concat() const { return dm && combine == "concat"; }
    // whether words have input rows that are trained
    bool neighbours() const { return dm || dbow_words; }
};

void check(const Doc2vecOptions& options);

// A row for each tag, and the tags of each sentence:
// those of the document it belongs to, perhaps none.
struct Documents {
    Matrix vectors;
    RowLists tags;
};

// How the windows are drawn: what does not look at
// neighbours, or gives each its place, does not shrink them.
TrainingOptions window_options(const Doc2vecOptions& options);

// Input rows side by side in the hidden vector: 1, or with
// concat window neighbours to either side and then the tags.
size_t hidden_slots(const Doc2vecOptions& options, size_t tags);

// Throws invalid_argument unless an output row is as wide as what it meets: whole
// input rows of the window's neighbours and at least one tag, or a single one.
void check_output(const Training& training, const Doc2vecOptions& options);

// The chunk trainer for run_epoch, with scratch memory for options.threads workers.
// `training` must outlive it; its slots are hidden_slots, where concat needs the same number
// of tags in every sentence. Throws invalid_argument where tags and sentences do not fit.
TrainChunk doc2vec(const Training& training, const Doc2vecOptions& options,
                   const Documents& documents);

struct InferenceOptions {
    uint32_t epochs = 10;
    double lr = 0.05, min_lr = 1e-4;
    uint64_t seed = 1;
    uint32_t threads = 1;

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = InferenceOptions;
        visit("epochs", &O::epochs), visit("lr", &O::lr), visit("min_lr", &O::min_lr),
            visit("seed", &O::seed);
        visit("threads", &O::threads);
    }
};

// Row i becomes the vector of text i, its ids a sentence of `texts`;
// words and output rows stay as they are. A row depends on the ids
// and the seed alone, whatever else is inferred and by how many threads;
// a text without ids has zeros. False where the tick said stop.
bool infer_documents(const Training& training, const Doc2vecOptions& options,
                     const InferenceOptions& inference, const Sentences& texts,
                     const Matrix& vectors, const Tick& tick);

}  // namespace malvec
