// Look-up, questions and encoding over arrays in memory, as any opened file gives them.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "check.h"
#include "core/error.h"
#include "library/encoder.h"
#include "library/questions.h"

using namespace malvec;

namespace {

constexpr size_t dimension = 5, bucket_count = 64;
const std::vector<std::string> words_of_film{"영화", "감독", "배우", "ㅋㅋ"};

float noise(size_t i) { return std::sin(static_cast<float>(i) * 1.7f); }

// Four words, with n-grams of jamo or without; ㅋㅋㅋ is cleaned to ㅋㅋ, and characters are
// tokens.
struct Film {
    std::string bytes;
    std::vector<uint64_t> offsets{0}, counts{900, 50, 30, 20};
    std::vector<uint32_t> index;
    std::vector<float> rows, ngram_rows, norms;
    NgramTable ngrams;
    WordTable table;

    explicit Film(bool subwords) {
        for (const std::string& word : words_of_film) {
            bytes += word;
            offsets.push_back(bytes.size());
        }
        const Words words{{bytes.data(), bytes.size()}, offsets};
        index = build_word_index(words);
        for (size_t i = 0; i < words_of_film.size() * dimension; ++i) rows.push_back(noise(i));
        for (size_t i = 0; i < bucket_count * dimension; ++i) ngram_rows.push_back(noise(1000 + i));
        ngrams.rows = {ngram_rows.data(), bucket_count, dimension, dimension};
        ngrams.options = {2, 3, bucket_count, "jamo"};
        table.vocab = {words, index};
        table.rows = {rows.data(), words_of_film.size(), dimension, dimension};
        norms = inverse_norms(table.rows, 1);
        table.inverse_norms = norms;
        table.counts = counts;
        if (subwords) table.ngrams = &ngrams;
        table.clean = [](std::string_view text, std::string& out) {
            return text == "ㅋㅋㅋ" && (out = "ㅋㅋ", true);
        };
        table.cut = [](std::string_view text, const Emit& emit) {
            for (size_t at = 0; at < text.size(); at += 6) emit(text.substr(at, 6));
        };
    }
    SentenceEncoder encoder(std::span<const float> weights) const { return {table, weights}; }
};

std::vector<float> unit(const float* row, float sign) {
    double squares = 0;
    for (size_t k = 0; k < dimension; ++k) squares += static_cast<double>(row[k]) * row[k];
    std::vector<float> scaled;
    for (size_t k = 0; k < dimension; ++k)
        scaled.push_back(sign * row[k] / static_cast<float>(std::sqrt(squares)));
    return scaled;
}

TokensOf tokens_of(const std::vector<std::vector<std::string>>& texts) {
    return [&texts](size_t i, const Emit& emit) {
        for (const std::string& token : texts[i]) emit(token);
    };
}

bool is_near(double a, double b) { return std::abs(a - b) < 1e-6; }

}  // namespace

TEST(library_finds_a_word_as_it_stands_cleaned_and_composed_by_unicode) {
    const Film film(true);
    Lookup lookup(film.table);
    CHECK(lookup.find("감독") == 1);
    CHECK(lookup.find("ㅋㅋㅋ") == 3);
    CHECK(lookup.find("\u1100\u1161\u11b7\u1103\u1169\u11a8") == 1);  // 감독 by its jamo
    CHECK(lookup.find("없던") < 0 && lookup.find("") < 0 && lookup.find("\xff") < 0);
}

TEST(library_composes_a_word_of_its_ngrams) {
    Film film(true);
    for (const bool scaled : {false, true}) {
        film.table.unit_length = scaled;
        std::vector<uint32_t> buckets;
        ngram_buckets("없던", film.ngrams.options, buckets);
        std::vector<float> mean(dimension), found(dimension);
        for (const uint32_t bucket : buckets)
            for (size_t k = 0; k < dimension; ++k)
                mean[k] +=
                    film.ngram_rows[bucket * dimension + k] / static_cast<float>(buckets.size());
        Lookup lookup(film.table);
        CHECK(lookup.vector("없던", found.data()) == composed_word);
        if (scaled) mean = unit(mean.data(), 1);
        for (size_t k = 0; k < dimension; ++k) CHECK(is_near(found[k], mean[k]));
        CHECK(lookup.seen("없던", found.data()) == no_vector && found[0] == 0);
        CHECK(lookup.vector(" \u3164", found.data()) == no_vector);
    }
}

TEST(library_takes_known_tokens_for_a_word) {
    const Film film(false);
    Lookup lookup(film.table);
    CHECK((lookup.parts("영화감독") == std::vector<uint32_t>{0, 1}));
    CHECK(lookup.parts("영화없던").empty() && lookup.parts("").empty());
    std::vector<float> found(dimension);
    CHECK(lookup.vector("영화감독", found.data()) == composed_word);
    const double a = 1e-3 / (1e-3 + .9), b = 1e-3 / (1e-3 + .05);
    for (size_t k = 0; k < dimension; ++k)
        CHECK(is_near(found[k], (a * film.rows[k] + b * film.rows[dimension + k]) / (a + b)));
}

TEST(library_adds_unit_vectors_up_and_hides_the_words) {
    const Film film(false);
    Question question(film.table);
    question.add("배우"), question.add("영화", -1), question.hide("없던");
    const auto plus = unit(&film.rows[2 * dimension], 1), minus = unit(&film.rows[0], -1);
    for (size_t k = 0; k < dimension; ++k)
        CHECK(is_near(question.direction()[k], plus[k] + minus[k]));
    CHECK((question.hidden() == std::vector<int64_t>{0, 2}));
    CHECK_THROWS(question.add("없던"), UnknownWord);
    const std::vector<float> wrong(dimension, std::numeric_limits<float>::infinity());
    CHECK_THROWS(question.add(wrong), std::invalid_argument);
    CHECK_THROWS(question.add(std::vector<float>(3)), std::invalid_argument);
    SearchOptions options;
    options.topn = 4;
    const Found found = ask(film.table, question, options);
    CHECK(found.ids[0] >= 0 && found.ids[2] == -1);
}

