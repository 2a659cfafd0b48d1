// Spelling, sorting, counting and scoring words; the scored tokenizers.
#include <algorithm>
#include <string>
#include <vector>

#include "check.h"
#include "corpus/words/noun_votes.h"
#include "corpus/words/word_coverage.h"
#include "corpus/words/word_scores.h"
#include "text/blanks.h"
#include "text/scored_tokens.h"
#include "text/spelling.h"

using namespace malvec;

namespace {

WordCounts count_lines(const std::string& text, unsigned threads, uint64_t memory = 1 << 20) {
    CorpusBuilder builder({threads, eojeol_tokenizer(), {}, false, ""});
    builder.feed(text);
    return count_words(builder.finish_unmerged(), {threads, memory});
}

bool equal(const Neighbours& a, const Neighbours& b) {
    return a.offsets == b.offsets && a.characters == b.characters && a.counts == b.counts;
}

bool equal(const WordCounts& a, const WordCounts& b) {
    return a.bytes == b.bytes && a.offsets == b.offsets && a.counts == b.counts &&
           equal(a.before, b.before) && equal(a.after, b.after);
}

// Lines of random words over few characters, some of them not UTF-8.
std::string random_lines(unsigned seed, size_t lines) {
    const std::vector<std::string> characters{
        "가", "나", "a", "\xea\xb0", "\x80", "🙂", "\xed\xa0\x80", std::string(1, '\0')};
    uint64_t state = seed;
    const auto below = [&state](uint64_t n) {
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        return (state >> 33) % n;
    };
    std::string text;
    for (size_t line = 0; line < lines; ++line) {
        for (uint64_t word = below(6); word > 0; --word) {
            for (uint64_t size = 1 + below(9); size > 0; --size)
                text += characters[below(characters.size())];
            text += below(3) ? " " : "\xe3\x80\x80";
        }
        text += '\n';
    }
    return text;
}

std::vector<uint32_t> letters(const std::string& text) { return {text.begin(), text.end()}; }

std::vector<std::string> cut(const auto& tokens, const std::string& text) {
    std::vector<Span> spans;
    tokens.split(letters(text), spans);
    std::vector<std::string> parts;
    for (const Span& span : spans) parts.push_back(text.substr(span.begin, span.end - span.begin));
    return parts;
}

}  // namespace

TEST(words_are_spelled_and_come_back) {
    for (const std::string raw : {"", "a", "영화", "\x80", "\xff\xfe", "\xea\xb0", "\xed\xa0\x80",
                                  "\xed\xb2\x80", "a\xf0\x9f\x99\x82z\xc2"}) {
        std::vector<char> spelled, back;
        spell(raw, spelled);
        const std::string_view word(spelled.data(), spelled.size());
        CHECK(is_well_spelled(word));
        unspell(word, back);
        CHECK(std::string(back.begin(), back.end()) == raw);
        CHECK(raw.empty() || prefix_size(word, count_characters(word)) == word.size());
        CHECK(raw.empty() || suffix_size(word, count_characters(word)) == word.size());
    }
    CHECK(!is_well_spelled("\x80"));
    CHECK(!is_well_spelled("\xed\xa0\x80"));
}

TEST(words_are_sorted_from_both_ends) {
    const std::vector<std::string> some{
        "b",          "a",          "abcdefgh", "abcdefghi", "abcdefgg", std::string("a\0", 2),
        "xabcdefghi", "zabcdefghi", "가",       "나가"};
    std::string bytes;
    std::vector<uint64_t> offsets{0};
    for (const auto& word : some) bytes += word, offsets.push_back(bytes.size());
    const Words words{bytes, offsets};
    for (const Direction direction : {Direction::forward, Direction::backward}) {
        std::vector<std::string> sorted;
        for (const uint32_t id : sort_words(words, direction, 2, [] {})) {
            std::string word = some[id];
            if (direction == Direction::backward) std::reverse(word.begin(), word.end());
            sorted.push_back(word);
        }
        CHECK(std::is_sorted(sorted.begin(), sorted.end()));
    }
}

