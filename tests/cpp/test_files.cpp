// JSON, checksums and the words of messages. Files as a whole are
// compared with Python's reader by tests/storage/test_reading.py.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "check.h"
#include "core/crc32.h"
#include "core/error.h"
#include "core/random.h"
#include "text/json.h"
#include "text/wording.h"

using namespace malvec;

namespace {

std::string text_in(const std::string& json) { return std::string(parse_json(json).text()); }

std::string nested(size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

bool is_refused(const std::string& text) {
    try {
        parse_json(text);
        return false;
    } catch (const FormatError& error) {
        return std::string(error.what()).size() > 5;
    }
}

}  // namespace

TEST(json_values) {
    const Json json = parse_json(
        " {\"a\": [1, -2.5, true, false, null, \"가\\n\"], \"b\" : {}, \"\": [ ]\t}\r\n");
    CHECK(json.size() == 3 && json.is(Json::Kind::object));
    const Json list = *json.find("a");
    std::vector<Json> items;
    for (const auto& [name, value] : list.items()) items.push_back(value), CHECK(name.empty());
    CHECK(items.size() == 6 && list.size() == 6);
    CHECK(items[0].integer() == 1 && items[0].number() == 1.0 && items[1].number() == -2.5);
    CHECK(items[2].boolean() && !items[3].boolean() && items[4].is(Json::Kind::null));
    CHECK(items[5].text() == "가\n" && items[5].source() == "\"가\\n\"");
    CHECK(json.find("b")->size() == 0 && json.find("")->source() == "[ ]" && !json.find("c"));
    std::string names;
    for (const auto& [name, value] : json.items()) names += std::string(name) + ";";
    CHECK(names == "a;b;;");
}

TEST(json_numbers) {
    CHECK(parse_json("9223372036854775807").integer() == INT64_MAX);
    CHECK(parse_json("-9223372036854775808").integer() == INT64_MIN);
    CHECK(parse_json("9223372036854775808").number() == 0x1p63);
    CHECK(parse_json("1e3").is(Json::Kind::number) && parse_json("1E+3").number() == 1000);
    CHECK(std::isinf(parse_json("1e400").number()) && parse_json("-1e400").number() < 0);
    CHECK(parse_json("1e-400").number() == 0 && std::isinf(parse_json("Infinity").number()));
    CHECK(std::isnan(parse_json("NaN").number()) && parse_json("-Infinity").number() < 0);
    CHECK(std::signbit(parse_json("-0.0").number()) && parse_json("0").integer() == 0);
    const std::string zeros(500, '0');
    CHECK(std::isinf(parse_json("1" + zeros + ".0").number()));
    for (const auto& small :
         std::vector<std::string>{"0." + zeros + "1e100", "1e-99999999999999999999",
                                  "1" + zeros + "e-900", "0." + zeros + "1"})
        CHECK(parse_json(small).number() == 0);
    for (const auto& large :
         std::vector<std::string>{"1" + zeros + "e-5", "0." + zeros + "1e+900", "0.001e400",
                                  "1e99999999999999999999", "123." + zeros + "e400"})
        CHECK(std::isinf(parse_json(large).number()));
    CHECK(std::signbit(parse_json("-0." + zeros + "1e5").number()));
    CHECK(parse_json("-1" + zeros + "e-5").number() < 0);
    for (const char* bad : {"01", "-", "+1", "1.", ".5", "1e", "0x1", "- 1", "1e+", "inf", "nan"})
        CHECK(is_refused(bad));
}

TEST(json_escapes) {
    CHECK(text_in(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
    CHECK(text_in(R"("a\u0000\uac00")") == std::string("a\0가", 5));
    CHECK(text_in(R"("\ud83d\ude00!")") == "😀!");
    CHECK(text_in(R"("\ud83d")") == "\xed\xa0\xbd");
    CHECK(text_in(R"("\ude00\ud83d\u0041")") ==
          "\xed\xb8\x80\xed\xa0\xbd"
          "A");
    for (const char* bad :
         {R"("\x")", R"("\u12")", R"("\u12g4")", R"("\u 123")", R"("\ud83d\u")", R"("\)",
          R"("\u00)", "\"a\nb\"", "\"a", "\"\x7f\xff\"", "\"\xed\xa0\x80\""})
        CHECK(is_refused(bad));
}

TEST(json_is_strict) {
    for (const char* bad :
         {"", " ", "{", "}", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}",
          "[1 2]", "1 1", "nul", "True", "'a'", "[1]x", "// x\n1",
          "\xef\xbb\xbf"
          "1"})
        CHECK(is_refused(bad));
    CHECK(is_refused(R"({"a":1,"\u0061":2})") && !is_refused(R"([{"a":1},{"a":2}])"));
    CHECK(is_refused(std::string("[1]\0", 4)));
    CHECK(!is_refused(nested(64)) && is_refused(nested(65)) &&
          is_refused(std::string(100'000, '[')));
    CHECK(is_refused(std::string(100'000'001, ' ')));
    std::string many = "[0";
    for (size_t i = 0; i < size_t{1} << 22; ++i) many += ",0";
    CHECK(is_refused(many + "]"));
}

TEST(json_of_another_kind_is_damage) {
    const Json json = parse_json("[1]");
    CHECK_THROWS(json.text(), FormatError);
    CHECK_THROWS(json.find("a"), FormatError);
    CHECK_THROWS(json.integer(), FormatError);
    CHECK_THROWS(parse_json("1.5").integer(), FormatError);
    CHECK_THROWS(parse_json("\"\"").items(), FormatError);
    CHECK_THROWS(Json().boolean(), FormatError);
    CHECK(Json().is(Json::Kind::null) && Json().source() == "null");
}

TEST(crc32_as_the_standard_has_it) {
    CHECK(crc32("") == 0 && crc32("123456789") == 0xcbf43926);
    Random random(7);
    std::string bytes;
    for (int i = 0; i < 300; ++i) bytes += static_cast<char>(random.below(256));
    const std::string_view all = bytes;
    bool joined = true;
    for (size_t cut = 0; cut <= all.size(); ++cut) {
        const uint32_t first = crc32(all.substr(0, cut)), second = crc32(all.substr(cut));
        joined &= crc32(all.substr(cut), first) == crc32(all);
        joined &= crc32_joined(first, second, all.size() - cut) == crc32(all);
    }
    CHECK(joined);
}

TEST(words_of_messages) {
    CHECK(grouped(0) == "0" && grouped(999) == "999" && grouped(1000) == "1,000");
    CHECK(grouped(UINT64_MAX) == "18,446,744,073,709,551,615");
    CHECK(quoted("가 a") == "'가 a'" && quoted("it's") == "\"it's\"" &&
          quoted("'\"") == R"('\'"')");
    CHECK(quoted("\n\x01\xff\xed\xa0\x80\\") == R"('\n\x01\udcff\ud800\\')");
}
