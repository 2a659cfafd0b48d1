#include "library/encoder.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <vector>

#include "core/error.h"
#include "core/parallel.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr size_t texts_per_piece = 64;
constexpr uint32_t no_word = UINT32_MAX;

// Texts first .. end - 1 on one thread: their tokens become ids, then vectors.
class TextEncoder {
public:
    TextEncoder(const SentenceEncoder& encoder, const EncodeOptions& options)
        : encoder_(encoder), lookup_(encoder.words), clean_(options.clean), first_(options.first) {}

    const Encoded& counted() const { return counted_; }

    void encode(size_t first, size_t end, const TokensOf& tokens_of, const Matrix& out) {
        ids_.clear(), offsets_.assign(1, 0), unseen_.clear(), rows_ = 0;
        const Emit emit = [this](std::string_view token) { ids_.push_back(id_of(token)); };
        for (size_t i = first; i < end; ++i) {
            tokens_of(i, emit);
            offsets_.push_back(ids_.size());
        }
        pool_into({out.row(first), end - first, out.dim, out.stride}, first_ + first);
    }

private:
    size_t dim() const { return encoder_.words.rows.dim; }

    uint32_t id_of(std::string_view token) {
        const auto known = encoder_.words.vocab.find(token);
        if (known) return *known;
        if (!encoder_.words.ngrams && !clean_) return no_word;
        const auto [met, fresh] = unseen_.try_emplace(std::string(token), no_word);
        if (fresh) met->second = id_of_unseen(token);
        counted_.composed += met->second >= encoder_.words.vocab.size() && met->second != no_word;
        return met->second;
    }

    uint32_t id_of_unseen(std::string_view token) {
        composed_.resize((rows_ + 1) * dim());
        const int64_t id = lookup_.token(token, clean_, composed_.data() + rows_ * dim());
        if (id == no_vector) return no_word;
        return static_cast<uint32_t>(id >= 0 ? static_cast<size_t>(id)
                                             : encoder_.words.vocab.size() + rows_++);
    }

    void pool_into(const Matrix& out, uint64_t first) {
        const std::vector<float> unseen_weights(rows_, encoder_.unseen_weight);
        std::vector<float> norms;
        if (encoder_.unit_length && rows_)
            norms = inverse_norms({composed_.data(), rows_, dim(), dim()}, 1);
        Pooling pooling;
        pooling.seen = seen_rows();
        pooling.unseen = {{composed_.data(), rows_, dim(), dim()}, unseen_weights, {}, norms};
        pooling.divisor = encoder_.divisor;
        pooling.common = encoder_.common;
        pooling.first = first;
        const Pooled pooled =
            pool({ids_, offsets_}, pooling, out, [](const Progress&) { return true; });
        if (pooled.bad_word) refuse(*pooled.bad_word);
        counted_.add({out.rows, ids_.size(), pooled.empty, 0, pooled.skipped});
    }

    WeightedRows seen_rows() const {
        const WordTable& words = encoder_.words;
        WeightedRows seen;
        seen.weights = encoder_.weights;
        seen.rows = {const_cast<float*>(words.rows.data), words.rows.rows, dim(),
                     words.rows.stride};
        if (words.rows.encoded) seen.encoded = *words.rows.encoded;
        if (encoder_.unit_length) seen.inverse_norms = words.inverse_norms;
        return seen;
    }

    [[noreturn]] void refuse(uint64_t id) const {
        const VocabView& vocab = encoder_.words.vocab;
        const bool seen = id < vocab.size();
        const std::string word =
            seen && vocab.spans(id) ? quoted(vocab[id]) : "a word that was not seen";
        if (seen && !(encoder_.weights[id] >= 0 && std::isfinite(encoder_.weights[id])))
            throw FormatError("the weight of " + word + " is damaged: not finite, or negative");
        throw NumericalError("the vector of " + word +
                             " is not finite: leave the word out, or train with a smaller lr");
    }

    const SentenceEncoder& encoder_;
    Lookup lookup_;
    const bool clean_;
    const uint64_t first_;
    std::vector<uint32_t> ids_;
    std::vector<uint64_t> offsets_;
    std::unordered_map<std::string, uint32_t> unseen_;
    std::vector<float> composed_;  // [rows, dim], and room for one more
    size_t rows_ = 0;
    Encoded counted_;
};

}  // namespace

void Encoded::add(const Encoded& other) {
    texts += other.texts, words += other.words, empty += other.empty;
    composed += other.composed, unseen += other.unseen;
    stopped = stopped || other.stopped;
}

Encoded encode(const SentenceEncoder& encoder, const TokensOf& tokens_of, const Matrix& out,
               const EncodeOptions& options) {
    const uint64_t pieces = (out.rows + texts_per_piece - 1) / texts_per_piece;
    const auto threads = static_cast<unsigned>(
        std::clamp<uint64_t>(options.threads, 1, std::max<uint64_t>(pieces, 1)));
    std::vector<TextEncoder> workers(threads, TextEncoder(encoder, options));
    const uint64_t done = parallel_pieces(
        pieces, threads,
        [&](uint64_t piece, unsigned worker) {
            const size_t first = piece * texts_per_piece;
            workers[worker].encode(first, std::min(out.rows, first + texts_per_piece), tokens_of,
                                   out);
        },
        options.keep_going);
    Encoded all;
    for (const TextEncoder& worker : workers) all.add(worker.counted());
    all.stopped = done < pieces;
    return all;
}

}  // namespace malvec
