// Models opened and closed, and what they say of themselves.
#include <new>

#include "c_api/checks.h"
#include "c_api/functions.h"
#include "c_api/handle.h"
#include "core/cpu_budget.h"

namespace malvec::c_api {
namespace {

ModelOptions as_options(const malvec_open_options& given, double quota) {
    want_known_flags(given.flags, MALVEC_OPEN_COPY | MALVEC_OPEN_VERIFY | MALVEC_OPEN_PREFAULT);
    ModelOptions options;
    if (given.flags & MALVEC_OPEN_PREFAULT) options.how = RegularFile::How::touched;
    if (given.flags & MALVEC_OPEN_COPY) options.how = RegularFile::How::copied;
    options.verify = given.flags & MALVEC_OPEN_VERIFY;
    options.keep_going = asking(given.keep_going, given.state);
    options.threads =
        given.threads ? std::min(given.threads, most_threads) : cpu_budget(quota).threads();
    if (given.dictionary) options.places.mecab_dictionary = given.dictionary;
    return options;
}

uint64_t fact_of(const Model& model, int32_t fact) {
    const WordTable& words = model.words();
    switch (fact) {
        case MALVEC_DIM:
            return words.rows.dim;
        case MALVEC_WORDS:
            return words.vocab.size();
        case MALVEC_ROWS:
            return words.rows.rows;
        case MALVEC_HAS_SUBWORDS:
            return words.ngrams != nullptr;
        case MALVEC_HAS_ENCODER:
            return model.encoder() != nullptr;
        case MALVEC_HAS_TOKENIZER:
            return model.has_tokenizer();
        case MALVEC_HAS_COUNTS:
            return !words.counts.empty();
        case MALVEC_HAS_INDEX:
            return words.rows.codes != nullptr;
        case MALVEC_BYTES:
            return model.file().size;
        case MALVEC_FINGERPRINT:
            return model.fingerprint();
        default:
            throw std::invalid_argument("there is no fact " + std::to_string(fact));
    }
}

}  // namespace

unsigned threads_of(const malvec_model& model, uint32_t asked) {
    return asked ? std::min(asked, most_threads) : cpu_budget(model.model.quota()).threads();
}

uint32_t thread_budget() noexcept {
    uint32_t threads = 1;
    guarded(nullptr, [&] { threads = cpu_budget().threads(); });
    return threads;
}

int32_t open(const char* path, const malvec_open_options* options, malvec_model** model,
             malvec_error* error) noexcept {
    if (model) *model = nullptr;
    return guarded(error, [&] {
        want_pointer(path, "path");
        want_pointer(model, "model");
        const double quota = group_quota();
        const auto given = read_options(options, "malvec_open_options");
        *model = new malvec_model(path, as_options(given, quota), quota);
    });
}

malvec_model* retain(malvec_model* model) noexcept {
    if (model) model->owners.fetch_add(1, std::memory_order_relaxed);
    return model;
}

void release(malvec_model* model) noexcept {
    if (model && model->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete model;
}

int32_t fact(const malvec_model* model, int32_t fact, uint64_t* value,
             malvec_error* error) noexcept {
    return guarded(error, [&] {
        want_pointer(model, "model");
        want_pointer(value, "value");
        *value = fact_of(model->model, fact);
    });
}

int32_t metadata(const malvec_model* model, malvec_text key, malvec_text* value,
                 malvec_error* error) noexcept {
    return guarded(error, [&] {
        want_pointer(model, "model");
        want_pointer(value, "value");
        const std::string* const found = model->model.file().text(checked(key, "key"));
        if (!found) throw NotFound("this file has no metadata of that key");
        *value = {found->data(), found->size()};
    });
}

}  // namespace malvec::c_api
