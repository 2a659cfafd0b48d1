#include "asking.h"

#include <algorithm>
#include <stdexcept>

namespace asking {
namespace {

// Known words, one in form NFD, one that no model of the tests knows, blanks, nothing.
constexpr malvec_text known = text("비"), other = text("봄"),
                      nfd = text("\xe1\x84\x87\xe1\x85\xa9\xe1\x86\xb7"), unseen = text("봄비나무"),
                      blank = text(" ");
constexpr malvec_text words[most_texts] = {known, nfd, unseen, blank};
constexpr malvec_text texts[most_texts] = {text("봄 비 가 온다"), text("ㅋㅋㅋㅋ <b>꽃</b>\t이"),
                                           text(""), text("zzz")};

constexpr malvec_search_options search_by(uint32_t threads) {
    return {sizeof(malvec_search_options), topn, 0, nullptr, threads, 0, nullptr, nullptr};
}
constexpr malvec_search_options alone = search_by(1), together = search_by(3);

constexpr malvec_encode_options encode_by(uint32_t threads) {
    return {sizeof(malvec_encode_options), threads, 0, [](void*) { return 1; }, nullptr};
}
constexpr malvec_encode_options by_one = encode_by(1), by_two = encode_by(2);

bool fits(const malvec_model* model) {
    uint64_t dim = 0, count = 0;
    malvec_fact(model, MALVEC_DIM, &dim, nullptr);
    malvec_fact(model, MALVEC_ROWS, &count, nullptr);
    return dim <= most_dim && count <= most_words;
}

void nearest(const malvec_model* model, Answer& a, const malvec_search_options& options) {
    constexpr int64_t excluded[] = {0, 2, 1};
    constexpr uint64_t offsets[] = {0, 2, 3, 3, 3};
    float queries[most_dim * most_texts];
    a.code = malvec_vectors(model, words, most_texts, MALVEC_COMPOSE, queries, nullptr, &a.error);
    if (a.code != MALVEC_OK) return;
    a.code = malvec_nearest(model, queries, most_texts, excluded, offsets, &options, a.ids,
                            a.scores, &a.error);
}

void masked(const malvec_model* model, Answer& a) {
    uint64_t allowed[most_words / 64] = {0b101101};
    malvec_search_options options = alone;
    options.allowed = allowed, options.restrict_rows = 5;
    options.keep_going = [](void*) { return 1; };
    a.code = malvec_similar(model, &known, 1, &other, 1, &options, a.ids, a.scores, &a.error);
}

void facts(const malvec_model* model, Answer& a) {
    for (int32_t fact = MALVEC_DIM; fact <= MALVEC_ROWS && a.code == MALVEC_OK; ++fact) {
        uint64_t value = 0;
        a.code = malvec_fact(model, fact, &value, &a.error);
        a.numbers[fact % 4] = a.numbers[fact % 4] * 31 + value;
    }
}

void metadata(const malvec_model* model, Answer& a) {
    malvec_text value{};
    a.code = malvec_metadata(model, {"tokenizer", 9}, &value, &a.error);
    a.numbers[0] = value.size;
}

void names(const malvec_model* model, Answer& a) {
    for (uint64_t id = 0; id < 4 && a.code == MALVEC_OK; ++id) {
        malvec_text word{};
        a.code = malvec_word(model, id, &word, &a.numbers[id], &a.error);
        if (a.code == MALVEC_OK) a.ids[id] = malvec_find(model, word);
    }
}

// So many texts that threads share them; the last ones are kept.
void many(const malvec_model* model, Answer& a) {
    constexpr size_t rounds = 40;
    uint64_t dim = 0;
    malvec_text given[most_texts * rounds];
    float rows[most_texts * rounds * most_dim];
    for (size_t i = 0; i < std::size(given); ++i) given[i] = texts[i % most_texts];
    malvec_fact(model, MALVEC_DIM, &dim, nullptr);
    a.code = malvec_encode(model, given, std::size(given), &by_two, rows, a.numbers, &a.error);
    if (a.code == MALVEC_OK)
        std::copy_n(rows + most_texts * (rounds - 1) * dim, most_texts * dim, a.rows);
}

void tokens(const malvec_model* model, Answer& a) {
    constexpr uint64_t offsets[] = {0, 2, 2, 4};
    a.code = malvec_encode_tokens(model, words, offsets, 3, &by_one, a.rows, a.numbers, &a.error);
}

int32_t cut_in_two(void*, malvec_text text, void (*emit)(void*, malvec_text), void* sink) {
    const size_t middle = std::min<size_t>(text.size, 3);
    emit(sink, {text.data, middle});
    emit(sink, {text.data + middle, text.size - middle});
    return 1;
}

void cut(const malvec_model* model, Answer& a) {
    a.code = malvec_encode_cut(model, texts, most_texts, cut_in_two, nullptr, &by_one, a.rows,
                               a.numbers, &a.error);
}

// The tokens of a text by `made`, whose owner this is.
void cut_by(malvec_tokenizer* made, Answer& a) {
    const auto take = [](void* sink, const malvec_token* token) -> int32_t {
        auto* const numbers = static_cast<uint64_t*>(sink);
        ++numbers[0];
        numbers[1] = numbers[1] * 31 + token->end - token->begin;
        numbers[2] = numbers[2] * 31 + token->form.size + token->tag.size;
        return 1;
    };
    if (malvec_tokenizer_retain(made) != made) a.numbers[3] = 1;
    malvec_tokenizer_release(made);
    if (made) a.code = malvec_tokenize(made, texts[1], take, a.numbers, &a.error);
    malvec_tokenizer_release(made);
}

void own_tokenizer(const malvec_model* model, Answer& a) {
    malvec_tokenizer* made = nullptr;
    a.code = malvec_model_tokenizer(model, &made, &a.error);
    cut_by(made, a);
}

void named_tokenizer(const malvec_model*, Answer& a) {
    const malvec_tokenizer_options options{sizeof options, nullptr, 0};
    malvec_tokenizer* made = nullptr;
    a.code = malvec_tokenizer_open(text("eojeols"), &options, &made, &a.error);
    cut_by(made, a);
}

void sentences(const malvec_model*, Answer& a) {
    const auto take = [](void* sink, size_t begin, size_t end) -> int32_t {
        auto* const numbers = static_cast<uint64_t*>(sink);
        return ++numbers[0], numbers[1] = numbers[1] * 31 + begin, numbers[2] = end, 1;
    };
    const malvec_text two = text("비가 온다. 봄이다! 그래서\n\xff");
    a.code = malvec_sentences(two, take, a.numbers, &a.error);
}

void library(const malvec_model*, Answer& a) {
    a.numbers[0] = malvec_abi();
    a.numbers[1] = std::string_view(malvec_version()).size();
    a.numbers[2] = std::string_view(malvec_isa()).size();
    a.numbers[3] = malvec_thread_budget() > 0;
}

constexpr Question all_questions[] = {
    {"library", library},
    {"facts", facts},
    {"metadata", metadata},
    {"names", names},
    {"find",
     [](const malvec_model* model, Answer& a) {
         for (size_t i = 0; i < most_texts; ++i) a.ids[i] = malvec_find(model, words[i]);
     }},
    {"vectors",
     [](const malvec_model* model, Answer& a) {
         a.code = malvec_vectors(model, words, most_texts, MALVEC_COMPOSE | MALVEC_UNIT, a.rows,
                                 a.ids, &a.error);
     }},
    {"nearest", [](const malvec_model* model, Answer& a) { nearest(model, a, alone); }},
    {"nearest by threads",
     [](const malvec_model* model, Answer& a) { nearest(model, a, together); }},
    {"masked", masked},
    {"similar",
     [](const malvec_model* model, Answer& a) {
         a.code = malvec_similar(model, words, 3, &other, 1, &alone, a.ids, a.scores, &a.error);
     }},
    {"3CosAdd",
     [](const malvec_model* model, Answer& a) {
         a.code = malvec_analogy(model, known, other, nfd, MALVEC_3COSADD, &alone, a.ids, a.scores,
                                 &a.error);
     }},
    {"3CosMul",
     [](const malvec_model* model, Answer& a) {
         a.code = malvec_analogy(model, known, other, nfd, MALVEC_3COSMUL, &alone, a.ids, a.scores,
                                 &a.error);
     }},
    {"similarity",
     [](const malvec_model* model, Answer& a) {
         a.code = malvec_similarity(model, known, nfd, &a.cosine, &a.error);
     }},
    {"encode",
     [](const malvec_model* model, Answer& a) {
         a.code = malvec_encode(model, texts, most_texts, &by_one, a.rows, a.numbers, &a.error);
     }},
    {"encode by threads", many},
    {"tokens", tokens},
    {"cut", cut},
    {"own tokenizer", own_tokenizer},
    {"named tokenizer", named_tokenizer},
    {"sentences", sentences},
};

}  // namespace

std::span<const Question> questions() { return all_questions; }

Opened::Opened(const std::string& path, uint32_t flags) {
    const malvec_open_options options{sizeof options, flags, 1, nullptr, nullptr, nullptr};
    malvec_error error{};
    if (malvec_open(path.c_str(), &options, &model_, &error) != MALVEC_OK)
        throw std::runtime_error(path + ": " + error.text);
}

uint64_t Opened::fact(int32_t which) const {
    uint64_t value = 0;
    malvec_error error{};
    if (malvec_fact(model_, which, &value, &error) != MALVEC_OK)
        throw std::runtime_error(error.text);
    return value;
}

std::vector<Answer> answers(const malvec_model* model) {
    std::vector<Answer> found(fits(model) ? questions().size() : 0);
    for (size_t i = 0; i < found.size(); ++i) questions()[i].ask(model, found[i]);
    return found;
}

}  // namespace asking
