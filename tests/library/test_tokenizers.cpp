// Tokenizers of the library: what cannot be, what is no tokenizer, and who stops.
#include "check.h"
#include "refusing.h"

using namespace asking;

namespace {

int32_t count(void* sink, const malvec_token* token) {
    auto* const numbers = static_cast<size_t*>(sink);
    ++numbers[0], numbers[1] += token->end - token->begin;
    return 1;
}

class OpenedTokenizer {
public:
    explicit OpenedTokenizer(const char* description) {
        const malvec_text given{description, std::strlen(description)};
        CHECK(malvec_tokenizer_open(given, nullptr, &tokenizer_, nullptr) == MALVEC_OK);
    }
    ~OpenedTokenizer() { malvec_tokenizer_release(tokenizer_); }
    OpenedTokenizer(const OpenedTokenizer&) = delete;
    operator malvec_tokenizer*() const { return tokenizer_; }

private:
    malvec_tokenizer* tokenizer_ = nullptr;
};

}  // namespace

TEST(tokenizers_refuse_what_cannot_be) {
    malvec_tokenizer* made = nullptr;
    const auto open = [&](malvec_text description, const malvec_tokenizer_options* options,
                          malvec_tokenizer** tokenizer) {
        return [=](malvec_error* e) {
            return malvec_tokenizer_open(description, options, tokenizer, e);
        };
    };
    const malvec_text blanks = text("whitespace");
    CHECK(refused(open(blanks, nullptr, nullptr)));
    CHECK(refused(open(broken, nullptr, &made)) && refused(open(text(""), nullptr, &made)));
    for (const size_t size : {size_t{0}, size_t{7}, sizeof(malvec_tokenizer_options) + 1, huge}) {
        const malvec_tokenizer_options options{size, nullptr, 0};
        made = reinterpret_cast<malvec_tokenizer*>(&made);
        CHECK(refused(open(blanks, &options, &made)));
        CHECK(made == nullptr);
    }
    for (const uint32_t flags : {1u, ~0u}) {
        const malvec_tokenizer_options options{sizeof options, nullptr, flags};
        CHECK(refused(open(blanks, &options, &made)));
    }
    for (const char* const wrong :
         {"{", "{}", "{\"name\": 3}", "/dev/null", "{\"name\": \"whitespace\", \"more\": 1}"})
        CHECK(gives(MALVEC_FORMAT, open(text(wrong), nullptr, &made)));
    for (const std::string& path : files())  // no tokenizers, all of them
        CHECK(gives(MALVEC_FORMAT, open(text(path), nullptr, &made)));
    for (const char* const nowhere : {"/", "no/tokenizer.json", "tokenizer.json"})
        CHECK(gives(MALVEC_IO, open(text(nowhere), nullptr, &made)));
    for (const char* const unknown : {"3", "[]", "\xff", "no-such-tokenizer", "Mecab", "units"})
        CHECK(gives(MALVEC_INVALID, open(text(unknown), nullptr, &made)));
    CHECK(refused(open(text(std::string_view("a.json\0b", 8)), nullptr, &made)));
    for (const char* const lacking : {"kiwi", "{\"name\": \"custom\"}"})
        CHECK(gives(MALVEC_UNSUPPORTED, open(text(lacking), nullptr, &made)));
    CHECK(made == nullptr);
    const malvec_tokenizer_options older{2 * sizeof(size_t), nullptr, ~0u};  // flags lie beyond
    CHECK(malvec_tokenizer_open(blanks, &older, &made, nullptr) == MALVEC_OK);
    malvec_tokenizer_release(made);
}

TEST(tokenize_refuses_what_cannot_be) {
    const OpenedTokenizer cut("characters");
    size_t numbers[2] = {};
    const auto ask = [&](const malvec_tokenizer* tokenizer, malvec_text text,
                         malvec_take_token take) {
        return [=, &numbers](malvec_error* e) {
            return malvec_tokenize(tokenizer, text, take, numbers, e);
        };
    };
    CHECK(refused(ask(nullptr, word, count)) && refused(ask(cut, word, nullptr)));
    CHECK(refused(ask(cut, broken, count)) && refused(ask(cut, {word.data, huge}, count)));
    CHECK(numbers[0] == 0);
    CHECK(ask(cut, {nullptr, 0}, count)(nullptr) == MALVEC_OK && numbers[0] == 0);
    CHECK(ask(cut, text("비 온다\xff"), count)(nullptr) == MALVEC_OK);
    CHECK(numbers[0] == 4 && numbers[1] == 10);
    const auto stop = [](void* sink, const malvec_token*) -> int32_t {
        return ++*static_cast<size_t*>(sink), 0;
    };
    numbers[0] = 0;
    CHECK(gives(MALVEC_STOPPED, ask(cut, text("비 온다"), stop)));
    CHECK(numbers[0] == 2);  // asked with an error and without, each time about one token
}

TEST(sentences_refuse_what_cannot_be) {
    size_t last = 0;
    const auto take = [](void* sink, size_t begin, size_t end) -> int32_t {
        return *static_cast<size_t*>(sink) = end, begin < end;
    };
    const auto ask = [&](malvec_text text, malvec_take_sentence by) {
        return [=, &last](malvec_error* e) { return malvec_sentences(text, by, &last, e); };
    };
    CHECK(refused(ask(word, nullptr)) && refused(ask(broken, take)));
    CHECK(refused(ask({word.data, huge}, take)));
    CHECK(ask({nullptr, 0}, take)(nullptr) == MALVEC_OK && last == 0);
    CHECK(ask(text("비가 온다. 봄이다."), take)(nullptr) == MALVEC_OK && last == 25);
    const auto stop = [](void*, size_t, size_t) -> int32_t { return 0; };
    CHECK(gives(MALVEC_STOPPED, ask(word, stop)));
}

TEST(a_tokenizer_is_owned_and_outlives_its_model) {
    malvec_tokenizer_release(nullptr);
    CHECK(malvec_tokenizer_retain(nullptr) == nullptr);
    malvec_tokenizer* made = nullptr;
    CHECK(refused([&](malvec_error* e) { return malvec_model_tokenizer(nullptr, &made, e); }));
    for (const std::string& path : models()) {
        int32_t code = 0;
        uint64_t has = 0;
        {
            const Opened model(path);
            CHECK(refused(
                [&](malvec_error* e) { return malvec_model_tokenizer(model, nullptr, e); }));
            code = malvec_fact(model, MALVEC_HAS_TOKENIZER, &has, nullptr);
            if (code == MALVEC_OK) code = malvec_model_tokenizer(model, &made, nullptr);
        }
        CHECK((code == MALVEC_OK) == (made != nullptr));
        CHECK(code == MALVEC_OK ? has == 1 : code == MALVEC_FORMAT || has == 0);
        if (!made) continue;
        CHECK(malvec_tokenizer_retain(made) == made);
        malvec_tokenizer_release(made);
        size_t numbers[2] = {};
        CHECK(malvec_tokenize(made, text("비 온다"), count, numbers, nullptr) == MALVEC_OK);
        CHECK(numbers[0] > 0);
        malvec_tokenizer_release(made);
        made = nullptr;
    }
}
