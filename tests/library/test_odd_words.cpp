// Words and texts that nobody writes: of a megabyte, with NUL inside, of bytes that are no UTF-8.
#include "asking.h"
#include "check.h"

using namespace asking;

namespace {

#ifdef MALVEC_SANITIZED
constexpr size_t much = 1 << 14;  // sanitizers take their time
#else
constexpr size_t much = 1 << 20;
#endif

std::string repeated(std::string_view part) {
    std::string whole;
    while (whole.size() < much) whole += part;
    return whole;
}

const std::vector<std::string>& short_words() {
    using namespace std::string_literals;
    static const std::vector<std::string> words{"",
                                                " ",
                                                "\0"s,
                                                "비\0비"s,
                                                "\xff\xfe",
                                                "\xed\xa0\x80",
                                                "\xf4\x90\x80\x80",
                                                "\xc0\x80",
                                                "비\xea\xb0",
                                                "\xe1\x84\x87\xe1\x85\xa9\xe1\x86\xb7",
                                                "\xe2\x80\x8b"};
    return words;
}

std::vector<std::string> long_words() {
    using namespace std::string_literals;
    return {repeated("a"),        repeated(" "),  repeated("\xff"),  repeated("\0"s),
            repeated("\xcc\x81"), repeated("봄"), repeated("<b>&am")};
}

bool a_sentence_or_none(int32_t code, const malvec_error& error) {
    return code == MALVEC_OK ||
           (code != MALVEC_BUG && error.code == code && std::strlen(error.text) > 9);
}

void ask_of(const malvec_model* model, const std::string& odd) {
    const malvec_text word = text(odd), texts[] = {word, text("봄 비"), word};
    int64_t ids[topn];
    float scores[topn], rows[3 * most_dim];
    double cosine;
    malvec_error error{};
    const int64_t id = malvec_find(model, word);
    CHECK(malvec_vectors(model, texts, 3, MALVEC_COMPOSE, rows, ids, &error) == MALVEC_OK);
    CHECK(id >= 0 ? ids[0] == id : ids[0] < 0);
    const malvec_search_options options{sizeof options, topn, 0, nullptr, 1, 0, nullptr, nullptr};
    CHECK(a_sentence_or_none(
        malvec_similar(model, texts, 2, nullptr, 0, &options, ids, scores, &error), error));
    CHECK(a_sentence_or_none(
        malvec_analogy(model, word, texts[1], word, MALVEC_3COSMUL, &options, ids, scores, &error),
        error));
    CHECK(a_sentence_or_none(malvec_similarity(model, word, texts[1], &cosine, &error), error));
    malvec_text value{};
    CHECK(malvec_metadata(model, word, &value, &error) == MALVEC_NOT_FOUND);
    CHECK(
        a_sentence_or_none(malvec_encode(model, texts, 3, nullptr, rows, nullptr, &error), error));
    const uint64_t offsets[] = {0, 3};
    CHECK(a_sentence_or_none(
        malvec_encode_tokens(model, texts, offsets, 1, nullptr, rows, nullptr, &error), error));
}

// No character of `text` lacks bytes at the end.
bool ends_at_a_character(std::string_view text) {
    size_t last = text.size();
    while (last > 0 && (text[--last] & 0xc0) == 0x80) {}
    const auto lead = static_cast<unsigned char>(text[last]);
    const size_t size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return text.size() - last == size;
}

}  // namespace

TEST(odd_words_are_answered) {
    for (const std::string& path : models()) {
        const Opened model(path);
        for (const std::string& odd : short_words()) ask_of(model, odd);
    }
}

TEST(words_of_a_megabyte_are_answered) {
    for (const std::string& path : models()) {
        const Opened model(path);
        if (model.fact(MALVEC_HAS_ENCODER) && model.fact(MALVEC_HAS_SUBWORDS))
            for (const std::string& odd : long_words()) ask_of(model, odd);
    }
}

TEST(errors_end_at_a_whole_character) {
    size_t refused = 0;
    for (const std::string& path : models()) {
        const Opened model(path);
        for (size_t blanks = 0; blanks < 4; ++blanks) {
            std::string word(blanks, 'a');
            for (int i = 0; i < 200; ++i) word += "\xf0\x9f\x98\x80";
            malvec_error error{};
            double cosine;
            if (malvec_similarity(model, text(word), text("비"), &cosine, &error) == MALVEC_OK)
                continue;
            ++refused;
            const std::string_view told = error.text;
            CHECK(told.size() < sizeof error.text && ends_at_a_character(told));
        }
    }
    CHECK(refused > 0);
}
