// What libmalvec exports. The table of the best level that this processor runs is chosen once, by
// the first call, which may come before main, and every entry passes its arguments on.
#include <string_view>

#include "c_api/functions.h"
#include "core/cpu_level.h"

using malvec::c_api::Functions;

#define LEVEL(name) extern "C" const Functions malvec_functions_##name;
MALVEC_LEVELS
#undef LEVEL

namespace {

struct Choice {
    const Functions* level = nullptr;
    bool runs = false;  // false: this processor runs none of those that were built
};

Choice best_level() {
    const std::string_view here = malvec::cpu_level();
    Choice best;
#define LEVEL(name)                                                          \
    if (here >= #name || !best.level) best.level = &malvec_functions_##name; \
    best.runs = best.runs || here >= #name;
    MALVEC_LEVELS
#undef LEVEL
    return best;
}

const Choice& choice() {
    static const Choice best = best_level();
    return best;
}

const Functions& level() { return *choice().level; }

template <class Handle>
int32_t refuse(Handle** handle, malvec_error* error) noexcept {
    if (handle) *handle = nullptr;
    if (error) {
        *error = {MALVEC_UNSUPPORTED, "libmalvec was built for a newer processor than this one"};
    }
    return MALVEC_UNSUPPORTED;
}

}  // namespace

uint32_t malvec_abi() noexcept { return MALVEC_ABI; }
const char* malvec_version() noexcept { return MALVEC_VERSION; }
const char* malvec_isa() noexcept { return choice().runs ? level().isa : "none"; }
uint32_t malvec_thread_budget() noexcept { return choice().runs ? level().thread_budget() : 1; }

int32_t malvec_open(const char* path, const malvec_open_options* options, malvec_model** model,
                    malvec_error* error) noexcept {
    if (!choice().runs) return refuse(model, error);
    return level().open(path, options, model, error);
}

malvec_model* malvec_retain(malvec_model* model) noexcept { return level().retain(model); }
void malvec_release(malvec_model* model) noexcept { level().release(model); }

int32_t malvec_fact(const malvec_model* model, int32_t fact, uint64_t* value,
                    malvec_error* error) noexcept {
    return level().fact(model, fact, value, error);
}

int32_t malvec_metadata(const malvec_model* model, malvec_text key, malvec_text* value,
                        malvec_error* error) noexcept {
    return level().metadata(model, key, value, error);
}

int64_t malvec_find(const malvec_model* model, malvec_text word) noexcept {
    return level().find(model, word);
}

int32_t malvec_word(const malvec_model* model, uint64_t id, malvec_text* word, uint64_t* count,
                    malvec_error* error) noexcept {
    return level().word(model, id, word, count, error);
}

// #lizard forgives: C has no other way
int32_t malvec_vectors(const malvec_model* model, const malvec_text* words, size_t n,
                       uint32_t flags, float* out, int64_t* ids, malvec_error* error) noexcept {
    return level().vectors(model, words, n, flags, out, ids, error);
}

// #lizard forgives: C has no other way
int32_t malvec_nearest(const malvec_model* model, const float* queries, size_t count,
                       const int64_t* excluded, const uint64_t* excluded_offsets,
                       const malvec_search_options* options, int64_t* ids, float* scores,
                       malvec_error* error) noexcept {
    return level().nearest(model, queries, count, excluded, excluded_offsets, options, ids, scores,
                           error);
}

// #lizard forgives: C has no other way
int32_t malvec_similar(const malvec_model* model, const malvec_text* plus, size_t plus_count,
                       const malvec_text* minus, size_t minus_count,
                       const malvec_search_options* options, int64_t* ids, float* scores,
                       malvec_error* error) noexcept {
    return level().similar(model, plus, plus_count, minus, minus_count, options, ids, scores,
                           error);
}

// #lizard forgives: C has no other way
int32_t malvec_analogy(const malvec_model* model, malvec_text a, malvec_text b, malvec_text c,
                       int32_t method, const malvec_search_options* options, int64_t* ids,
                       float* scores, malvec_error* error) noexcept {
    return level().analogy(model, a, b, c, method, options, ids, scores, error);
}

int32_t malvec_similarity(const malvec_model* model, malvec_text a, malvec_text b, double* cosine,
                          malvec_error* error) noexcept {
    return level().similarity(model, a, b, cosine, error);
}

// #lizard forgives: C has no other way
int32_t malvec_encode(const malvec_model* model, const malvec_text* texts, size_t n,
                      const malvec_encode_options* options, float* out, uint64_t* empty,
                      malvec_error* error) noexcept {
    return level().encode(model, texts, n, options, out, empty, error);
}

// #lizard forgives: C has no other way
int32_t malvec_encode_tokens(const malvec_model* model, const malvec_text* tokens,
                             const uint64_t* offsets, size_t n,
                             const malvec_encode_options* options, float* out, uint64_t* empty,
                             malvec_error* error) noexcept {
    return level().encode_tokens(model, tokens, offsets, n, options, out, empty, error);
}

// #lizard forgives: C has no other way
int32_t malvec_encode_cut(const malvec_model* model, const malvec_text* texts, size_t n,
                          malvec_cut cut, void* state, const malvec_encode_options* options,
                          float* out, uint64_t* empty, malvec_error* error) noexcept {
    return level().encode_cut(model, texts, n, cut, state, options, out, empty, error);
}

int32_t malvec_tokenizer_open(malvec_text description, const malvec_tokenizer_options* options,
                              malvec_tokenizer** tokenizer, malvec_error* error) noexcept {
    if (!choice().runs) return refuse(tokenizer, error);
    return level().tokenizer_open(description, options, tokenizer, error);
}

int32_t malvec_model_tokenizer(const malvec_model* model, malvec_tokenizer** tokenizer,
                               malvec_error* error) noexcept {
    return level().model_tokenizer(model, tokenizer, error);
}

malvec_tokenizer* malvec_tokenizer_retain(malvec_tokenizer* tokenizer) noexcept {
    return level().tokenizer_retain(tokenizer);
}
void malvec_tokenizer_release(malvec_tokenizer* tokenizer) noexcept {
    level().tokenizer_release(tokenizer);
}

int32_t malvec_tokenize(const malvec_tokenizer* tokenizer, malvec_text text, malvec_take_token take,
                        void* sink, malvec_error* error) noexcept {
    return level().tokenize(tokenizer, text, take, sink, error);
}

int32_t malvec_sentences(malvec_text text, malvec_take_sentence take, void* sink,
                         malvec_error* error) noexcept {
    if (!choice().runs) return refuse<malvec_model>(nullptr, error);
    return level().sentences(text, take, sink, error);
}
