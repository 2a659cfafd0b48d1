#include <algorithm>
#include <charconv>
#include <limits>

#include "core/error.h"
#include "text/code_points.h"
#include "text/json_tree.h"
#include "text/wording.h"

namespace malvec {
namespace {

using Kind = Json::Kind;
constexpr size_t most_depth = 64;

class JsonParser {
public:
    JsonParser(JsonTree& tree, size_t most_values)
        : tree_(tree), end_(tree.bytes.size()), most_values_(most_values) {}

    void parse() {
        value(0);
        skip_blanks();
        if (at_ < end_) fail("something follows the end");
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw FormatError(what + " at byte " + std::to_string(at_));
    }
    std::string_view rest() const { return {tree_.bytes.data() + at_, end_ - at_}; }
    char next() const { return at_ < end_ ? tree_.bytes[at_] : '\0'; }
    bool take(std::string_view what) {
        const bool there = rest().starts_with(what);
        if (there) at_ += what.size();
        return there;
    }
    void skip_blanks() {
        const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
        while (blank(next())) ++at_;
    }

    uint32_t add(Kind kind) {
        if (tree_.nodes.size() == most_values_)
            fail("more than " + grouped(most_values_) + " values");
        JsonNode node{};
        node.kind = kind, node.begin = static_cast<uint32_t>(at_);
        tree_.nodes.push_back(node);
        return static_cast<uint32_t>(tree_.nodes.size() - 1);
    }
    JsonNode& close(uint32_t place) {
        JsonNode& node = tree_.nodes[place];
        node.end = static_cast<uint32_t>(tree_.nodes.size());
        node.size = static_cast<uint32_t>(at_) - node.begin;
        return node;
    }

    void value(size_t depth) {
        skip_blanks();
        switch (next()) {
            case '{':
                return several(Kind::object, depth);
            case '[':
                return several(Kind::list, depth);
            case '"':
                return text();
            default:
                return word() ? void() : number();
        }
    }

    bool word() {
        const uint32_t place = add(Kind::null);
        JsonNode& node = tree_.nodes[place];
        const auto number = [&](double value) { node.kind = Kind::number, node.number = value; };
        if (take("true") || take("false"))
            node.kind = Kind::boolean, node.boolean = tree_.bytes[node.begin] == 't';
        else if (take("NaN"))
            number(std::numeric_limits<double>::quiet_NaN());
        else if (take("Infinity"))
            number(std::numeric_limits<double>::infinity());
        else if (take("-Infinity"))
            number(-std::numeric_limits<double>::infinity());
        else if (!take("null"))
            return tree_.nodes.pop_back(), false;
        close(place);
        return true;
    }

    size_t digits() {
        const size_t begin = at_;
        while (next() >= '0' && next() <= '9') ++at_;
        return at_ - begin;
    }

    void number() {
        const uint32_t place = add(Kind::integer);
        take("-");
        if (!take("0") && digits() == 0) fail("a value is expected");
        bool whole = true;
        if (next() == '.') {
            ++at_, whole = false;
            if (digits() == 0) fail("a digit is expected");
        }
        if (next() == 'e' || next() == 'E') {
            ++at_, whole = false;
            if (!take("-")) take("+");
            if (digits() == 0) fail("a digit is expected");
        }
        JsonNode& node = close(place);
        const char *const begin = tree_.bytes.data() + node.begin, *const end = begin + node.size;
        if (whole && std::from_chars(begin, end, node.integer).ec == std::errc()) return;
        node.kind = Kind::number;
        if (std::from_chars(begin, end, node.number).ec != std::errc())
            node.number = beyond({begin, end});
    }

    // What is too large or too small for a double, infinity or 0: as
    // the place of its first digit that is not 0 and the exponent say.
    static double beyond(std::string_view written) {
        constexpr int64_t far = int64_t{1} << 62;
        const bool negative = written.front() == '-';
        const size_t size = std::min(written.find_first_of("eE"), written.size());
        const std::string_view digits = written.substr(negative, size - negative);
        const size_t point = std::min(digits.find('.'), digits.size());
        int64_t exponent = 0;
        if (size < written.size()) {
            const bool plus = written[size + 1] == '+', minus = written[size + 1] == '-';
            const char* const end = written.data() + written.size();
            const auto read = std::from_chars(written.data() + size + 1 + plus, end, exponent);
            if (read.ec != std::errc()) exponent = minus ? -far : far;
        }
        const auto first = static_cast<int64_t>(digits.find_first_of("123456789"));
        const bool large = static_cast<int64_t>(point) - first > -exponent;
        const double value = large ? std::numeric_limits<double>::infinity() : 0.0;
        return negative ? -value : value;
    }

