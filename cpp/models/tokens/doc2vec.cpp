#include "models/tokens/doc2vec.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>
#include <stdexcept>

#include "core/error.h"
#include "core/knobs.h"
#include "core/parallel.h"
#include "core/vec.h"
#include "models/tokens/document_worker.h"

namespace malvec {
namespace {

constexpr uint64_t texts_in_a_piece = 64;

struct TagRows {
    const Documents& documents;
    std::vector<float*> rows;

    std::span<float* const> of(uint64_t sentence) {
        const auto tags = documents.tags[sentence];
        rows.clear();
        for (const uint32_t tag : tags) rows.push_back(documents.vectors.row(tag));
        return rows;
    }
    void prefetch(uint64_t sentence) const {
        if (sentence + 1 >= documents.tags.offsets.size()) return;
        for (const uint32_t tag : documents.tags[sentence])
            prefetch_row(documents.vectors.row(tag), documents.vectors.stride);
    }
};

Totals train_chunk(DocumentWorker& worker, const Documents& documents, Place place) {
    WindowWorker& w = worker.windows;
    const auto rate = static_cast<float>(w.training.rate(place.epoch, place.chunk));
    w.prepare(place, w.training.options.loss == "ns");
    Totals totals;
    totals.kept = w.chunk.windows.size();
    TagRows tags{documents, {}};
    size_t i = 0;
    for (const Stretch& stretch : w.chunk.stretches) {
        tags.prefetch(stretch.sentence + 1);
        const auto rows = tags.of(stretch.sentence);
        for (; i < stretch.last; ++i) {
            worker.prefetch(i + worker.windows.windows_ahead);
            worker.train(i, rows, rate, totals);
        }
    }
    w.finish();
    return totals;
}

// The largest number of tags of a sentence, all of them checked.
size_t check_tags(const Training& t, const Doc2vecOptions& o, const Documents& d) {
    const auto& [rows, offsets] = d.tags;
    if (offsets.size() != t.sentences.offsets.size() || offsets.front() != 0 ||
        offsets.back() != rows.size() || !std::is_sorted(offsets.begin(), offsets.end()))
        throw std::invalid_argument("the tags do not span the sentences");
    if (std::any_of(rows.begin(), rows.end(),
                    [&](uint32_t row) { return row >= d.vectors.rows; }) ||
        d.vectors.stride != t.input.stride || d.vectors.dim != o.dim)
        throw std::invalid_argument("the rows of the tags do not fit the tags and dim");
    size_t most = 0, fewest = SIZE_MAX;
    for (size_t i = 0; i + 1 < offsets.size(); ++i) {
        const size_t count = offsets[i + 1] - offsets[i];
        most = std::max(most, count), fewest = std::min(fewest, count);
    }
    const size_t slots = t.output.stride / t.input.stride;
    check_output(t, o);
    if (o.concat() && most > 0 && (fewest != most || slots != hidden_slots(o, most)))
        throw std::invalid_argument(
            "combine='concat' needs the same number of tags, and at least one, in every document");
    return most;
}

struct Text {
    std::span<const uint32_t> ids;
    float* vector;
};

void infer_one(DocumentWorker& worker, const InferenceOptions& o, const Text& text) {
    WindowWorker& w = worker.windows;
    uint64_t content = text.ids.size();
    for (const uint32_t id : text.ids) content = mix64(content ^ id);
    const uint64_t offsets[] = {0, text.ids.size()};
    const Sentences sentences{text.ids, offsets};
    const Matrix row{text.vector, 1, w.training.options.dim, w.training.input.stride};
    initialize_rows(row, random_key(o.seed, for_inference, content));
    const bool share_negatives = w.training.options.loss == "ns";
    double loss = 0;
    for (uint64_t epoch = 0; epoch < o.epochs; ++epoch) {
        const auto rate =
            static_cast<float>(o.lr - (o.lr - o.min_lr) * static_cast<double>(epoch) / o.epochs);
        const uint64_t thinning = random_key(o.seed, for_thinning_texts, content, epoch);
        for (uint64_t chunk = 0; chunk < count_chunks(sentences); ++chunk) {
            w.prepare(sentences, chunk,
                      {thinning, random_key(o.seed, for_inference, content, epoch, chunk)},
                      share_negatives);
            for (size_t i = 0; i < w.chunk.windows.size(); ++i) {
                worker.prefetch(i + worker.windows.windows_ahead);
                loss += worker.infer(i, text.vector, rate);
            }
        }
    }
    if (!std::isfinite(loss))
        throw NumericalError("the loss of an inferred document is not finite: use a smaller lr");
}

void check(const InferenceOptions& o) {
    require_knob(o.epochs >= 1 && o.epochs <= 1000000, "epochs", o.epochs, "between 1 and 1000000");
    require_knob(o.lr > 0 && o.lr <= 10, "lr", o.lr, "above 0 and at most 10");
    require_knob(o.min_lr >= 0 && o.min_lr <= o.lr, "min_lr", o.min_lr, "between 0 and lr");
}

}  // namespace

void check(const Doc2vecOptions& o) {
    check(static_cast<const TrainingOptions&>(o));
    if (o.combine != "mean" && o.combine != "sum" && o.combine != "concat")
        throw std::invalid_argument("combine='" + o.combine +
                                    "': must be 'mean', 'sum' or 'concat' of tags and neighbours");
    if (!o.dm && o.combine != "mean")
        throw std::invalid_argument("combine='" + o.combine + "' belongs to PV-DM: set dm=True");
    if (o.dm && o.dbow_words)
        throw std::invalid_argument(
            "dbow_words=True belongs to PV-DBOW; PV-DM trains words anyway");
}

TrainingOptions window_options(const Doc2vecOptions& o) {
    TrainingOptions windows = o;
    windows.shrink_windows = o.shrink_windows && o.neighbours() && !o.concat();
    return windows;
}

size_t hidden_slots(const Doc2vecOptions& o, size_t tags) {
    return o.concat() ? 2 * size_t{o.window} + tags : 1;
}

void check_output(const Training& t, const Doc2vecOptions& o) {
    const size_t stride = t.input.stride, least = hidden_slots(o, 1) * stride;
    const bool fits = o.concat() ? t.output.stride >= least : t.output.stride == least;
    if (!fits || stride == 0 || t.output.stride % stride != 0)
        throw std::invalid_argument("the output rows do not fit window=" +
                                    std::to_string(o.window) + " and combine='" + o.combine + "'");
}

TrainChunk doc2vec(const Training& training, const Doc2vecOptions& options,
                   const Documents& documents) {
    check(options);
    const size_t most = check_tags(training, options, documents);
    auto workers = std::make_shared<std::vector<DocumentWorker>>();
    workers->reserve(options.threads);
    for (uint32_t i = 0; i < options.threads; ++i) workers->emplace_back(training, options, most);
    return [workers, documents](Place place, unsigned worker) {
        return train_chunk((*workers)[worker], documents, place);
    };
}

bool infer_documents(const Training& training, const Doc2vecOptions& options,
                     const InferenceOptions& inference, const Sentences& texts,
                     const Matrix& vectors, const Tick& tick) {
    check(inference);
    check(texts);
    check_output(training, options);
    const size_t count = texts.offsets.size() - 1,
                 slots = training.output.stride / training.input.stride;
    if (vectors.rows != count || vectors.stride != training.input.stride)
        throw std::invalid_argument("the rows do not fit the texts and dim");
    const uint64_t pieces = (count + texts_in_a_piece - 1) / texts_in_a_piece;
    std::vector<DocumentWorker> workers;
    const auto threads = static_cast<uint32_t>(std::clamp<uint64_t>(pieces, 1, inference.threads));
    for (uint32_t i = 0; i < threads; ++i) workers.emplace_back(training, options, slots);
    std::atomic<uint64_t> done{0};
    const auto work = [&](uint64_t piece, unsigned worker) {
        const FlushDenormals flush;
        const uint64_t last = std::min<uint64_t>(count, (piece + 1) * texts_in_a_piece);
        for (uint64_t i = piece * texts_in_a_piece; i < last; ++i) {
            const auto ids = texts[i];
            if (!ids.empty()) infer_one(workers[worker], inference, {ids, vectors.row(i)});
        }
        done += last - piece * texts_in_a_piece;
    };
    return parallel_pieces(pieces, threads, work, [&] { return !tick || tick({done, 0, 0}); }) ==
           pieces;
}

}  // namespace malvec
