#include "text/normalize.h"

#include <algorithm>
#include <stdexcept>

#include "text/character_kinds.h"
#include "text/code_points.h"
#include "text/emoji.h"
#include "text/html.h"
#include "text/split.h"
#include "text/typing.h"

namespace malvec {
namespace {

template <class Each>
void each_code_point(std::string_view text, Each&& each) {
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) {
        const CodePoint c = code_point_at(p, end);
        each(c.value, std::string_view(p, c.size));
        p += c.size;
    }
}

// 0 where it vanishes; NUL itself is a control character
char32_t fitted(char32_t c, const NormalizeOptions& o) {
    if (o.halfwidth)
        if (const char32_t ordinary = ordinary_width(c)) c = ordinary;
    if (!o.controls) return c;
    return is_odd_blank(c) || is_filler(c) ? U' ' : is_invisible(c) ? 0 : c;
}

// Whether the jamo follow that a filler of an initial or a vowel stands before.
bool holds_a_place(char32_t filler, std::string_view rest) {
    const char* const end = rest.data() + rest.size();
    const CodePoint next = rest.empty() ? CodePoint{0, 0} : code_point_at(rest.data(), end);
    if (is_jamo_final(next.value)) return filler == vowel_filler;
    if (filler == vowel_filler) return false;
    return is_jamo_vowel(next.value) ||
           (next.value == vowel_filler && holds_a_place(vowel_filler, rest.substr(next.size)));
}

void fit(std::string_view text, const NormalizeOptions& o, std::string& out) {
    each_code_point(text, [&](char32_t c, std::string_view bytes) {
        char32_t fitting = fitted(c, o);
        if (o.controls && is_jamo_filler(c)) {
            const size_t after = static_cast<size_t>(bytes.data() - text.data()) + bytes.size();
            if (!holds_a_place(c, text.substr(after))) fitting = U' ';
        }
        if (fitting == c && !(c == 0 && o.controls)) {
            out.append(bytes);
        } else if (fitting) {
            append_code_point(fitting, out);
        } else {
            vanish(out);
        }
    });
}

void keep_only(std::string_view text, const std::string& only, std::string& out) {
    const bool digits = only != "hangul", letters = only == "text";
    each_code_point(text, [&](char32_t c, std::string_view bytes) {
        const bool latin =
            letters && c < 0x80 &&
            (is_ascii_letter(c) || (c && std::strchr(".,?!\"'-()[]{}", static_cast<int>(c))));
        const bool kept = c == '\n' || is_syllable(c) || is_jamo_letter(c) ||
                          (digits && is_ascii_digit(c)) || latin;
        kept ? out.append(bytes) : out.append(1, ' ');
    });
}

constexpr char32_t kieuk = U'ㅋ', initial_kieuk = 0x110f, final_kieuk = 0x11bf;

bool ends_a_word_in_kieuk(char32_t before, char32_t c) {
    return c == U'녘' || (c == U'엌' && before == U'부');
}

// What a syllable that was typed into a laugh falls
// into, by its neighbours; its size is 0 where it stays.
size_t recut(char32_t before, char32_t c, char32_t after, char32_t (&parts)[2]) {
    if (!is_syllable(c)) return 0;
    const Jamo jamo = jamo_of(c);
    if (jamo.final == final_kieuk && after == kieuk && !ends_a_word_in_kieuk(before, c)) {
        parts[0] = syllable_of({jamo.initial, jamo.vowel, no_final}), parts[1] = kieuk;
        return 2;
    }
    const char32_t vowel = 0x314f + (jamo.vowel - 0x1161);
    const bool cries = (vowel == U'ㅜ' || vowel == U'ㅠ') && after == vowel;
    if (jamo.initial == initial_kieuk && jamo.final == no_final && before == kieuk && cries) {
        parts[0] = kieuk, parts[1] = vowel;
        return 2;
    }
    return 0;
}

void recut_emoticons(std::string_view text, std::string& out) {
    const char* const end = text.data() + text.size();
    char32_t before = 0;
    for (const char* p = text.data(); p < end;) {
        const CodePoint c = code_point_at(p, end);
        const char32_t after = p + c.size < end ? code_point_at(p + c.size, end).value : 0;
        char32_t parts[2];
        const size_t count = recut(before, c.value, after, parts);
        for (size_t i = 0; i < count; ++i) append_code_point(parts[i], out);
        if (count == 0) out.append(p, c.size);
        before = c.value;
        p += c.size;
    }
}

void shorten_repeats(std::string_view text, uint32_t most, std::string& out) {
    char32_t last = byte_mark;
    uint32_t run = 0;
    each_code_point(text, [&](char32_t c, std::string_view bytes) {
        run = c == last ? run + 1 : 1;
        last = c;
        if (run <= most || !(is_jamo_letter(c) || is_sign(c))) out.append(bytes);
    });
}

void squeeze_blanks(std::string_view text, std::string& out) {
    bool line_is_empty = true, waiting = false;
    for (const char c : text) {
        if (c == '\n') {
            out += c, line_is_empty = true, waiting = false;
        } else if (is_blank(c)) {
            waiting = !line_is_empty;
        } else {
            if (waiting) out += ' ';
            out += c, line_is_empty = waiting = false;
        }
    }
}

}  // namespace

