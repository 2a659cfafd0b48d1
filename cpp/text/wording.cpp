#include "text/wording.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "text/code_points.h"

namespace malvec {
namespace {

struct CodePointRange {
    char32_t first, last;
};

// Blanks but the plain one, controls, marks of direction, private use, surrogates, no characters.
constexpr CodePointRange unseen_ranges[] = {
    {0x0, 0x1f},        {0x7f, 0xa0},       {0xad, 0xad},       {0x61c, 0x61c},
    {0x1680, 0x1680},   {0x180e, 0x180e},   {0x2000, 0x200f},   {0x2028, 0x202f},
    {0x205f, 0x206f},   {0x3000, 0x3000},   {0xd800, 0xf8ff},   {0xfeff, 0xfeff},
    {0xfff0, 0xfffb},   {0xfffe, 0xffff},   {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
    {0xe0000, 0xe0fff}, {0xf0000, 0x10ffff}};

bool is_unseen(char32_t c) {
    return std::any_of(std::begin(unseen_ranges), std::end(unseen_ranges),
                       [c](const CodePointRange& r) { return r.first <= c && c <= r.last; });
}

std::string escaped(char32_t c) {
    if (c == '\n') return "\\n";
    if (c == '\r') return "\\r";
    if (c == '\t') return "\\t";
    if (c >= byte_mark) c += 0xdc00 - byte_mark;  // what Python makes of a byte that is not UTF-8
    std::array<char, 16> written{};
    std::snprintf(written.data(), written.size(),
                  c < 0x100     ? "\\x%02x"
                  : c < 0x10000 ? "\\u%04x"
                                : "\\U%08x",
                  static_cast<unsigned>(c));
    return written.data();
}

std::string first_characters(std::string text, size_t most) {
    size_t size = 0;
    for (size_t left = most; left > 0 && size < text.size(); --left)
        size += code_point_at(text.data() + size, text.data() + text.size()).size;
    text.resize(size);
    return text;
}

}  // namespace

std::string grouped(uint64_t number) {
    std::string text = std::to_string(number);
    for (size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
    return text;
}

std::string quoted(std::string_view text, size_t most) {
    const bool twice = text.find('\'') != text.npos && text.find('"') == text.npos;
    const char quote = twice ? '"' : '\'';
    std::string shown(1, quote);
    const char* const end = text.data() + text.size();
    // no character takes more than four bytes: then `most` of them are there
    for (const char* p = text.data(); p < end && shown.size() / 4 < most;) {
        const CodePoint c = code_point_at(p, end);
        if (c.value == '\\' || c.value == static_cast<char32_t>(quote))
            shown += '\\', shown += *p;
        else if (c.value >= byte_mark || is_unseen(c.value))
            shown += escaped(c.value);
        else
            shown.append(p, c.size);
        p += c.size;
    }
    return first_characters(shown + quote, most);
}

}  // namespace malvec
