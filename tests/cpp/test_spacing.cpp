#include <map>
#include <string>
#include <vector>

#include "check.h"
#include "core/random.h"
#include "text/spacing_corrector.h"
#include "text/spacing_counter.h"
#include "text/spacing_line.h"

using namespace malvec;

namespace {

// Lines over few characters, some of several bytes, some broken.
std::string spacing_text(uint64_t seed, int lines) {
    const std::vector<std::string> letters{
        "가", "나", "다", "a", " ", " ", "\xff", "\xf0\x9f\x91\x8d", "\xed\xa0\x80", "\r"};
    Random random(seed);
    std::string text;
    for (int i = 0; i < lines; ++i) {
        for (uint32_t n = random.below(40); n > 0; --n)
            text += letters[random.below(static_cast<uint32_t>(letters.size()))];
        text += '\n';
    }
    return text;
}

CountedSpacing counted_of(const std::string& text, const SpacingOptions& options) {
    SpacingCounter counter;
    counter.feed(text);
    return counter.finish(options, nullptr);
}

SpacingTrie view(const CountedSpacing& c) { return {c.keys, c.offsets, c.tags, c.counts}; }

std::string without_blanks(std::string text) {
    std::erase(text, ' ');
    return text;
}

}  // namespace

TEST(spacing_counts_windows_exactly) {
    SpacingOptions options;
    options.min_window = 2, options.max_window = 4, options.min_count = 3, options.threads = 3;
    const std::string text = spacing_text(1, 300);
    const CountedSpacing found = counted_of(text, options);
    std::map<std::u32string, std::map<unsigned, uint32_t>> slow;
    for (size_t begin = 0; begin < text.size();) {
        const size_t end = text.find('\n', begin);
        const std::string whole = text.substr(begin, end - begin);
        const SpacingException line =
            spacing_exception(whole.ends_with('\r') ? whole.substr(0, whole.size() - 1) : whole);
        begin = end + 1;
        const size_t n = line.characters.size();
        for (size_t i = 0; i < n; ++i)
            for (size_t length = 2; length <= 4 && i + length <= n; ++length) {
                unsigned tags = 0;
                for (size_t j = 0; j < length; ++j)
                    tags |= unsigned{line.blanks[i + j] || i + j + 1 == n} << j;
                ++slow[line.characters.substr(i, length)][tags];
            }
    }
    std::erase_if(slow, [](const auto& item) {
        uint64_t sum = 0;
        for (const auto& [tags, count] : item.second) sum += count;
        return sum < 3;
    });
    const SpacingIndex index(found.keys);
    size_t patterns = 0;
    for (const auto& [window, seen] : slow) {
        uint32_t number = 0;
        for (const char32_t c : window) CHECK((number = index.find(spacing_key(number, c))) != 0);
        CHECK(found.offsets[number] - found.offsets[number - 1] == seen.size());
        uint32_t at = found.offsets[number - 1];
        for (const auto& [tags, count] : seen) {
            CHECK(found.tags[at] == tags && found.counts[at] == count);
            ++at, ++patterns;
        }
    }
    CHECK(patterns == found.tags.size());
}

TEST(spacing_counts_are_the_same_for_any_threads) {
    SpacingOptions options;
    options.min_count = 2;
    const std::string text = spacing_text(2, 20000);
    const CountedSpacing one = counted_of(text, options);
    options.threads = 4;
    const CountedSpacing four = counted_of(text, options);
    CHECK(one.keys == four.keys && one.offsets == four.offsets && one.tags == four.tags &&
          one.counts == four.counts);
    CHECK(!one.tags.empty());
}

TEST(spacing_touches_blanks_only) {
    SpacingOptions options;
    options.min_count = 1, options.min_evidence = 1, options.space_threshold = 0,
    options.nonspace_threshold = 0;
    const CountedSpacing counted = counted_of(spacing_text(3, 2000), options);
    for (const bool keep : {true, false}) {
        options.keep_blanks = keep;
        const std::vector<SpacingException> exceptions{spacing_exception(" 가나 다 "),
                                                       spacing_exception("다a")};
        const SpacingCorrector corrector(view(counted), options, exceptions);
        const std::string text = spacing_text(4, 4000);
        const std::string out = corrector.correct_text(text, 1, nullptr);
        CHECK(without_blanks(out) == without_blanks(text));
        CHECK(out != text);
        CHECK(corrector.correct_text(text, 3, nullptr) == out);
        for (size_t cut = 0; cut < 60; ++cut) {  // texts that end anywhere
            const std::string part = text.substr(cut, cut % 7);
            CHECK(without_blanks(corrector.correct_text(part, 2, nullptr)) == without_blanks(part));
        }
    }
}

TEST(spacing_refuses_damaged_counts) {
    const SpacingOptions options;
    CountedSpacing counted = counted_of(spacing_text(5, 500), options);
    counted.offsets[1] = 1u << 30;
    CHECK_THROWS(SpacingCorrector(view(counted), options, {}), std::invalid_argument);
    counted = counted_of(spacing_text(5, 500), options);
    counted.keys[0] = uint64_t{7} << 21 | 1;
    CHECK_THROWS(SpacingCorrector(view(counted), options, {}), std::invalid_argument);
}

TEST(spacing_without_counts_or_text) {
    const SpacingOptions options;
    SpacingCounter counter;
    const CountedSpacing none = counter.finish(options, nullptr);
    const SpacingCorrector corrector(view(none), options, {});
    CHECK(corrector.correct_text("가 나 다\n", 2, nullptr) == "가 나 다\n");
    CHECK(corrector.correct_text("", 2, nullptr).empty());
}
