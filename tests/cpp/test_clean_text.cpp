// Cleaning of text, edit distances.
#include <stdexcept>
#include <string>

#include "check.h"
#include "text/cleaner.h"
#include "text/edit_distance.h"
#include "text/nfc.h"

using namespace malvec;

namespace {

std::string cleaned(const NormalizeOptions& options, const std::string& text) {
    std::string out;
    return TextCleaner(options).clean(text, out) ? out : text;
}

}  // namespace

TEST(cleaning_keeps_syllables_and_broken_bytes) {
    NormalizeOptions o;
    o.repeats = 2, o.emoticons = true, o.html = true, o.halfwidth = true, o.squeeze = true,
    o.controls = true;
    CHECK(cleaned(o, "스토리ㅋㅋㅋ<br>") == "스토리ㅋㅋ");
    CHECK(cleaned(o, "앜ㅋㅋㅋ &amp;lt;b>가") == "아ㅋㅋ 가");
    for (const std::string broken :
         {"\xff\xfe", "\xed\xa0\x80", "\xea\xb0", "\xf4\x90\x80\x80", "가\xe3\x85"})
        CHECK(cleaned(o, broken) == broken);
    CHECK(cleaned(o, "").empty());
    CHECK(cleaned(o, "가<p\f\f>나<br\v/>다") == "가 나 다");  // squeezed, both would be tags again
}

TEST(quick_check_of_nfc_stops_at_parts) {
    const std::string_view composed = "희망 abc\xff ㅋ";
    CHECK(first_not_nfc(composed) == composed.size());
    CHECK(first_not_nfc("희\xe1\x84\x92") == 3);
    CHECK(first_not_nfc("e\xcc\x81") == 1);
}

TEST(nfc_is_appended_and_nothing_combines_across_broken_bytes) {
    std::string out = ">";
    CHECK(!to_nfc("희망 abc\xff ㅋ", out) && !to_nfc("", out) && out == ">");
    CHECK(to_nfc("x\xe1\x84\x92\xe1\x85\xa1\xff", out) && out == ">x하\xff");
    CHECK(!to_nfc("e\xff\xcc\x81", out) && !to_nfc("\xe1\x84\x92\xe1\xe1\x85\xa1", out));
    CHECK(!to_nfc("\xed\xa0\x80\xcc\x81", out));
}

TEST(jamo_distance_counts_thirds) {
    CHECK(EditDistance("재밌다", {true}).to("재밋다") == 1);
    CHECK(EditDistance("", {true}).to("가a") == 6);
    CHECK(EditDistance("재밌다", {false}).to("재밋") == 2);
    std::string some, others;
    for (int i = 0; i < 100; ++i) some += "재밌다", others += "재밋다";
    CHECK(EditDistance(some, {true}).to(others) == 100);
    CHECK(EditDistance(some, {false}).to(others + "a") == 101);
}
