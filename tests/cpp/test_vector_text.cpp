// Vectors as text and in word2vec's binary layout.
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "check.h"
#include "text/vector_text.h"

using namespace malvec;

namespace {

ReadOptions reading(size_t dim, bool finite = true) {
    ReadOptions options;
    options.dim = dim, options.finite = finite, options.threads = 2;
    return options;
}

std::string word(const VectorRows& rows, size_t i) {
    const size_t begin = i ? rows.ends[i - 1] : 0;
    return {rows.words.begin() + static_cast<ptrdiff_t>(begin),
            rows.words.begin() + static_cast<ptrdiff_t>(rows.ends[i])};
}

}  // namespace

TEST(text_lines_of_all_kinds) {
    const auto rows =
        parse_text_rows("a 1 2\nNew York 3 4 \r\n\n5 6 7\n 8 9\nb\t1e1\t-.5\nc 1 2", reading(2));
    const std::vector<std::string> words{"a", "New York", "5", "", "b", "c"};
    const std::vector<float> values{1, 2, 3, 4, 6, 7, 8, 9, 10, -0.5f, 1, 2};
    CHECK(rows.ends.size() == words.size());
    for (size_t i = 0; i < words.size(); ++i) CHECK(word(rows, i) == words[i]);
    CHECK(rows.values == values);
}

TEST(aligned_columns_and_lone_returns) {
    ReadOptions aligned = reading(2);
    aligned.aligned = true;
    const std::string text = "  a   1  2\nNew York 3 -4 \nb\t 5 6\n";
    const auto rows = parse_text_rows(text, aligned);
    CHECK(std::string(rows.words.begin(), rows.words.end()) == "aNew Yorkb");
    CHECK(rows.values == std::vector<float>({1, 2, 3, -4, 5, 6}));
    const auto kept = parse_text_rows("a   1  2\n", reading(2)).words;
    CHECK(std::string(kept.begin(), kept.end()) == "a  ");
    CHECK_THROWS(parse_text_rows("a 1 2\rb 3 4\n", reading(2)), std::invalid_argument);
}

TEST(text_errors_name_the_line) {
    const auto message = [](const char* text) {
        try {
            parse_text_rows(text, reading(2));
        } catch (const std::invalid_argument& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(message("a 1 2\nb 3").starts_with("line 2 has fewer than 2 values"));
    CHECK(message("a 1 2\n\nb 3 x").starts_with("line 3 holds a value that is no number"));
    CHECK(message("a 1 inf").starts_with("line 1 holds a value that is not finite"));
    CHECK(message("a 1 1e99").starts_with("line 1 holds a value that is not finite"));
    CHECK(message("a 1 1e-99").empty());
    CHECK(std::isnan(parse_text_rows("a nan", reading(1, false)).values[0]));
    CHECK_THROWS(parse_text_rows("a", reading(0)), std::invalid_argument);
    CHECK(parse_text_rows("", reading(3)).ends.empty());
}

TEST(text_values_beyond_a_float) {
    const auto value = [](const std::string& text) {
        return parse_text_rows("a " + text, reading(1, false)).values.at(0);
    };
    const float infinity = std::numeric_limits<float>::infinity();
    const std::string zeros(400, '0');
    for (const std::string tiny :
         {"1e-400", "1E-400", "1e-60", "0.1e-399", "123456e-4000", "1e-99999999999999999999"})
        CHECK(value(tiny) == 0 && !std::signbit(value(tiny)) && value("-" + tiny) == 0 &&
              std::signbit(value("-" + tiny)));
    CHECK(value("0." + zeros + "1") == 0 && value("." + zeros + "1e2") == 0 &&
          value("0e99999999999999999999") == 0);
    for (const std::string huge :
         {"1e400", "1E+400", "0.1e401", "1e99", "4e38", "1e99999999999999999999"})
        CHECK(value(huge) == infinity && value("+" + huge) == infinity &&
              value("-" + huge) == -infinity);
    CHECK(value("1" + zeros) == infinity && value("1" + zeros + "e-5") == infinity &&
          value("1" + zeros + "e-400") == 1);
    for (const char* wrong : {"+-1", "++1", "+", "-+1", "--1"})
        CHECK_THROWS(value(wrong), std::invalid_argument);
    CHECK(value("+1") == 1 && value("+.5") == 0.5f);
}

TEST(text_in_many_pieces_counts_lines) {
    std::string text;
    for (int i = 0; i < 60'000; ++i) text += "word" + std::to_string(i) + " 0.25 -1\n";
    const auto rows = parse_text_rows(text, reading(2));
    CHECK(rows.ends.size() == 60'000);
    CHECK(word(rows, 59'999) == "word59999");
    try {
        parse_text_rows(text + "bad\n", reading(2));
        CHECK(false);
    } catch (const std::invalid_argument& error) {
        CHECK(std::string(error.what()).starts_with("line 60001 "));
    }
}

TEST(binary_takes_whole_rows) {
    const std::string floats("\0\0\x80\x3f\0\0\0\x40", 8);  // 1, 2
    const std::string both = "ab " + floats + "\ncd " + floats + "ef " + floats;
    for (size_t size = 0; size <= both.size(); ++size) {
        const auto rows = parse_binary_rows(std::string_view(both).substr(0, size), reading(2));
        CHECK(rows.ends.size() == (size >= 34 ? 3u : size >= 23 ? 2u : size >= 11 ? 1u : 0u));
        CHECK(rows.consumed <= size);
    }
    CHECK(word(parse_binary_rows(both, reading(2)), 1) == "cd");
    CHECK_THROWS(parse_binary_rows("a " + std::string("\0\0\x80\x7f", 4), reading(1)),
                 std::invalid_argument);
}

TEST(writing_and_reading_back) {
    const std::string words = "a bc";
    const std::vector<uint64_t> offsets{0, 1, 2, 4};
    const std::vector<float> values{0.1f, -0.f, 9, 3e38f, 1e-45f, 9, 16777216, 1.f / 3, 9};
    const WordRows rows{{words, offsets}, values.data(), 2, 3};
    const auto back = parse_text_rows(format_text_rows(rows, {}), reading(2));
    CHECK((back.values == std::vector<float>{0.1f, -0.f, 3e38f, 1e-45f, 16777216, 1.f / 3}));
    CHECK(std::signbit(back.values[1]));
    WriteOptions six;
    six.decimals = 6, six.blank_at_end = true;
    CHECK(format_text_rows({words, std::span(offsets).first(2), values.data(), 2, 3}, six) ==
          "a 0.100000 -0.000000 \n");
    // the second word is a blank
    CHECK_THROWS(format_binary_rows(rows, {}), std::invalid_argument);
    const std::vector<float> bad{std::numeric_limits<float>::infinity()};
    CHECK_THROWS(format_text_rows({words, std::span(offsets).first(2), bad.data(), 1, 1}, {}),
                 std::invalid_argument);
}