TextNormalizer::TextNormalizer(NormalizeOptions options) : options_(std::move(options)) {
    const auto& only = options_.only;
    if (!only.empty() && only != "hangul" && only != "hangul+digits" && only != "text")
        throw std::invalid_argument("only='" + only +
                                    "': must be 'hangul', 'hangul+digits' or 'text'");
    if (!only.empty()) options_.squeeze = true;
    hangul_is_plain_ = !options_.emoticons;
    for (char32_t c = 0; c < 128; ++c) {
        const bool dropped = !only.empty() && c != '\n' &&
                             !(only != "hangul" && is_ascii_digit(c)) &&
                             !(only == "text" && is_ascii_letter(c));
        plain_ascii_[c] = !dropped && !(options_.controls && is_invisible(c)) &&
                          !(options_.html && (c == ';' || c == '>')) &&
                          !(options_.repeats && is_sign(c)) &&
                          !(options_.keys && is_ascii_letter(c)) &&
                          !(options_.squeeze && is_blank(static_cast<char>(c)) && c != '\n');
    }
}

// Repeats begin with a character that equals the one before;
// blanks to be squeezed are doubled or stand at an end.
bool TextNormalizer::maybe_changes(std::string_view text) const {
    const char* const end = text.data() + text.size();
    char32_t last = '\n';
    for (const char* p = text.data(); p < end;) {
        const CodePoint c = code_point_at(p, end);
        p += c.size;
        if (c.value < 0x80) {
            if (!plain_ascii_[c.value]) {
                const bool lone_blank =
                    c.value == ' ' && options_.squeeze && last != '\n' && p < end && !is_blank(*p);
                const bool lone_sign = is_sign(c.value) && c.value != last &&
                                       options_.only.empty() &&
                                       !(options_.html && (c.value == ';' || c.value == '>'));
                if (!lone_blank && !lone_sign) return true;
            }
        } else if (is_syllable(c.value)) {
            // a letter follows, perhaps
            if (!hangul_is_plain_ && p < end && static_cast<unsigned char>(*p) == 0xe3) return true;
        } else if (c.value == last || !options_.only.empty() ||
                   fitted(c.value, options_) != c.value ||
                   (options_.controls && is_jamo_filler(c.value)) ||
                   (options_.emoji &&
                    (is_emoji(c.value) || c.value == picture_mark || c.value == keycap_mark))) {
            return true;
        }
        last = c.value;
    }
    return false;
}

// The line as it should be, which lies in `now`, or is the line itself.
std::string_view TextNormalizer::clean(std::string_view line, std::string& now,
                                       std::string& next) const {
    std::string_view seen = line;
    const auto step = [&](bool wanted, auto&& change) {
        if (!wanted) return;
        next.clear();
        next.reserve(seen.size());
        change(seen, next);
        now.swap(next);
        seen = now;
    };
    const NormalizeOptions& o = options_;
    step(o.halfwidth || o.controls, [&](std::string_view in, std::string& to) { fit(in, o, to); });
    const auto of_entity = [&](char32_t c) {
        return o.controls && is_jamo_filler(c) ? U' ' : fitted(c, o);
    };
    for (size_t size = seen.size() + 1; size != seen.size();) {  // what vanishes may make a tag
        step(o.html && may_hold_html(seen),
             [&](std::string_view in, std::string& to) { resolve_html(in, of_entity, to); });
        size = seen.size();
        step(o.emoji, [&](std::string_view in, std::string& to) { drop_emoji(in, to); });
        if (!o.html) break;
    }
    step(o.keys, [&](std::string_view in, std::string& to) { type_words(in, to); });
    step(!o.only.empty(), [&](std::string_view in, std::string& to) { keep_only(in, o.only, to); });
    step(o.emoticons, [&](std::string_view in, std::string& to) { recut_emoticons(in, to); });
    step(o.repeats > 0,
         [&](std::string_view in, std::string& to) { shorten_repeats(in, o.repeats, to); });
    step(o.squeeze, [&](std::string_view in, std::string& to) { squeeze_blanks(in, to); });
    return seen;
}

bool TextNormalizer::normalize(std::string_view text, std::string& out) const {
    if (options_ == NormalizeOptions{}) return false;
    std::string now, next;
    size_t copied = 0;
    for (size_t begin = 0, end; begin < text.size(); begin = end) {
        end = std::min(text.find('\n', begin), text.size() - 1) + 1;
        const std::string_view line = text.substr(begin, end - begin);
        if (!maybe_changes(line)) continue;
        const std::string_view cleaned = clean(line, now, next);
        if (cleaned == line) continue;
        out.append(text.substr(copied, begin - copied)).append(cleaned);
        copied = end;
    }
    if (copied > 0) out.append(text.substr(copied));
    return copied > 0;
}

}  // namespace malvec
