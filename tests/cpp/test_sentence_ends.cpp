#include <string>
#include <vector>

#include "check.h"
#include "text/sentences.h"

using namespace malvec;

namespace {

std::vector<std::string> sentences(std::string_view text) {
    std::vector<std::string> found;
    split_sentences(text, [&](std::string_view sentence) { found.emplace_back(sentence); });
    return found;
}

}  // namespace

TEST(sentences_end_at_stops_and_at_korean_endings) {
    CHECK(sentences("재밌습니다 그런데 좀 길어요ㅋㅋ 끝. Mr. Kim came. He left.\n\n또") ==
          (std::vector<std::string>{"재밌습니다", "그런데 좀 길어요ㅋㅋ", "끝.", "Mr. Kim came.",
                                    "He left.", "또"}));
    CHECK(sentences("").empty());
    CHECK(sentences(" \t\r\n\xe3\x80\x80\n").empty());
}

TEST(sentences_of_bytes_that_are_not_utf8) {
    CHECK(sentences("\xff\xfe. \xec\x95\n\xed\xa0\x80! 다") ==
          (std::vector<std::string>{"\xff\xfe.", "\xec\x95", "\xed\xa0\x80!", "다"}));
}

TEST(sentences_of_a_long_line) {
    std::string text;
    for (int i = 0; i < 50'000; ++i) text += "\"' ( 좋다 . . ㅋ “[ ";
    size_t size = 0;
    split_sentences(text, [&](std::string_view sentence) { size += sentence.size(); });
    CHECK(size > text.size() / 2);
}
