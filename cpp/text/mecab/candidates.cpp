#include "text/mecab/candidates.h"

#include <algorithm>

#include "core/error.h"

namespace malvec {
namespace {

constexpr uint32_t most_entries = 1024;  // at a place; so that a dictionary of hostile hands ends

}  // namespace

const std::vector<CandidateWord>& CandidateWords::at(std::string_view text, uint32_t begin) {
    words_.clear();
    const char *const p = text.data() + begin, *const end = text.data() + text.size();
    uint32_t number = 0;
    for (const MecabLexicon& lexicon : dictionary_.lexicons()) {
        lexicon.prefixes(p, end, [&](const auto* entries, uint32_t count, uint32_t size) {
            __builtin_prefetch(entries);
            words_.push_back({entries, count, begin + size, number});
        });
        ++number;
    }
    const CharacterClasses::Found first = dictionary_.characters().at(p, end);
    if (words_.empty() || first.of.always()) add_unknown(text, begin, first);
    uint32_t entries = 0;
    for (const CandidateWord& word : words_) entries += word.count;
    if (entries > most_entries)
        throw FormatError(
            "too many words begin alike, more than 1,024 in the dictionary of MeCab and the user's:"
            " take some of the user's away; without one the dictionary is damaged");
    return words_;
}

// All characters of one kind as one word, and the first one, two, three ...
void CandidateWords::add_unknown(std::string_view text, uint32_t begin,
                                 CharacterClasses::Found first) {
    const CharacterClasses& characters = dictionary_.characters();
    const char *const start = text.data(), *const end = start + text.size();
    const auto [entries, count] = dictionary_.unknown_entries(first.of);
    const auto add = [&, entries = entries, count = count](const char* p) {
        words_.push_back({entries, count, static_cast<uint32_t>(p - start), UINT32_MAX});
    };
    const char *p = start + begin + first.size, *group = nullptr;
    if (p > end) return add(p);
    if (first.of.groups()) {
        // More characters make no word, and no single ones end where they do.
        const uint32_t most = std::max(dictionary_.longest_group(), first.of.length());
        uint32_t length = 0;
        CharacterClass kind = first.of;
        for (group = p; group != end && length <= most; ++length) {
            const auto next = characters.at(group, end);
            if (!kind.is_kind_of(next.of)) break;
            kind = next.of, group += next.size;
        }
        if (length <= dictionary_.longest_group()) add(group);
    }
    for (uint32_t i = 1; i <= first.of.length() && p <= end; ++i) {
        if (p == group) continue;
        add(p);
        const auto next = characters.at(p, end);
        if (!first.of.is_kind_of(next.of)) break;
        p += next.size;
    }
    if (words_.empty()) add(p);
}

}  // namespace malvec
