#include <string>
#include <vector>

#include "check.h"
#include "text/split.h"

using namespace malvec;

namespace {

// Tokens, and "\n" for every newline.
std::vector<std::string> pieces(const std::string& text) {
    std::vector<std::string> found;
    split_blanks(
        text, [&](const char* p, size_t size) { found.emplace_back(p, size); },
        [&] { found.emplace_back("\n"); });
    return found;
}

std::vector<std::string> slow_pieces(const std::string& text) {
    std::vector<std::string> found;
    std::string token;
    for (const char c : text) {
        if (!is_blank(c)) {
            token += c;
            continue;
        }
        if (!token.empty()) found.push_back(token);
        token.clear();
        if (c == '\n') found.emplace_back("\n");
    }
    if (!token.empty()) found.push_back(token);
    return found;
}

std::vector<std::string> characters(const std::string& text) {
    std::vector<std::string> found;
    split_characters(
        text, [&](const char* p, size_t size) { found.emplace_back(p, size); },
        [&] { found.emplace_back("\n"); });
    return found;
}

}  // namespace

TEST(split_knows_every_blank) {
    for (int c = 0; c < 256; ++c) {
        const bool blank =
            c == ' ' || c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r';
        const std::string text = std::string("a") + static_cast<char>(c) + "b";
        std::vector<std::string> expected =
            blank ? std::vector<std::string>{"a", "b"} : std::vector<std::string>{text};
        if (c == '\n') expected.insert(expected.begin() + 1, "\n");
        CHECK(pieces(text) == expected);
    }
}

TEST(split_at_every_place_of_a_chunk) {
    for (size_t size = 0; size < 200; ++size)
        for (const char* filling : {"a", " ", "\n", "a ", "ab\n"})
            for (const char c : {' ', '\n', 'x', '\0'}) {
                std::string text;
                while (text.size() < size) text += filling;
                text.resize(size);
                CHECK(pieces(text) == slow_pieces(text));
                text += c;
                CHECK(pieces(text) == slow_pieces(text));
                CHECK(pieces(text + "tail") == slow_pieces(text + "tail"));
            }
}

TEST(split_characters_by_code_points) {
    CHECK(characters("a 말\n😀") == std::vector<std::string>{"a", "말", "\n", "😀"});
    CHECK(characters("\xff\xe3\x81 b") == std::vector<std::string>{"\xff", "\xe3", "\x81", "b"});
    CHECK(characters("").empty());
}

TEST(utf8_is_what_unicode_says) {
    for (const char* good : {"", "a", "é", "말", "😀", "\x7f", "\xc2\x80", "\xdf\xbf",
                             "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xf4\x8f\xbf\xbf"})
        CHECK(is_utf8(std::string("long ascii text ") + good));
    for (const char* bad :
         {"\x80", "\xc0\x80", "\xc1\xbf", "\xc2", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xef\xbf",
          "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"})
        for (const char* around : {"", "long ascii text "})
            CHECK(!is_utf8(std::string(around) + bad));
}
