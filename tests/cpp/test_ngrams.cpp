// Hangul and jamo, n-grams, dictionaries of fastText, vectors composed of n-grams.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "check.h"
#include "text/compose.h"
#include "text/dictionary_entries.h"
#include "text/hangul.h"
#include "text/ngrams.h"

using namespace malvec;

namespace {

SubwordOptions options(uint32_t min_n, uint32_t max_n, uint32_t buckets, const char* units) {
    SubwordOptions o;
    o.min_n = min_n, o.max_n = max_n, o.buckets = buckets, o.units = units;
    return o;
}

std::vector<std::string> texts(const std::string& word, const SubwordOptions& o) {
    std::vector<std::string> found;
    for (const Ngram& ngram : NgramCutter(o).ngrams(word)) found.push_back(ngram.text);
    return found;
}

std::string changed(void (*change)(std::string_view, std::string&), const std::string& text) {
    std::string out;
    change(text, out);
    return out;
}

const Tick go_on = [](const Progress&) { return true; };

}  // namespace

TEST(every_syllable_comes_apart_and_together) {
    for (char32_t c = 0xac00; c <= 0xd7a3; ++c) {
        const Jamo jamo = jamo_of(c);
        CHECK(syllable_of(jamo) == c);
        CHECK(jamo.initial >= 0x1100 && jamo.initial <= 0x1112 && jamo.vowel >= 0x1161 &&
              jamo.vowel <= 0x1175);
        CHECK(jamo.final == no_final || (jamo.final >= 0x11a8 && jamo.final <= 0x11c2));
    }
    CHECK(changed(put_together, changed(take_apart, "말ㅋㅋ a힣")) == "말ㅋㅋ a힣");
    CHECK(changed(put_together, "\u1112\u1161\u11ab\u1100\u116e\u11a8") == "한국");
    CHECK(changed(put_together, "\u1100\u1100\u1161\u11a8\u11a8") == "\u1100각\u11a8");
    CHECK(changed(take_apart, "\xff\xea\xb0").size() == 3);
}

TEST(ngrams_of_characters) {
    CHECK((texts("abc", options(3, 4, 100, "char")) ==
           std::vector<std::string>{"<ab", "<abc", "abc", "abc>", "bc>"}));
    CHECK((texts("말", options(1, 3, 100, "char")) ==
           std::vector<std::string>{"<말", "<말>", "말", "말>"}));
    CHECK((texts("", options(1, 3, 100, "char")) == std::vector<std::string>{"<>"}));
    CHECK(texts("</s>", options(1, 3, 100, "char")).empty());
    CHECK((texts("\x80y", options(3, 3, 100, "char")) == std::vector<std::string>{"<\x80y>"}));
}

TEST(ngrams_of_jamo_and_of_both) {
    CHECK(texts("말", options(5, 5, 100, "jamo")).size() == 1);
    CHECK((texts("가", options(5, 5, 100, "jamo+char")).size() == 1 + 6 - 2));
    CHECK(texts("abc", options(3, 4, 100, "jamo+char")) ==
          texts("abc", options(3, 4, 100, "char")));
    std::vector<uint32_t> composed, parts;
    ngram_buckets("한국", options(3, 6, 1000, "jamo+char"), composed);
    ngram_buckets("\u1112\u1161\u11ab\u1100\u116e\u11a8", options(3, 6, 1000, "jamo+char"), parts);
    CHECK(composed == parts && !parts.empty());
}

TEST(subword_options_are_checked) {
    for (const auto& bad :
         {options(0, 3, 10, "char"), options(4, 3, 10, "char"), options(1, 256, 10, "char"),
          options(1, 3, 0, "char"), options(1, 3, 1u << 31, "char"), options(1, 3, 10, "x")})
        CHECK_THROWS(malvec::check(bad), std::invalid_argument);
}

TEST(lists_of_a_vocabulary) {
    std::string bytes;
    std::vector<uint64_t> offsets{0};
    for (int i = 0; i < 5000; ++i) {
        bytes += "말" + std::to_string(i * 7919);
        offsets.push_back(bytes.size());
    }
    const auto o = options(2, 4, 1000, "jamo+char");
    const WordBuckets one = vocabulary_buckets({bytes, offsets}, o, 1),
                      four = vocabulary_buckets({bytes, offsets}, o, 4);
    CHECK(one.offsets == four.offsets && one.buckets == four.buckets);
    std::vector<uint32_t> expected;
    ngram_buckets("말" + std::to_string(4999 * 7919), o, expected);
    CHECK(std::ranges::equal(expected, one.view()[4999]));
}

