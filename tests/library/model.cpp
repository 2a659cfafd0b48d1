// malvec.hpp on the encoder of tests/made/encoders.py, whose path is the environment's MODEL.
#include <malvec/malvec.hpp>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <set>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "check.h"

namespace {

malvec::Model opened() { return malvec::Model(std::getenv("MODEL")); }

std::int32_t code_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const malvec::Error& error) {
        CHECK(*error.what() != '\0');
        return error.code();
    }
    return MALVEC_OK;
}

struct Own {};

std::set<std::string> words_of(const malvec::Neighbours& found) {
    std::set<std::string> words;
    for (const auto& each : found) words.insert(each.word);
    return words;
}

}  // namespace

TEST(owners) {
    malvec::Model first = opened(), none;
    CHECK(none.get() == nullptr);
    malvec::Model second = first;
    CHECK(second.get() == first.get());
    none = std::move(first);
    CHECK(first.get() == nullptr);
    first = none;
    none = malvec::Model();
    second = malvec::Model();
    CHECK(first.size() == 12);
    CHECK(first.find("희망") >= 0);
}

TEST(without_a_file) {
    const malvec::Model none;
    CHECK(code_of([&] { none.dim(); }) == MALVEC_INVALID);
    CHECK(code_of([&] { none.find("희망"); }) == MALVEC_INVALID);
    CHECK(code_of([] { malvec::Model("/no/such/file"); }) == MALVEC_IO);
}

TEST(facts) {
    const malvec::Model model = opened();
    CHECK(model.dim() == 12);
    CHECK(model.fact(MALVEC_HAS_ENCODER) == 1);
    CHECK(model.metadata("recipe").value().find("Skipgram") != std::string_view::npos);
    CHECK(!model.metadata("no such key"));
}

TEST(words_and_ids) {
    const malvec::Model model = opened();
    for (std::uint64_t id = 0; id < model.size(); ++id) {
        CHECK(model.find(model.word(id)) == static_cast<std::int64_t>(id));
        CHECK(model.count(id) > 0);
    }
    CHECK(model.find("처음 보는 말") == -1);
    CHECK(code_of([&] { model.word(model.size()); }) == MALVEC_INVALID);
}

TEST(vectors) {
    const malvec::Model model = opened();
    std::vector<std::int64_t> ids(3);
    const auto all = model.vectors({"꿈", "꾸움", ""}, MALVEC_COMPOSE, ids.data());
    CHECK(ids[0] == model.find("꿈") && ids[1] == -1 && ids[2] == -2);
    CHECK(all.size() == 3 && all[1].size() == model.dim());
    CHECK(model.vector("꾸움") == std::vector<float>(all[1].begin(), all[1].end()));
    CHECK(code_of([&] { model.vector("꾸움", 0); }) == MALVEC_NOT_FOUND);
    double length = 0;
    for (float value : model.vector("꿈", MALVEC_UNIT)) length += double(value) * value;
    CHECK(length > 1 - 1e-6 && length < 1 + 1e-6);
    CHECK(model.vectors(std::vector<std::string>{}).size() == 0);
}

TEST(tokens) {
    const malvec::Tokenizer blanks("whitespace");
    const auto found = blanks("재미있는  영화\n");
    CHECK(found.size() == 2 && found[1].form == "영화" && found[1].tag.empty());
    CHECK(found[0].begin == 0 && found[0].end == 12 && found[1].begin == 14);
    malvec::Tokenizer none, own = opened().tokenizer(), copy = own;
    none = std::move(copy);
    CHECK(none.get() == own.get() && copy.get() == nullptr);
    std::size_t tokens = 0;
    own.each("꿈 희망", [&](const malvec_token&) { return ++tokens > 0; });
    CHECK(tokens == 2);
    CHECK(code_of([&] { own.each("꿈", [](const malvec_token&) { return false; }); }) ==
          MALVEC_STOPPED);
    try {
        own.each("꿈", [](const malvec_token&) -> bool { throw Own(); });
        CHECK(false);
    } catch (const Own&) {}
    CHECK(code_of([] { malvec::Tokenizer("kiwi"); }) == MALVEC_UNSUPPORTED);
    CHECK(code_of([] { malvec::Tokenizer()("꿈"); }) == MALVEC_INVALID);
}

TEST(sentences) {
    const auto found = malvec::sentences("비가 온다. 봄이다.  ");
    CHECK(found.size() == 2 && found[0] == "비가 온다." && found[1] == "봄이다.");
    CHECK(malvec::sentences("").empty());
}

