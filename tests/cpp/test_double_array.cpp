// Double arrays against std::map.
#include <map>
#include <string>

#include "check.h"
#include "core/random.h"
#include "text/mecab/double_array.h"

using namespace malvec;

namespace {

using Values = std::map<std::string, int32_t>;  // sorted by bytes, as double_array wants them

// A lexicon with one entry for each word, whose cost is the value.
MecabLexicon lexicon_of(const Values& values) {
    std::vector<std::string_view> words;
    std::vector<int32_t> places;
    MecabLexicon::Parts parts{{}, {}, std::string(1, '\0')};
    for (const auto& [word, value] : values) {
        words.push_back(word);
        places.push_back(1 + (static_cast<int32_t>(parts.entries.size()) << 8));
        parts.entries.push_back({0, 0, 0, static_cast<int16_t>(value), 0, 0});
    }
    parts.units = double_array(words, places);
    return {std::move(parts), {1, 1}};
}

bool finds(const MecabLexicon& lexicon, const Values& values, const std::string& word) {
    const auto [entries, count] = lexicon.find(word);
    const auto found = values.find(word);
    return found == values.end() ? count == 0 : count == 1 && entries->cost == found->second;
}

std::string random_word(Random& random, uint32_t letters) {
    std::string word(1 + random.below(9), '\0');
    for (char& c : word) c = static_cast<char>(1 + 255 / letters * random.below(letters));
    return word;
}

}  // namespace

TEST(double_arrays_hold_what_a_map_holds) {
    Random random(7);
    for (const uint32_t letters : {1u, 2u, 7u, 64u, 255u}) {
        Values values;
        for (int32_t i = 0; i < 3000; ++i)
            values[random_word(random, letters)] = static_cast<int32_t>(random.below(30000));
        const MecabLexicon lexicon = lexicon_of(values);
        bool same = true;
        for (const auto& [word, value] : values)
            same &= finds(lexicon, values, word) && finds(lexicon, values, word.substr(1)) &&
                    finds(lexicon, values, word + "a") &&
                    finds(lexicon, values, word.substr(0, word.size() - 1));
        CHECK(same);
        for (int i = 0; i < 3000; ++i) same &= finds(lexicon, values, random_word(random, letters));
        CHECK(same);
    }
}

TEST(double_arrays_of_few_and_of_long_words) {
    CHECK(lexicon_of({}).find("a").second == 0);
    const Values one{{"a", 3}};
    CHECK(finds(lexicon_of(one), one, "a") && finds(lexicon_of(one), one, "aa"));
    const Values longer{{std::string(100000, 'a'), 1}, {std::string(99999, 'a'), 2}};
    const MecabLexicon lexicon = lexicon_of(longer);
    for (size_t size = 99998; size < 100002; ++size)
        CHECK(finds(lexicon, longer, std::string(size, 'a')));
    Values bytes;
    for (int c = 1; c < 256; ++c) bytes[std::string(1, static_cast<char>(c))] = c;
    const MecabLexicon all = lexicon_of(bytes);
    for (const auto& [word, value] : bytes) CHECK(finds(all, bytes, word));
}

TEST(double_arrays_refuse_words_that_are_not_sorted) {
    using Words = std::vector<std::string_view>;
    const std::vector<int32_t> two{0, 1}, negative{0, -1};
    CHECK_THROWS(double_array(Words{"b", "a"}, two), std::invalid_argument);
    CHECK_THROWS(double_array(Words{"a", "a"}, two), std::invalid_argument);
    CHECK_THROWS(double_array(Words{"", "a"}, two), std::invalid_argument);
    CHECK_THROWS(double_array(Words{"a"}, two), std::invalid_argument);
    CHECK_THROWS(double_array(Words{"a", "b"}, negative), std::invalid_argument);
    // the order is that of bytes, not of chars
    CHECK(double_array(Words{"a", "\xea"}, two).size() > 2);
}