TEST(vectors_are_composed_and_taken_apart) {
    constexpr size_t dim = 19, words = 700;
    std::string bytes;
    std::vector<uint64_t> offsets{0};
    for (size_t i = 0; i < words; ++i) {
        bytes += "w" + std::to_string(i);
        offsets.push_back(bytes.size());
    }
    std::vector<float> table(50 * dim), rows(words * dim);
    for (size_t i = 0; i < table.size(); ++i) table[i] = static_cast<float>(i % 11) - 5;
    for (size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<float>(i % 7) - 3;
    const std::vector<float> before = rows;
    NgramTable ngrams{{table.data(), 50, dim, dim}, {}, false, options(2, 3, 50, "char")};
    const Words list{bytes, offsets};
    const Matrix matrix{rows.data(), words, dim, dim};
    CHECK(compose(list, ngrams, Mix::seen, matrix, 3, go_on));
    std::vector<uint32_t> buckets;
    ngram_buckets("w699", ngrams.options, buckets);
    float sum = before[699 * dim + 18];
    for (const uint32_t b : buckets) sum += table[b * dim + 18];
    CHECK(std::abs(rows[699 * dim + 18] - sum / static_cast<float>(buckets.size() + 1)) < 1e-6f);
    CHECK(compose(list, ngrams, Mix::raw, matrix, 1, go_on));
    for (size_t i = 0; i < rows.size(); ++i) CHECK(std::abs(rows[i] - before[i]) < 1e-4f);
    const std::vector<uint32_t> kept{3, 7};
    ngrams.kept = kept, ngrams.pruned = true;
    CHECK_THROWS(compose(list, ngrams, Mix::seen, matrix, 1, go_on), std::invalid_argument);
    ngrams.rows.rows = 2;
    CHECK(compose(list, ngrams, Mix::unseen, matrix, 2, go_on));
}

// Wherever the buckets that are kept lie: evenly, all in one place, or not at all where they
// should.
TEST(rows_of_kept_buckets_are_found) {
    constexpr uint32_t buckets = 4000;
    for (const uint32_t step : {1u, 3u, 7u, 40u}) {
        std::vector<uint32_t> kept;
        for (uint32_t i = 0; i < buckets / 40; ++i) kept.push_back(buckets - 1 - i * step);
        std::ranges::reverse(kept);
        std::vector<float> table(kept.size());
        std::iota(table.begin(), table.end(), 1.0f);
        NgramTable ngrams{
            {table.data(), table.size(), 1, 1}, kept, true, options(1, 6, buckets, "char")};
        WordComposer composer(ngrams);
        for (int word = 0; word < 500; ++word) {
            const std::string text = "말벡" + std::to_string(word * 7919);
            std::vector<uint32_t> found;
            ngram_buckets(text, ngrams.options, found);
            float sum = 0, count = 0, composed = 0;
            for (const uint32_t bucket : found)
                if (const auto at = std::ranges::find(kept, bucket); at != kept.end())
                    sum += table[static_cast<size_t>(at - kept.begin())], ++count;
            composer.mix(text, Mix::unseen, &composed);
            CHECK(std::abs(composed - sum / std::max(count, 1.0f)) < 1e-3f);
        }
    }
}

TEST(dictionary_takes_whole_entries) {
    const std::string one("ab\0\x05\0\0\0\0\0\0\0\0", 12), label("c\0\x01\0\0\0\0\0\0\0\x01", 11),
        both = one + label;
    for (size_t size = 0; size <= both.size(); ++size) {
        const auto found = parse_dictionary(std::string_view(both).substr(0, size), 9, 0);
        CHECK(found.size() == (size >= 23 ? 2u : size >= 12 ? 1u : 0u));
    }
    const auto found = parse_dictionary(both, 9, 0);
    CHECK(found.counts[0] == 5 && found.kinds[1] == 1 && found.ends[1] == 3 &&
          found.consumed == 23);
    CHECK(parse_dictionary(both, 1, 0).size() == 1);
    CHECK_THROWS(parse_dictionary(std::string("a\0\0\0\0\0\0\0\0\x80\0", 11), 9, 0),
                 std::invalid_argument);
    CHECK_THROWS(parse_dictionary(std::string("a\0\0\0\0\0\0\0\0\0\2", 11), 9, 0),
                 std::invalid_argument);
    CHECK_THROWS(parse_dictionary(std::string(2 << 20, 'x'), 9, 0), std::invalid_argument);
}
