#include "text/mecab/mecab_tokenizer.h"

#include <algorithm>
#include <stdexcept>

#include "text/blanks.h"
#include "text/code_points.h"
#include "text/mecab/n_best.h"
#include "text/mecab/user_lexicon.h"
#include "text/nfc.h"

namespace malvec {
namespace {

constexpr size_t longest_piece = 10'000;  // characters
constexpr std::string_view unreadable_tag = "SW";

// NUL, at which MeCab ends a text, a byte that is not of UTF-8, and half of a surrogate pair.
bool is_readable(CodePoint c) {
    return c.value != 0 && c.value < byte_mark && (c.value < 0xd800 || c.value > 0xdfff);
}

bool ends_piece(char32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == 0x3000; }

// From `begin` on: the bytes that can be read, at most one piece; else those that cannot.
struct Stretch {
    size_t begin, end;
    bool readable;
};

Stretch stretch_from(std::string_view text, size_t begin) {
    const char* const end = text.data() + text.size();
    size_t at = begin, behind_blank = 0, characters = 0;
    bool readable = true;
    while (at < text.size()) {
        const CodePoint c = code_point_at(text.data() + at, end);
        if (at == begin) readable = is_readable(c);
        if (is_readable(c) != readable) break;
        if (readable && characters++ == longest_piece) {
            if (behind_blank > 0) at = behind_blank;
            break;
        }
        at += c.size;
        if (ends_piece(c.value)) behind_blank = at;
    }
    return {begin, at, readable};
}

std::string_view without_blanks(std::string_view text) {
    const char *begin = text.data(), *end = begin + text.size();
    while (begin != end) {
        const CodePoint first = code_point_at(begin, end);
        if (!is_unicode_blank(first.value)) break;
        begin += first.size;
    }
    while (begin != end) {
        const char* last = end - 1;
        while (last != begin && (static_cast<unsigned char>(*last) & 0xc0) == 0x80) --last;
        if (!is_unicode_blank(code_point_at(last, end).value)) break;
        end = last;
    }
    return {begin, static_cast<size_t>(end - begin)};
}

MecabDictionary opened(const MecabOptions& options) {
    MecabDictionary dictionary(options.dictionary);
    const MecabLexicon::Size size = dictionary.lexicons()[0].size();
    for (const std::string& path : options.user_dictionaries)
        dictionary.add({path, MecabLexicon::Kind::user});
    if (!options.csv.empty())
        dictionary.add(user_lexicon_of_csv(options.dictionary, size, options.csv));
    std::vector<UserWord> words;
    for (const auto& [word, tag] : options.words) words.push_back({word, tag});
    if (!words.empty()) dictionary.add(user_lexicon(options.dictionary, size, words));
    return dictionary;
}

}  // namespace

MecabTokenizer::MecabTokenizer(MecabOptions options)
    : dictionary_(opened(options)), words_(options.words), keep_(std::move(options.keep)) {}

void MecabTokenizer::analyse(std::string_view given, const EmitToken& emit) const {
    std::string composed;
    std::vector<NfcChange> changes;
    const bool changed = to_nfc_with_changes(given, composed, changes);
    const std::string_view text = changed ? composed : given;
    each(text, [&](std::string_view form, auto&& tag) {
        const auto begin = static_cast<size_t>(form.data() - text.data());
        const WrittenSpan span = span_as_written(changes, begin, begin + form.size());
        emit({form, tag(), span.begin, span.end});
    });
}

void MecabTokenizer::cut(std::string_view given, const Emit& emit) const {
    std::string composed;
    const std::string_view text = to_nfc(given, composed) ? composed : given;
    each(text, [&](std::string_view form, auto&&) { emit(form); });
}

std::vector<std::string> MecabTokenizer::tags() const {
    std::vector<std::string> tags = dictionary_.tags();
    const auto place = std::lower_bound(tags.begin(), tags.end(), unreadable_tag);
    if (place == tags.end() || *place != unreadable_tag) tags.emplace(place, unreadable_tag);
    return tags;
}

// on_token(form, function that gives the tag) for each that is kept.
template <class OnToken>
void MecabTokenizer::each(std::string_view text, OnToken&& on_token) const {
    const auto scratch = pool_.take();
    if (!scratch->lattice) scratch->lattice = std::make_unique<Lattice>(dictionary_);
    const auto give = [&](std::string_view form, auto&& tag) {
        if (is_kept(tag)) on_token(form, tag);
    };
    for (size_t at = 0; at < text.size();) {
        const Stretch stretch = stretch_from(text, at);
        const std::string_view piece = text.substr(at, stretch.end - at);
        at = stretch.end;
        if (!stretch.readable)
            give(piece, [] { return unreadable_tag; });
        else
            each_of(scratch->lattice->analyse(piece), piece, scratch->parts, give);
    }
}

void MecabTokenizer::n_best(std::string_view given, size_t n, const OnTokens& on_tokens) const {
    std::string composed;
    const std::string_view text = to_nfc(given, composed) ? composed : given;
    const Stretch stretch = stretch_from(text, 0);
    if (stretch.end < text.size() || !stretch.readable)
        throw std::invalid_argument(
            "the best ways are those through one text of 10,000 characters at most, without NUL and"
            " bytes that are not UTF-8: split it, such as into sentences");
    std::vector<Token> parts, tokens;
    n_best_ways(dictionary_, text, n, [&](const std::vector<Morpheme>& morphemes, int64_t cost) {
        tokens.clear();
        each_of(morphemes, text, parts, [&](std::string_view form, auto&& tag) {
            if (is_kept(tag)) tokens.push_back({form, tag()});
        });
        on_tokens(tokens, cost);
    });
}

// The tokens of a piece: words of users in one.
template <class Give>
void MecabTokenizer::each_of(const std::vector<Morpheme>& morphemes, std::string_view piece,
                             std::vector<Token>& parts, Give&& give) const {
    if (words_.empty())
        each_form(morphemes, piece, give);
    else
        each_with_words(morphemes, piece, parts, give);
}

template <class Give>
void MecabTokenizer::each_form(const std::vector<Morpheme>& morphemes, std::string_view piece,
                               Give&& give) const {
    for (const Morpheme& morpheme : morphemes) {
        const std::string_view form =
            without_blanks(piece.substr(morpheme.begin, morpheme.end - morpheme.begin));
        if (!form.empty()) give(form, [&] { return morpheme.tag(); });
    }
}

template <class Give>
void MecabTokenizer::each_with_words(const std::vector<Morpheme>& morphemes, std::string_view piece,
                                     std::vector<Token>& parts, Give&& give) const {
    parts.clear();
    each_form(morphemes, piece, [&](std::string_view form, auto&& tag) {
        const auto begin = static_cast<size_t>(form.data() - piece.data());
        parts.push_back({form, tag(), begin, begin + form.size()});
    });
    merge_user_words(piece, parts, words_, FirstParts::stay,
                     [&](const Token& token) { give(token.form, [&] { return token.tag; }); });
}

template <class Tag>
bool MecabTokenizer::is_kept(Tag&& tag) const {
    if (keep_.empty()) return true;
    const auto begins = [found = tag()](const std::string& kept) {
        return found.starts_with(kept);
    };
    return std::any_of(keep_.begin(), keep_.end(), begins);
}

}  // namespace malvec
