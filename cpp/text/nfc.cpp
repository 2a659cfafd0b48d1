#include "text/nfc.h"

#include <algorithm>
#include <cstring>

#include "text/character_kinds.h"
#include "text/code_points.h"
#include "text/hangul.h"
#include "text/nfc_piece.h"
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

// The first character from there on that does not begin a piece.
size_t next_in_doubt(std::string_view text, size_t from) {
    const char *const begin = text.data(), *const end = begin + text.size();
    for (const char* p = begin + from;; p += first_not_nfc({p, static_cast<size_t>(end - p)})) {
        for (size_t near = 0; near < 8 && p < end; ++near) {  // text in form NFD goes on like that
            const CodePoint c = code_point_at(p, end);
            if (!begins_piece(c.value)) return static_cast<size_t>(p - begin);
            p += c.size;
        }
        if (p == end) return text.size();
    }
}

// Where the character before this place begins; the place itself behind a broken byte.
size_t character_before(std::string_view text, size_t place) {
    const char* const p = text.data() + place;
    for (size_t size = 1; size <= std::min<size_t>(4, place); ++size) {
        const CodePoint c = code_point_at(p - size, p);
        if (c.size == size && c.value < byte_mark) return place - size;
    }
    return place;
}

// Its first character, and all behind it that do not begin another; where these end.
size_t take_piece(std::string_view text, size_t from, NfcPiece& piece) {
    const char *const begin = text.data(), *const end = begin + text.size();
    for (const char* p = begin + from; p < end;) {
        const CodePoint c = code_point_at(p, end);
        if (p > begin + from && begins_piece(c.value)) return static_cast<size_t>(p - begin);
        piece.add(c.value);
        p += c.size;
    }
    return text.size();
}

// A syllable in parts that nothing combines with further, and its end; its end is 0 elsewhere.
struct Parted {
    char32_t syllable;
    size_t end;
};
Parted parted_syllable(std::string_view text, size_t from) {
    const auto part = [text](size_t at) -> char32_t {
        const auto byte = [p = text.data() + at](size_t i) { return static_cast<uint8_t>(p[i]); };
        const bool jamo = text.size() - at >= 3 && byte(0) == 0xe1 && (byte(1) & 0xfc) == 0x84 &&
                          (byte(2) & 0xc0) == 0x80;
        return jamo ? char32_t{0x1000} + (byte(1) & 0x3f) * 64 + (byte(2) & 0x3f) : 0;
    };
    const char32_t initial = part(from), vowel = is_initial(initial) ? part(from + 3) : 0;
    if (!is_vowel(vowel)) return {0, 0};
    const char32_t final = part(from + 6);
    const size_t end = from + (is_final(final) ? 9 : 6);
    const bool ends = end == text.size() || static_cast<unsigned char>(text[end]) < 0x80 ||
                      is_initial(end == from + 6 ? final : part(end));
    return {syllable_of({initial, vowel, is_final(final) ? final : no_final}), ends ? end : 0};
}

// Where a run of them ends: most of what is not in form NFC is Hangul from macOS.
size_t put_syllables(std::string_view text, size_t from, std::string& out) {
    for (;;) {
        const size_t at = std::min(text.find_first_not_of(' ', from), text.size());
        const Parted next = parted_syllable(text, at);
        if (next.end == 0) return from;
        out.append(at - from, ' ');
        append_code_point(next.syllable, out);
        from = next.end;
    }
}

// The pieces of a changed stretch of text that are changed, each composed by itself.
void note_changes(std::string_view text, size_t begin, size_t end, size_t place,
                  std::vector<NfcChange>& changes) {
    NfcPiece piece;
    std::string composed;
    for (size_t from = begin; from < end;) {
        size_t at = from;
        while (at < end) {
            const CodePoint c = code_point_at(text.data() + at, text.data() + end);
            if (at > from && stands_apart(c.value)) break;
            piece.add(c.value);
            at += c.size;
        }
        composed.clear();
        piece.finish(composed);
        if (composed != text.substr(from, at - from))
            changes.push_back({place, place + composed.size(), from, at});
        place += composed.size();
        from = at;
    }
}

bool put_into_nfc(std::string_view text, std::string& out, std::vector<NfcChange>* changes) {
    const size_t before = out.size();
    NfcPiece piece;
    std::string composed;
    size_t copied = 0;
    for (size_t at = next_in_doubt(text, 0); at < text.size();) {
        const size_t begin = character_before(text, at);
        composed.clear();
        size_t end = put_syllables(text, begin, composed);
        if (end == begin) {
            end = take_piece(text, begin, piece);
            piece.finish(composed);
        }
        if (composed != text.substr(begin, end - begin)) {
            out.append(text.substr(copied, begin - copied));
            if (changes) note_changes(text, begin, end, out.size() - before, *changes);
            out.append(composed);
            copied = end;
        }
        at = next_in_doubt(text, end);
    }
    if (copied > 0) out.append(text.substr(copied));
    return copied > 0;
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

bool to_nfc(std::string_view text, std::string& out) { return put_into_nfc(text, out, nullptr); }

bool to_nfc_with_changes(std::string_view text, std::string& out, std::vector<NfcChange>& changes) {
    return put_into_nfc(text, out, &changes);
}

WrittenSpan span_as_written(std::span<const NfcChange> changes, size_t begin, size_t end) {
    const auto first_behind = [&](size_t place) {
        return std::partition_point(
            changes.begin(), changes.end(),
            [place](const NfcChange& change) { return change.begin <= place; });
    };
    WrittenSpan written{begin, end};
    if (const auto next = first_behind(begin); next != changes.begin()) {
        const NfcChange& change = next[-1];
        written.begin =
            begin < change.end ? change.written_begin : change.written_end + (begin - change.end);
    }
    if (end == begin) return {written.begin, written.begin};
    if (const auto next = first_behind(end - 1); next != changes.begin()) {
        const NfcChange& change = next[-1];
        written.end = change.written_end + (end - std::min(end, change.end));
    }
    return written;
}

}  // namespace malvec