TEST(words_do_not_depend_on_threads_and_memory_and_add_up) {
    const std::string first = random_lines(1, 3000), second = random_lines(2, 2000);
    const WordCounts whole = count_lines(first + second, 1);
    CHECK(whole.invalid_utf8_tokens > 0);
    check_word_counts(whole.view());
    CHECK(equal(whole, count_lines(first + second, 3)));
    CHECK(equal(whole, count_lines(first + second, 2, 64)));
    CHECK(
        equal(whole, add_word_counts(count_lines(first, 1).view(), count_lines(second, 2).view())));
    const WordScores a = score_words(whole.view(), {1, 10, 6, 1}),
                     b = score_words(whole.view(), {1, 10, 6, 3});
    CHECK(a.bytes == b.bytes && a.left_branching_entropy == b.left_branching_entropy &&
          a.right_branching_entropy == b.right_branching_entropy);
    CHECK(a.left_frequency == b.left_frequency && a.cohesion_backward == b.cohesion_backward);
    CHECK(word_coverage(whole.view(), {a.bytes, a.offsets}) == 1.0);
    const std::vector<std::pair<std::string, Vote>> parts{{"가", Vote::noun},
                                                          {"a", Vote::predicate}};
    CHECK(noun_votes(whole.view(), parts, {2, 10, 1}).frequency ==
          noun_votes(whole.view(), parts, {2, 10, 3}).frequency);
}

TEST(words_that_are_damaged_are_refused) {
    const WordCounts good = count_lines("b a\na c\n", 1);
    check_word_counts(good.view());
    const auto refuses = [&](auto&& change) {
        WordCounts bad = good;
        change(bad);
        CHECK_THROWS((check_word_counts(bad.view()), 0), std::invalid_argument);
    };
    refuses([](WordCounts& w) { w.bytes[0] = 'b'; });
    refuses([](WordCounts& w) { w.bytes[0] = '\x80'; });
    refuses([](WordCounts& w) { w.counts[0] = 0; });
    refuses([](WordCounts& w) { w.counts.pop_back(); });
    refuses([](WordCounts& w) { w.offsets[1] = 99; });
    refuses([](WordCounts& w) { w.offsets.clear(); });
    refuses([](WordCounts& w) { w.before.characters[0] = code_points; });
    refuses([](WordCounts& w) { w.after.counts[0] = 0; });
    refuses([](WordCounts& w) { w.after.counts[0] = 100; });
    refuses([](WordCounts& w) { w.after.offsets.back() = 100; });
    CHECK_THROWS((score_words(good.view(), {0, 10, 6, 1}), 0), std::invalid_argument);
    CHECK_THROWS((score_words(good.view(), {5, 251, 6, 1}), 0), std::invalid_argument);
}

TEST(words_are_split_at_all_blanks_of_unicode) {
    std::vector<std::string> tokens;
    split_eojeols(
        "a\xc2\xa0"
        "b\xe3\x80\x80\xe3\x80\x80"
        "c\x1c"
        "d \xe2\x80\xa8"
        "e\xc2\x85\xe2\x80\x8b\xe1",
        [&](const char* p, size_t n) { tokens.emplace_back(p, n); }, [] {});
    CHECK(tokens == std::vector<std::string>({"a", "b", "c", "d", "e", "\xe2\x80\x8b\xe1"}));
}

TEST(scored_tokens_take_the_best_parts) {
    LTokens left;
    left.words.add(letters("abc"), 0.5), left.words.add(letters("ab"), 0.6),
        left.words.add(letters("xyz"), -1.0);
    CHECK(cut(left, " abcd ab  xyz") == std::vector<std::string>({"ab", "cd", "ab", "xy", "z"}));
    left.tolerance = 0.2;
    CHECK(cut(left, "abcd") == std::vector<std::string>({"abc", "d"}));
    left.remove_right = true;
    CHECK(cut(left, "abcd") == std::vector<std::string>({"abc"}));
    MaxScoreTokens best;
    best.words.add(letters("cd"), 1), best.words.add(letters("abc"), 0.5);
    CHECK(cut(best, "abcdefg") == std::vector<std::string>({"ab", "cd", "efg"}));
    CHECK(cut(best, "").empty());
}
