// The vocabulary as arrays: offsets, word index, lookup.
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "check.h"
#include "core/hash.h"
#include "corpus/vocab.h"

using namespace malvec;

namespace {

struct Vocabulary {
    std::string bytes;
    std::vector<uint64_t> offsets{0};
    std::vector<uint32_t> index;

    explicit Vocabulary(const std::vector<std::string>& words) {
        for (const auto& word : words) {
            bytes += word;
            offsets.push_back(bytes.size());
        }
        index = build_word_index({bytes, offsets});
    }
    VocabView view() const { return {{bytes, offsets}, index}; }
};

}  // namespace

TEST(vocab_finds_its_words) {
    const Vocabulary words({"영화", "배우", "", "a", std::string("\0x", 2), "\xff\xfe"});
    const auto vocab = words.view();
    CHECK(vocab.size() == 6);
    for (size_t i = 0; i < vocab.size(); ++i) CHECK(vocab.find(vocab[i]) == i);
    CHECK(!vocab.find("감독"));
    CHECK(!vocab.find("영"));
    CHECK(!vocab.find(std::string_view("\0", 1)));
}

TEST(vocab_of_equal_words_finds_the_first) {
    const Vocabulary words({"x", "y", "x", "y"});
    CHECK(words.view().find("x") == 0u);
    CHECK(words.view().find("y") == 1u);
}

TEST(vocab_of_nothing_finds_nothing) {
    const Vocabulary words({});
    CHECK(words.view().size() == 0);
    CHECK(!words.view().find("x"));
    CHECK(!words.view().find(""));
}

TEST(vocab_index_holds_many_words) {
    std::vector<std::string> many;
    for (int i = 0; i < 50'000; ++i) many.push_back(std::to_string(i));
    const Vocabulary words(many);
    CHECK(words.index.size() > many.size());
    bool all = true;
    for (size_t i = 0; i < many.size(); ++i) all &= words.view().find(many[i]) == i;
    CHECK(all);
    CHECK(!words.view().find("50000"));
}

TEST(vocab_lookup_ends_in_a_damaged_index) {
    const Vocabulary words({"x"});
    const std::vector<uint32_t> full(4, 1), wild(4, 1'000'000);
    CHECK(!VocabView({{words.bytes, words.offsets}, full}).find("absent"));
    CHECK(!VocabView({{words.bytes, words.offsets}, wild}).find("x"));
    const std::vector<uint64_t> falling{1, 0}, beyond{0, UINT64_MAX / 2},
        far{UINT64_MAX, UINT64_MAX};
    for (const auto& offsets : {falling, beyond, far})
        CHECK(!VocabView({{words.bytes, offsets}, full}).find("x"));
}

TEST(vocab_refuses_bad_offsets) {
    const std::string bytes = "abc";
    using Offsets = std::vector<uint64_t>;
    for (const Offsets& offsets : {Offsets{}, {0}, {1, 3}, {0, 4}, {0, 2}, {0, 3, 2, 3}, {0, 9, 3}})
        CHECK_THROWS(build_word_index({bytes, offsets}), std::invalid_argument);
    CHECK_THROWS(check_words({bytes, Offsets{0, UINT64_MAX, 3}}), std::invalid_argument);
}