TEST(library_answers_questions_together_as_each_alone) {
    const Film film(false);
    const std::vector<float> vector(film.rows.begin() + 2, film.rows.begin() + 2 + dimension);
    std::vector<Question> questions;
    for (size_t q = 0; q < 3; ++q) {
        questions.emplace_back(film.table);
        questions[q].add(vector, -1), questions[q].add(words_of_film[q]);
        if (q == 1) questions[q].hide("배우"), questions[q].hide("ㅋㅋㅋ");
    }
    SearchOptions options;
    options.topn = 4;
    const Found together = ask(film.table, questions, options);
    CHECK(together.ids.size() == 12 && together.ids[5] == -1);
    for (size_t q = 0; q < 3; ++q) {
        const Found alone = ask(film.table, questions[q], options);
        for (size_t k = 0; k < 4; ++k) {
            CHECK(together.ids[q * 4 + k] == alone.ids[k]);
            CHECK(alone.ids[k] < 0 || together.scores[q * 4 + k] == alone.scores[k]);
        }
    }
}

TEST(library_takes_a_vector_for_a_word) {
    const Film film(false);
    const std::span<const float> actor(&film.rows[2 * dimension], dimension);
    CHECK(similarity(film.table, "영화", actor) == similarity(film.table, "영화", "배우"));
    CHECK(similarity(film.table, std::vector<float>(dimension), actor) == 0);
    const Term terms[] = {"감독", actor};
    const auto found = unit_vectors(film.table, terms);
    const auto first = unit(&film.rows[dimension], 1), second = unit(actor.data(), 1);
    for (size_t k = 0; k < dimension; ++k)
        CHECK(found[k] == first[k] && found[dimension + k] == second[k]);
    SearchOptions options;
    options.topn = 4;
    for (const auto method : {AnalogyMethod::add, AnalogyMethod::multiply}) {
        const Found by_words = ask(film.table, {"영화", "감독", "배우", method}, options);
        const Found by_vector = ask(film.table, {"영화", "감독", actor, method}, options);
        CHECK(by_words.ids[0] == 3 && by_words.ids[1] == -1);
        CHECK(by_vector.ids[1] == 2 || by_vector.ids[0] == 2);  // asked for by no name
    }
}

TEST(library_encodes_alike_by_any_number_of_threads) {
    const Film film(true);
    const std::vector<float> weights{1, .5f, .25f, 2};
    std::vector<std::vector<std::string>> texts;
    for (size_t i = 0; i < 200; ++i) {
        texts.emplace_back();
        for (size_t n = 0; n < i % 7; ++n)
            texts.back().push_back(n % 3 ? words_of_film[(i + n) % 4] : "없던");
    }
    std::vector<float> one(200 * dimension), three(one), none(dimension);
    const Encoded counted = encode(film.encoder(weights), tokens_of(texts),
                                   {one.data(), 200, dimension, dimension}, {false, 1});
    encode(film.encoder(weights), tokens_of(texts), {three.data(), 200, dimension, dimension},
           {false, 3});
    CHECK(one == three);
    CHECK(counted.texts == 200 && counted.empty == 29 && counted.unseen == 0);
    CHECK(counted.words == 594 && counted.composed > 100);
    for (size_t k = 0; k < dimension; ++k) CHECK(one[k] == 0);
}

TEST(library_names_the_word_whose_vector_is_not_finite) {
    Film film(false);
    film.rows[dimension] = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> weights(4, 1);
    const std::vector<std::vector<std::string>> texts{{"영화"}, {"배우", "감독"}};
    std::vector<float> out(2 * dimension);
    std::string told;
    try {
        encode(film.encoder(weights), tokens_of(texts), {out.data(), 2, dimension, dimension}, {});
    } catch (const NumericalError& error) {
        told = error.what();
    }
    CHECK(told.find("감독") != told.npos);
    CHECK_THROWS(similarity(film.table, "영화", "감독"), NumericalError);
    CHECK_THROWS(Question(film.table).add("감독"), NumericalError);
}

TEST(library_names_the_word_whose_weight_cannot_be) {
    const Film film(false);
    const std::vector<std::vector<std::string>> texts{{"영화", "감독"}};
    std::vector<float> out(dimension);
    for (const float weight : {-1.0f, -1e-30f, std::numeric_limits<float>::quiet_NaN(),
                               std::numeric_limits<float>::infinity()})
        for (const Divisor divisor : {Divisor::words, Divisor::weights})
            for (const bool unit_length : {false, true}) {
                const std::vector<float> weights{1, weight, 1, 1};
                const SentenceEncoder encoder{film.table, weights, 1, unit_length, divisor};
                std::string told;
                try {
                    encode(encoder, tokens_of(texts), {out.data(), 1, dimension, dimension}, {});
                } catch (const FormatError& error) {
                    told = error.what();
                }
                CHECK(told.starts_with("the weight of '감독' is damaged"));
            }
}

TEST(library_adds_counts_up_once) {
    std::vector<uint64_t> counts{3, 4};
    SeenCounts held;
    CHECK(held.empty() && held.total() == 0);
    held = counts;
    CHECK(held.total() == 7 && held[1] == 4);
    counts[0] = 100;  // no longer read
    CHECK(held.total() == 7);
}
