// The patterns by which GPT-2 and Llama 3 split text, as scanners: each takes time linear in what
// it takes, or in the blanks that it looks at.
#pragma once
#include "text/subwords/unit_characters.h"

namespace malvec {

class PatternScanner {
public:
    explicit PatternScanner(const char* end) : end_(end) {}

    // Where the match that begins at p ends; it is never empty.
    // 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
    const char* gpt2(const char* p) const {
        if (const size_t size = contraction(p, false)) return p + size;
        const char* const from = *p == ' ' && p + 1 < end_ ? p + 1 : p;
        const uint32_t kind = kind_at(from);
        if (!(kind & kind_pattern_blank)) return run(from, kind & classes ? kind & classes : 0);
        return blanks(p);
    }

    // (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,digits}|
    // ?[^\s\p{L}\p{N}]+[\r\n]*
    // |\s*[\r\n]+|\s+(?!\S)|\s+
    const char* llama3(const char* p, int digits) const {
        if (const size_t size = contraction(p, true)) return p + size;
        const uint32_t kind = kind_at(p);
        if (kind & kind_letter) return run(p, kind_letter);
        if (kind & kind_number) {
            for (; digits > 0 && p < end_ && kind_at(p) & kind_number; --digits)
                p += size_of_lead(*p);
            return p;
        }
        const char* const behind = p + size_of_lead(*p);
        const uint32_t next = behind < end_ ? kind_at(behind) : kind_pattern_blank;
        if (*p != '\r' && *p != '\n' && next & kind_letter) return run(behind, kind_letter);
        if (!(kind & kind_pattern_blank)) return breaks(run(p, 0));
        if (*p == ' ' && !(next & (classes | kind_pattern_blank))) return breaks(run(behind, 0));
        return lines(p);
    }

private:
    static constexpr uint32_t classes = kind_letter | kind_number;

    uint32_t kind_at(const char* p) const { return kinds_[next_character(p)]; }

    // Behind characters of a class; 0: neither letters nor numbers nor blanks.
    const char* run(const char* p, uint32_t kind) const {
        while (p < end_) {
            const char* const at = p;
            const uint32_t found = kinds_[next_character(p)];
            if (kind ? !(found & kind) : (found & (classes | kind_pattern_blank)) != 0) return at;
        }
        return p;
    }
    const char* breaks(const char* p) const {
        while (p < end_ && (*p == '\r' || *p == '\n')) ++p;
        return p;
    }
    // All blanks but the last one before something else, unless it is the only one.
    const char* blanks(const char* p) const {
        const char *const begin = p, *last = p;
        while (p < end_ && kind_at(p) & kind_pattern_blank) last = p, p += size_of_lead(*p);
        return p < end_ && last > begin ? last : p;
    }
    // Blanks up to the last line break among them, where there is one.
    const char* lines(const char* p) const {
        const char *at = p, *broken = nullptr;
        while (at < end_ && kind_at(at) & kind_pattern_blank) {
            if (*at == '\r' || *at == '\n') broken = at + 1;
            at += size_of_lead(*at);
        }
        return broken ? broken : blanks(p);
    }
    // Bytes of 's, 't, 're, 've, 'm, 'll or 'd; the long s is one, too, where case does not matter.
    size_t contraction(const char* p, bool any_case) const {
        if (*p != '\'' || end_ - p < 2) return 0;
        const auto letter = [&](int i) {
            const char c = p[i];
            return any_case && c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
        };
        const char first = letter(1), second = end_ - p > 2 ? letter(2) : '\0';
        if (first == 's' || first == 't' || first == 'm' || first == 'd') return 2;
        if ((first == 'r' || first == 'v') && second == 'e') return 3;
        if (first == 'l' && second == 'l') return 3;
        return any_case && p[1] == '\xc5' && second == '\xbf' ? 3 : 0;
    }

    const char* end_;
    const CharacterTable<uint32_t>& kinds_ = UnitCharacters::get().kinds;
};

}  // namespace malvec