TEST(neighbours) {
    const malvec::Model model = opened();
    CHECK(model.similar("희망", 3).size() == 3);
    CHECK(model.similar("희망").size() == 10);
    CHECK(model.similar("희망", 1'000'000'000).size() == 11);  // not the word itself
    CHECK(model.similar("희망", 0).empty());
    const std::vector<std::string> plus{"희망", "여자"};
    const auto found = words_of(model.similar(plus, {"남자"}, 100));
    CHECK(found.size() == 9 && found.count("꿈") == 1 && found.count("남자") == 0);
    CHECK(words_of(model.similar({"희망", "꿈"}, 100)).size() == 10);
    CHECK(code_of([&] { model.similar(""); }) == MALVEC_NOT_FOUND);
    CHECK(model.similarity("꿈", "꿈") > 1 - 1e-6);
}

TEST(the_score_of_3cosmul_is_its_product) {
    const malvec::Model model = opened();
    const auto [word, score, id] = model.analogy("남자", "여자", "아빠", 1, MALVEC_3COSMUL).at(0);
    const auto half = [&](const char* to) { return (1 + model.similarity(to, word)) / 2; };
    CHECK(std::abs(score - half("여자") * half("아빠") / (half("남자") + 0.001)) < 1e-5);
    CHECK(static_cast<std::uint64_t>(model.find(word)) == id);
}

TEST(nearest) {
    const malvec::Model model = opened();
    const auto dream = model.vector("꿈");
    CHECK(model.nearest(dream, 1)[0].word == "꿈");
    const auto others = model.nearest(dream, 100, {model.find("희망"), model.find("꿈")});
    CHECK(others.size() == 10 && words_of(others).count("꿈") == 0);
    CHECK(code_of([&] { model.nearest({dream.data(), 3}); }) == MALVEC_INVALID);
}

TEST(searches_among_some) {
    const malvec::Model model = opened();
    malvec::Search search(100);
    search.allowed = {1u << 3 | 1u << 5};
    const auto found = words_of(model.nearest(model.vector("꾸움"), search));
    CHECK((found == std::set{std::string(model.word(3)), std::string(model.word(5))}));
    search.allowed.resize(2);
    CHECK(code_of([&] { model.similar("꿈", search); }) == MALVEC_INVALID);
}

TEST(an_index_without_names) {
    const malvec::Model index(std::getenv("ROWS"));
    CHECK(index.size() == 0 && index.fact(MALVEC_ROWS) == 5);
    const auto found = index.nearest(std::vector<float>{0, 0, 2, 1, 0}, 2);
    CHECK(found.size() == 2 && found[0].word == "2" && found[1].word == "3" && found[1].id == 3);
    const auto both = index.nearest(malvec::Matrix{5, {0, 0, 2, 1, 0, 1, 0, 0, 0, 0}}, 2);
    CHECK(both.size() == 2 && both[0][1].id == 3 && both[1][0].id == 0);
    CHECK(index.nearest({0, 0, 2, 1, 0}, 1)[0].id == 2);
    CHECK(index.nearest(std::array<float, 5>{0, 0, 2, 1, 0}, 1)[0].id == 2);
    CHECK(code_of([&] { index.nearest(malvec::Matrix{2, {1, 2}}); }) == MALVEC_INVALID);
    CHECK(index.nearest(malvec::Matrix{5, {}}).empty());
}

TEST(encoding) {
    const malvec::Model model = opened();
    const std::vector<std::string> texts{"재미있는 영화", "", "지루한 영화"};
    std::uint64_t empty = 0;
    const auto rows = model.encode(texts, {1}, &empty);
    CHECK(empty == 1 && rows.size() == 3);
    CHECK(rows.values ==
          model.encode_tokens({{"재미있는", "영화"}, {}, {"지루한", "영화"}}).values);
    const std::vector<std::vector<std::string>> cut{{"재미있는", "영화"}, {}, {"지루한", "영화"}};
    CHECK(rows.values == model.encode_tokens(cut).values);
    const auto blanks = [](std::string_view text, const malvec::Emit& emit) {
        while (!text.empty()) {
            const auto end = std::min(text.find(' '), text.size());
            emit(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    };
    CHECK(rows.values == model.encode(texts, blanks).values);
}

TEST(exceptions_of_what_is_called_back_come_out) {
    const malvec::Model model = opened();
    const auto bad = [](std::string_view, const malvec::Emit&) { throw Own(); };
    CHECK_THROWS(model.encode({"재미있는 영화"}, bad), Own);
    malvec::Search search(3);
    search.keep_going = [] { return true; };
    CHECK(model.similar("꿈", search).size() == 3);
    malvec::Encode how{1, []() -> bool { throw Own(); }};
    const auto one_word = [](std::string_view text, const malvec::Emit& emit) {
        std::this_thread::sleep_for(std::chrono::microseconds(50));
        emit(text);
    };
    const std::vector<std::string> texts(5000, "꿈");
    CHECK_THROWS(model.encode(texts, one_word, how), Own);
    how.keep_going = [] { return false; };
    CHECK(code_of([&] { model.encode(texts, one_word, how); }) == MALVEC_STOPPED);
}

static_assert(std::is_nothrow_move_constructible_v<malvec::Model>);
static_assert(std::is_convertible_v<std::string, malvec::Texts>);
static_assert(!std::is_convertible_v<int, malvec::Texts>);
