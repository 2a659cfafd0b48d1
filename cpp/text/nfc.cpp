#include "text/nfc.h"

#include <algorithm>
#include <cstring>

#include "text/character_kinds.h"
#include "text/code_points.h"

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
typedef uint8_t Bytes __attribute__((vector_size(stride)));
typedef uint64_t Words __attribute__((vector_size(stride)));

// By reference, since what a vector of this size is passed in differs between levels.
bool any(const Bytes& mask) {
    const auto words = reinterpret_cast<Words>(mask);
    uint64_t all = 0;
    for (size_t i = 0; i < stride / 8; ++i) all |= words[i];
    return all != 0;
}

// Whether one of 64 bytes begins a character that may
// not be safe, told by it and the two bytes that follow.
bool holds_doubtful_lead(const char* p) {
    Bytes lead, second, third;
    std::memcpy(&lead, p, stride);
    if (!any(lead >= 0x80)) return false;
    std::memcpy(&second, p + 1, stride);
    std::memcpy(&third, p + 2, stride);
    const auto dots = (lead == 0xe2) & ((second != 0x80) | (third < 0x90));  // safe: U+2010 .. 203f
    // safe: U+3000 .. 3029, 3040 .. 307f
    const auto kana = (lead == 0xe3) & (((second == 0x80) & (third >= 0xaa)) | (second == 0x82));
    const auto syllables = ((lead == 0xea) & (second < 0xb0)) | ((lead == 0xed) & (second > 0x9d));
    // safe: U+1f000 .. 1faff
    const auto emoji = (lead == 0xf0) & ((second != 0x9f) | (third > 0xab));
    const auto others = ((lead - 0xcc) <= 2) | ((lead - 0xd2) <= 0xe1 - 0xd2) | (lead == 0xee) |
                        (lead == 0xef) | (lead > 0xf0);
    return any(reinterpret_cast<Bytes>(dots | kana | syllables | emoji | others));
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