    void text() {
        const uint32_t place = add(Kind::text);
        const size_t begin = ++at_;
        while (next() != '"' && next() != '\\') plain_character();
        if (next() == '"') {
            set_text(place, begin, at_ - begin);
        } else {
            const size_t copied = tree_.bytes.size();
            tree_.bytes.append(tree_.bytes, begin, at_ - begin);
            while (next() != '"') next() == '\\' ? escape() : copy_characters();
            set_text(place, copied, tree_.bytes.size() - copied);
        }
        ++at_;
        close(place);
    }

    void set_text(uint32_t place, size_t begin, size_t size) {
        tree_.nodes[place].text = {static_cast<uint32_t>(begin), static_cast<uint32_t>(size)};
    }

    void plain_character() {
        if (at_ == end_) fail("a text does not end");
        if (static_cast<unsigned char>(next()) < 0x20) fail("a control character in a text");
        ++at_;
    }

    void copy_characters() {
        const size_t begin = at_;
        while (next() != '"' && next() != '\\') plain_character();
        tree_.bytes.append(tree_.bytes, begin, at_ - begin);
    }

    void escape() {
        constexpr std::string_view letters = "\"\\/bfnrt", meant = "\"\\/\b\f\n\r\t";
        ++at_;
        const char letter = next();
        const size_t found = letters.find(letter);
        if (letter == 'u') return escaped_code_point();
        if (at_ == end_ || found == letters.npos) fail("an unknown escape in a text");
        tree_.bytes += meant[found], ++at_;
    }

    uint32_t four_digits() {
        uint32_t unit = 0;
        const char* const begin = tree_.bytes.data() + at_ + 1;  // after the u
        const char* const end = begin + std::min<size_t>(4, end_ - std::min(end_, at_ + 1));
        if (std::from_chars(begin, end, unit, 16).ptr != begin + 4)
            fail("four digits are expected after \\u");
        at_ += 5;
        return unit;
    }

    void escaped_code_point() {
        uint32_t point = four_digits();
        if (point >= 0xd800 && point < 0xdc00 && rest().starts_with("\\u")) {
            const size_t before = at_++;
            const uint32_t low = four_digits();
            if (low >= 0xdc00 && low < 0xe000)
                point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
            else
                at_ = before;
        }
        append_code_point(point, tree_.bytes);
    }

    void several(Kind kind, size_t depth) {
        if (depth == most_depth) fail("nested deeper than 64");
        const uint32_t place = add(kind);
        const bool object = kind == Kind::object;
        const std::string_view closing = object ? "}" : "]";
        uint64_t items = 0;
        ++at_, skip_blanks();
        if (!take(closing)) {
            do {
                if (object) name();
                value(depth + 1);
                ++items, skip_blanks();
            } while (take(","));
            if (!take(closing)) fail(object ? "',' or '}' is expected" : "',' or ']' is expected");
        }
        close(place).items = items;
        if (object) check_names(place);
    }

    void name() {
        skip_blanks();
        if (next() != '"') fail("a name is expected");
        text();
        skip_blanks();
        if (!take(":")) fail("':' is expected");
    }

    void check_names(uint32_t place) const {
        std::vector<std::string_view> names;
        names.reserve(tree_.nodes[place].items);
        for (uint32_t i = place + 1; i < tree_.nodes[place].end; i = tree_.nodes[i + 1].end)
            names.push_back(tree_.text(tree_.nodes[i]));
        std::sort(names.begin(), names.end());
        if (std::adjacent_find(names.begin(), names.end()) != names.end())
            fail("a name occurs twice in an object that ends");
    }

    JsonTree& tree_;
    size_t at_ = 0;
    const size_t end_, most_values_;
};

}  // namespace

Json parse_json(std::string text, const JsonLimits& limits) {
    if (text.size() > limits.bytes)
        throw FormatError("JSON of more than " + grouped(limits.bytes) + " bytes");
    if (!is_utf8(text)) throw FormatError("not UTF-8");
    const auto tree = std::make_shared<JsonTree>();
    tree->bytes = std::move(text);
    JsonParser(*tree, limits.values).parse();
    tree->nodes.shrink_to_fit();
    return Json(tree, 0);
}

}  // namespace malvec
