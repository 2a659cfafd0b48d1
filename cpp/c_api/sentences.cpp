// Texts and tokens to vectors.
#include "c_api/checks.h"
#include "c_api/functions.h"
#include "c_api/handle.h"
#include "library/encoder.h"

namespace malvec::c_api {
namespace {

// Tokens end to end, and where each text's begin: what a cutter of the caller gave.
struct CutTexts {
    std::string bytes = {};
    std::vector<uint64_t> ends = {0};     // of the tokens, from 0
    std::vector<uint64_t> offsets = {0};  // of the texts, in tokens

    void cut(malvec_cut cutter, void* state, std::string_view text) {
        if (!cutter(state, {text.data(), text.size()}, &CutTexts::take, this)) throw Stopped();
        offsets.push_back(ends.size() - 1);
        if (error) std::rethrow_exception(error);
    }
    void give(size_t text, const Emit& emit) const {
        for (uint64_t i = offsets[text]; i < offsets[text + 1]; ++i)
            emit({bytes.data() + ends[i], ends[i + 1] - ends[i]});
    }

private:
    // Called by C, where nothing may be thrown.
    static void take(void* sink, malvec_text token) noexcept {
        auto& texts = *static_cast<CutTexts*>(sink);
        try {
            texts.bytes += checked(token, "a token");
            texts.ends.push_back(texts.bytes.size());
        } catch (...) {
            texts.error = std::current_exception();
        }
    }
    std::exception_ptr error = nullptr;
};

const SentenceEncoder& encoder_of(const malvec_model* model) {
    want_pointer(model, "model");
    if (!model->model.encoder())
        throw Unsupported(
            "this file holds vectors without a sentence encoder: `malvec encode --save`, or Sif in "
            "Python, writes a file that has one");
    return *model->model.encoder();
}

EncodeOptions encoding_by(const malvec_model* model, const malvec_encode_options* options,
                          bool clean) {
    const malvec_encode_options given = read_options(options, "malvec_encode_options");
    want_known_flags(given.flags, 0);
    return {clean, threads_of(*model, given.threads), asking(given.keep_going, given.state)};
}

// The n rows that the caller gave memory for.
Matrix rows_of(const malvec_model* model, float* out, size_t n) {
    const size_t dim = model->model.words().rows.dim;
    if (n > 0) want_pointer(out, "out");
    want_room(n, dim, "n");
    return {out, n, dim, dim};
}

}  // namespace

// #lizard forgives: the C interface
int32_t encode(const malvec_model* model, const malvec_text* texts, size_t n,
               const malvec_encode_options* options, float* out, uint64_t* empty,
               malvec_error* error) noexcept {
    return guarded(error, [&] {
        const SentenceEncoder& encoder = encoder_of(model);
        const CoreTokenizer& tokenizer = *model->model.tokenizer();
        const auto given = checked(texts, n, "texts");
        for (const malvec_text text : given) checked(text, "a text");
        const TokensOf tokens_of = [&](size_t i, const Emit& emit) {
            std::string cleaned;
            tokenizer.cut(model->model.clean({given[i].data, given[i].size}, cleaned), emit);
        };
        const Encoded encoded = malvec::encode(encoder, tokens_of, rows_of(model, out, n),
                                               encoding_by(model, options, false));
        if (empty) *empty = encoded.empty;
    });
}

// #lizard forgives: the C interface
int32_t encode_tokens(const malvec_model* model, const malvec_text* tokens, const uint64_t* offsets,
                      size_t n, const malvec_encode_options* options, float* out, uint64_t* empty,
                      malvec_error* error) noexcept {
    return guarded(error, [&] {
        const SentenceEncoder& encoder = encoder_of(model);
        want_pointer(offsets, "offsets");
        want_room(n, 1, "n");
        want(offsets[0] == 0 && std::is_sorted(offsets, offsets + n + 1),
             "offsets must rise from 0");
        const auto given = checked(tokens, offsets[n], "tokens");
        for (const malvec_text token : given) checked(token, "a token");
        const TokensOf tokens_of = [&](size_t i, const Emit& emit) {
            for (uint64_t at = offsets[i]; at < offsets[i + 1]; ++at)
                emit({given[at].data, given[at].size});
        };
        const Encoded encoded = malvec::encode(encoder, tokens_of, rows_of(model, out, n),
                                               encoding_by(model, options, true));
        if (empty) *empty = encoded.empty;
    });
}

// #lizard forgives: the C interface
int32_t encode_cut(const malvec_model* model, const malvec_text* texts, size_t n, malvec_cut cut,
                   void* state, const malvec_encode_options* options, float* out, uint64_t* empty,
                   malvec_error* error) noexcept {
    constexpr size_t some = 4096;  // texts whose tokens are held at once
    return guarded(error, [&] {
        const SentenceEncoder& encoder = encoder_of(model);
        const auto given = checked(texts, n, "texts");
        if (!cut) throw std::invalid_argument("cut is NULL");
        const Matrix rows = rows_of(model, out, n);
        EncodeOptions how = encoding_by(model, options, false);
        Encoded all;
        for (size_t first = 0; first < n; first += some) {
            CutTexts tokens;
            const size_t count = std::min(some, n - first);
            std::string cleaned;
            for (size_t i = first; i < first + count; ++i) {
                if (how.keep_going) how.keep_going();
                tokens.cut(cut, state, model->model.clean(checked(given[i], "a text"), cleaned));
            }
            how.first = first;
            all.add(malvec::encode(
                encoder, [&](size_t i, const Emit& emit) { tokens.give(i, emit); },
                {rows.row(first), count, rows.dim, rows.stride}, how));
        }
        if (empty) *empty = all.empty;
    });
}

}  // namespace malvec::c_api
