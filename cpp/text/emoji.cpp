#include "text/emoji.h"

#include "text/code_points.h"
#include "text/split.h"

namespace malvec {
namespace {

constexpr char32_t joiner_of_emoji = 0x200d;

// Signs that the mark behind them makes a picture, such as ❤.
constexpr bool may_be_picture(char32_t c) {
    constexpr std::array<Range, 6> signs{{{0xa9, 0xae},
                                          {0x203c, 0x2049},
                                          {0x2122, 0x2139},
                                          {0x2190, 0x2bff},
                                          {0x3030, 0x303d},
                                          {0x3297, 0x3299}}};
    return within(c, signs) || c == 0x1f170 || c == 0x1f171 || c == 0x1f17e || c == 0x1f17f;
}

constexpr bool goes_with_emoji(char32_t c) {
    return c == picture_mark || c == keycap_mark || c == joiner_of_emoji ||
           c - 0x1f3fb <= 0x1f3ff - 0x1f3fb || c - 0xe0020 <= 0xe007f - 0xe0020;
}

// The end of the emoji at p, with all that belongs to it; p where there is none.
const char* emoji_end(const char* p, const char* end) {
    const auto at = [end](const char* q) {
        return q < end ? code_point_at(q, end) : CodePoint{0, 0};
    };
    const CodePoint first = at(p), second = at(p + first.size);
    const bool marked = second.value == picture_mark;
    const bool key = is_ascii_digit(first.value) || first.value == '#' || first.value == '*';
    if (key) {
        const CodePoint last = marked ? at(p + first.size + second.size) : second;
        if (last.value != keycap_mark) return p;
    } else if (!is_emoji(first.value) && !(marked && may_be_picture(first.value))) {
        return p;
    }
    const char* q = p + first.size;
    bool joined = false;
    for (CodePoint c = at(q); c.size > 0; c = at(q)) {
        if (!goes_with_emoji(c.value) && !(joined && may_be_picture(c.value))) break;
        joined = c.value == joiner_of_emoji;
        q += c.size;
    }
    return q;
}

}  // namespace

void drop_emoji(std::string_view text, std::string& out) {
    const char* const end = text.data() + text.size();
    bool dropped = false;
    for (const char* p = text.data(); p < end;) {
        if (const char* const after = emoji_end(p, end); after > p) {
            dropped = true;
            p = after;
            continue;
        }
        const CodePoint c = code_point_at(p, end);
        if (dropped && !out.empty() && !is_blank(out.back()) && !is_blank(*p)) out += ' ';
        out.append(p, c.size);
        dropped = false;
        p += c.size;
    }
}

}  // namespace malvec
