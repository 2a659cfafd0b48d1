// Tokenizers opened, and texts cut by them, or into sentences.
#include <algorithm>
#include <cerrno>

#include "c_api/checks.h"
#include "c_api/functions.h"
#include "c_api/handle.h"
#include "core/error.h"
#include "files/subword_tokenizer.h"
#include "files/tokenizer.h"
#include "library/model.h"
#include "text/sentences.h"
#include "text/wording.h"

namespace malvec::c_api {
namespace {

// A name stands for a tokenizer without settings; what is neither that nor JSON is a path.
DescribedTokenizer found_tokenizer(const std::string& given, const TokenizerPlaces& places) {
    const size_t first = std::min(given.find_first_not_of(" \t\r\n"), given.size() - 1);
    if (given[first] == '{') return described_tokenizer(given, places);
    if (is_tokenizer_name(given))
        return described_tokenizer("{\"name\": \"" + given + "\"}", places);
    want(given.find('\0') == given.npos, "a path has a NUL in it");
    try {
        return tokenizer_of_file(given);
    } catch (const FileError& error) {
        if (error.number != ENOENT || given.find_first_of("/.") != given.npos) throw;
        throw std::invalid_argument(
            quoted(given, 60) +
            " is no file, and none of the names whitespace, characters, eojeols or mecab: give"
            " one, the path of a tokenizer.json or .model, or a description in JSON");
    }
}

std::shared_ptr<const CoreTokenizer> tokenizer_of(malvec_text description,
                                                  const malvec_tokenizer_options* options) {
    const auto given = read_options(options, "malvec_tokenizer_options");
    want_known_flags(given.flags, 0);
    TokenizerPlaces places;
    if (given.dictionary) places.mecab_dictionary = given.dictionary;
    const std::string text(checked(description, "description"));
    want(!text.empty(), "description is empty");
    want(!text.starts_with("\xef\xbb\xbf"),
         "description begins with a byte order mark, U+FEFF: give it without");
    const DescribedTokenizer described = found_tokenizer(text, places);
    if (!described.tokenizer) throw Unsupported(described.why_not);
    return described.tokenizer;
}

}  // namespace

int32_t tokenizer_open(malvec_text description, const malvec_tokenizer_options* options,
                       malvec_tokenizer** tokenizer, malvec_error* error) noexcept {
    if (tokenizer) *tokenizer = nullptr;
    return guarded(error, [&] {
        want_pointer(tokenizer, "tokenizer");
        *tokenizer = new malvec_tokenizer{tokenizer_of(description, options), std::nullopt};
    });
}

int32_t model_tokenizer(const malvec_model* model, malvec_tokenizer** tokenizer,
                        malvec_error* error) noexcept {
    if (tokenizer) *tokenizer = nullptr;
    return guarded(error, [&] {
        want_pointer(model, "model");
        want_pointer(tokenizer, "tokenizer");
        *tokenizer = new malvec_tokenizer{model->model.tokenizer(), model->model.cleaner()};
    });
}

malvec_tokenizer* tokenizer_retain(malvec_tokenizer* tokenizer) noexcept {
    if (tokenizer) tokenizer->owners.fetch_add(1, std::memory_order_relaxed);
    return tokenizer;
}

void tokenizer_release(malvec_tokenizer* tokenizer) noexcept {
    if (tokenizer && tokenizer->owners.fetch_sub(1, std::memory_order_acq_rel) == 1)
        delete tokenizer;
}

int32_t tokenize(const malvec_tokenizer* tokenizer, malvec_text text, malvec_take_token take,
                 void* sink, malvec_error* error) noexcept {
    return guarded(error, [&] {
        want_pointer(tokenizer, "tokenizer");
        if (!take) throw std::invalid_argument("take is NULL");
        std::string_view given = checked(text, "text");
        std::string cleaned;
        if (tokenizer->cleaner && tokenizer->cleaner->clean(given, cleaned)) given = cleaned;
        tokenizer->tokenizer->analyse(given, [&](const Token& token) {
            const malvec_token found{{token.form.data(), token.form.size()},
                                     {token.tag.data(), token.tag.size()},
                                     token.begin,
                                     token.end};
            if (!take(sink, &found)) throw Stopped();
        });
    });
}

int32_t sentences(malvec_text text, malvec_take_sentence take, void* sink,
                  malvec_error* error) noexcept {
    return guarded(error, [&] {
        if (!take) throw std::invalid_argument("take is NULL");
        const std::string_view given = checked(text, "text");
        split_sentences(given, [&](std::string_view sentence) {
            const auto begin = static_cast<size_t>(sentence.data() - given.data());
            if (!take(sink, begin, begin + sentence.size())) throw Stopped();
        });
    });
}

}  // namespace malvec::c_api
