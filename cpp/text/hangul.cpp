#include "text/hangul.h"

namespace malvec {
namespace {

constexpr char32_t first_syllable = 0xac00;

void append(char32_t c, std::string& out) {
    const char bytes[] = {static_cast<char>(0xe0 | c >> 12),
                          static_cast<char>(0x80 | (c >> 6 & 0x3f)),
                          static_cast<char>(0x80 | (c & 0x3f))};
    out.append(bytes, 3);
}

}  // namespace

Jamo jamo_of(char32_t syllable) {
    const uint32_t i = syllable - first_syllable, final = i % finals;
    return {first_initial + i / (vowels * finals), first_vowel + i / finals % vowels,
            final ? before_finals + final : no_final};
}

char32_t syllable_of(const Jamo& jamo) {
    const uint32_t final = jamo.final == no_final ? 0 : jamo.final - before_finals;
    return first_syllable +
           ((jamo.initial - first_initial) * vowels + (jamo.vowel - first_vowel)) * finals + final;
}

std::optional<char32_t> three_bytes(std::string_view character) {
    if (character.size() != 3 || (static_cast<unsigned char>(character[0]) & 0xf0) != 0xe0)
        return std::nullopt;
    const auto low = [&](size_t i) { return static_cast<char32_t>(character[i] & 0x3f); };
    return static_cast<char32_t>(character[0] & 0xf) << 12 | low(1) << 6 | low(2);
}

void put_together(std::string_view text, std::string& out) {
    char32_t pending = 0;  // an initial, or a syllable that may still get its final
    bool from_parts = false;
    const auto flush = [&] {
        if (pending) append(pending, out);
        pending = 0;
    };
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p != end;) {
        const char* const next = character_end(p, end);
        const std::string_view character(p, next);
        const char32_t c = three_bytes(character).value_or(0);
        p = next;
        if (is_vowel(c) && is_initial(pending)) {
            pending = syllable_of({pending, c, no_final}), from_parts = true;
        } else if (is_final(c) && is_open(pending)) {
            append(pending + (c - before_finals), out), pending = 0;
        } else if (c == no_final && is_open(pending) && from_parts) {
            flush();
        } else {
            flush();
            if (is_initial(c) || is_open(c)) {
                pending = c, from_parts = false;
            } else {
                out.append(character);
            }
        }
    }
    flush();
}

void take_apart(std::string_view text, std::string& out) {
    std::string whole;
    put_together(text, whole);
    const char* const end = whole.data() + whole.size();
    for (const char* p = whole.data(); p != end;) {
        const char* const next = character_end(p, end);
        const std::string_view character(p, next);
        const char32_t c = three_bytes(character).value_or(0);
        if (is_syllable(c)) {
            const Jamo jamo = jamo_of(c);
            append(jamo.initial, out), append(jamo.vowel, out), append(jamo.final, out);
        } else {
            out.append(character);
        }
        p = next;
    }
}

}  // namespace malvec
