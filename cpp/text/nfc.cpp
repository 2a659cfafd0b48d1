#include "text/nfc.h"

#include <algorithm>
#include <cstring>

#include "text/character_kinds.h"
#include "text/code_points.h"
#include "text/split.h"

namespace malvec {
namespace {

// Ranges of code points that are all NFC_Quick_Check=Yes and of
// combining class 0, so that they end whatever stood before.
constexpr bool is_safe_for_nfc(char32_t c) {
    constexpr std::array<Range, 13> safe{{{0, 0x2ff},
                                          {0x370, 0x373},
                                          {0x388, 0x482},
                                          {0x2010, 0x20cf},
                                          {0x2100, 0x2125},
                                          {0x212c, 0x2328},
                                          {0x232b, 0x2adb},
                                          {0x3000, 0x3029},
                                          {0x3030, 0x3098},
                                          {0x309b, 0xa66e},
                                          {0xac00, 0xd7a3},
                                          {0xff00, 0xffff},
                                          {0x1f000, 0x1faff}}};
    return within(c, safe) || c >= byte_mark;
}

constexpr size_t stride = 64;

// Which of 16 bytes begin a character that may not be safe, told by them and the two bytes that
// follow each. Vectors of 16 bytes: compilers take wider ones apart badly where there are none.
Bytes16 doubtful_leads(Bytes16 lead, const char* p) {
    Bytes16 second, third;
    std::memcpy(&second, p + 1, sizeof second);
    std::memcpy(&third, p + 2, sizeof third);
    const auto dots = (lead == 0xe2) & ((second != 0x80) | (third < 0x90));  // safe: U+2010 .. 203f
    // safe: U+3000 .. 3029, 3040 .. 307f
    const auto kana = (lead == 0xe3) & (((second == 0x80) & (third >= 0xaa)) | (second == 0x82));
    const auto syllables = ((lead == 0xea) & (second < 0xb0)) | ((lead == 0xed) & (second > 0x9d));
    // safe: U+1f000 .. 1faff
    const auto emoji = (lead == 0xf0) & ((second != 0x9f) | (third > 0xab));
    const auto others =
        ((lead - 0xcc) <= 2) | ((lead - 0xd2) <= 0xe1 - 0xd2) | ((lead > 0xed) & (lead != 0xf0));
    return reinterpret_cast<Bytes16>(dots | kana | syllables | emoji | others);
}

// Whether one of `stride` bytes begins such a character.
bool holds_doubtful_lead(const char* p) {
    Bytes16 leads[stride / 16];
    std::memcpy(leads, p, stride);
    if (bit_per_byte((leads[0] | leads[1] | leads[2] | leads[3]) >= 0x80) == 0) return false;
    Bytes16 doubtful = {};
    for (size_t i = 0; i < stride / 16; ++i) doubtful |= doubtful_leads(leads[i], p + 16 * i);
    return bit_per_byte(doubtful) != 0;
}

}  // namespace

size_t first_not_nfc(std::string_view text) {
    const char *const begin = text.data(), *const end = begin + text.size();
    for (const char* p = begin; p < end;) {
        if (end - p >= static_cast<ptrdiff_t>(stride + 2) && !holds_doubtful_lead(p)) {
            p += stride;
            continue;
        }
        for (const char* const next = p + std::min<ptrdiff_t>(stride, end - p); p < next;) {
            const CodePoint c = code_point_at(p, end);
            if (!is_safe_for_nfc(c.value)) return static_cast<size_t>(p - begin);
            p += c.size;
        }
    }
    return text.size();
}

bool compose_lines(std::string_view text, const Compose& compose, std::string& out) {
    constexpr size_t near = 256;  // bytes: doubtful lines that are no farther apart go together
    size_t doubtful = first_not_nfc(text);
    if (doubtful == text.size()) return false;
    while (doubtful < text.size()) {
        const size_t begin = text.rfind('\n', doubtful) + 1;
        size_t end = 0;
        for (size_t next = doubtful; next < text.size() && (end == 0 || next - end < near);) {
            end = std::min(text.find('\n', next), text.size() - 1) + 1;
            doubtful = next = end + first_not_nfc(text.substr(end));
        }
        out.append(text.substr(0, begin));
        compose(text.substr(begin, end - begin), out);
        text.remove_prefix(end);
        doubtful -= end;
    }
    out.append(text);
    return true;
}

bool certainly_nfc(std::string_view text) { return first_not_nfc(text) == text.size(); }

}  // namespace malvec
