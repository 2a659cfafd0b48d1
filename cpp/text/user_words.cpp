#include "text/user_words.h"

#include <algorithm>
#include <span>

#include "core/scratch_pool.h"
#include "text/blanks.h"
#include "text/kept_tokens.h"
#include "text/nfc.h"
#include "text/word_map.h"

namespace malvec {
namespace {

// Bytes of the blank of any kind at a place, 0 where there is none.
size_t blank_at(std::string_view text, size_t place) {
    if (place >= text.size()) return 0;
    const char* const p = text.data() + place;
    if (is_blank(*p)) return 1;
    return may_begin_blank(*p) ? further_blank_size(p, text.data() + text.size()) : 0;
}
size_t behind_blanks(std::string_view text, size_t place) {
    while (const size_t size = blank_at(text, place)) place += size;
    return place;
}
size_t eojeol_end(std::string_view text, size_t place) {
    while (place < text.size() && blank_at(text, place) == 0) ++place;
    return place;
}
bool begins_eojeol(std::string_view text, size_t place) {
    for (size_t size = 1; size <= 3 && size <= place; ++size)
        if (blank_at(text, place - size) == size) return true;
    return place == 0;
}

// Bytes of the longest word that the tokens from the first one on spell.
size_t spelt(std::string_view text, std::span<const Token> tokens, const UserLexicon& lexicon) {
    const size_t start = tokens.front().begin, longest = lexicon.most(text, start);
    size_t best = 0, before = start;
    for (const Token& token : tokens) {
        const bool follows =
            token.begin == before || text.substr(before, token.begin - before) == " ";
        const size_t length = token.end - start;
        if (!follows || length > longest) break;
        if (lexicon.tag(text.substr(start, length))) best = length;
        before = token.end;
    }
    return best;
}

class WithUserWords : public CoreTokenizer {
public:
    WithUserWords(std::shared_ptr<const CoreTokenizer> tokenizer, UserLexicon lexicon)
        : tokenizer_(std::move(tokenizer)), lexicon_(std::move(lexicon)) {}

    void analyse(std::string_view given, const EmitToken& emit) const override {
        const auto scratch = pool_.take();
        scratch->composed.clear(), scratch->changes.clear();
        const std::string_view text =
            to_nfc_with_changes(given, scratch->composed, scratch->changes) ? scratch->composed
                                                                            : given;
        const EmitToken emit_written = [&](const Token& token) {
            const auto [begin, end] = span_as_written(scratch->changes, token.begin, token.end);
            emit({token.form, token.tag, begin, end});
        };
        force(text, *scratch, scratch->changes.empty() ? emit : emit_written);
    }

private:
    struct Place {
        size_t begin, end;
    };
    struct Scratch {
        std::string composed;
        std::vector<NfcChange> changes;
        KeptTokens tokens;
        std::vector<Token> placed;  // the same, where they spell the text
    };

    void force(std::string_view text, Scratch& scratch, const EmitToken& emit) const {
        keep_tokens(text, 0, scratch);
        if (align(text, scratch))
            return merge_user_words(text, scratch.placed, lexicon_, FirstParts::cut, emit);
        size_t rest = 0;
        for (size_t at = behind_blanks(text, 0); at < text.size();) {
            const size_t end = eojeol_end(text, at), length = lexicon_.starting(text, at);
            const size_t next = length ? eojeol_end(text, at + length) : end;
            if (length) {
                analyse_part(text, {rest, at}, scratch, emit);
                force_start(text, {at, next}, length, scratch, emit);
                rest = next;
            }
            at = behind_blanks(text, next);
        }
        if (rest == 0) return emit_kept(scratch, emit);
        analyse_part(text, {rest, text.size()}, scratch, emit);
    }

    // An eojeol that begins with a word of so many bytes.
    void force_start(std::string_view text, Place eojeol, size_t length, Scratch& scratch,
                     const EmitToken& emit) const {
        const std::string_view part = text.substr(eojeol.begin, eojeol.end - eojeol.begin);
        keep_tokens(part, 0, scratch);
        if (align(part, scratch))
            return merge_user_words(part, scratch.placed, lexicon_, FirstParts::cut,
                                    [&](const Token& token) {
                                        emit({token.form, token.tag, eojeol.begin + token.begin,
                                              eojeol.begin + token.end});
                                    });
        const size_t cut = eojeol.begin + length;
        emit({part.substr(0, length), *lexicon_.tag(part.substr(0, length)), eojeol.begin, cut});
        if (cut == eojeol.end) return;
        keep_tokens(text.substr(cut, eojeol.end - cut), cut, scratch);
        for (size_t i = 0; i < scratch.tokens.size(); ++i) {
            Token token = scratch.tokens[i];
            // the mark of sub-words that one begins there, which none does
            if (i == 0 && token.form.starts_with(subword_mark)) {
                token.form.remove_prefix(subword_mark.size());
                if (token.form.empty()) continue;
            }
            emit(token);
        }
    }

    void analyse_part(std::string_view text, Place part, Scratch& scratch,
                      const EmitToken& emit) const {
        if (behind_blanks(text, part.begin) >= part.end) return;
        keep_tokens(text.substr(part.begin, part.end - part.begin), part.begin, scratch);
        emit_kept(scratch, emit);
    }
    static void emit_kept(const Scratch& scratch, const EmitToken& emit) {
        for (size_t i = 0; i < scratch.tokens.size(); ++i) emit(scratch.tokens[i]);
    }
    void keep_tokens(std::string_view text, size_t place, Scratch& scratch) const {
        scratch.tokens.clear();
        tokenizer_->analyse(text, [&](const Token& token) { scratch.tokens.add(token); });
        scratch.tokens.move_places(place);
    }

    // The tokens with their places, if they spell all of a text but its blanks.
    static bool align(std::string_view text, Scratch& scratch) {
        scratch.placed.clear();
        size_t at = 0;
        for (size_t i = 0; i < scratch.tokens.size(); ++i) {
            const Token token = scratch.tokens[i];
            at = behind_blanks(text, at);
            if (!text.substr(at).starts_with(token.form)) return false;
            scratch.placed.push_back({token.form, token.tag, at, at + token.form.size()});
            at += token.form.size();
        }
        return behind_blanks(text, at) == text.size();
    }

    static constexpr std::string_view subword_mark = "▁";
    std::shared_ptr<const CoreTokenizer> tokenizer_;
    UserLexicon lexicon_;
    ScratchPool<Scratch> pool_;
};

}  // namespace

UserLexicon::UserLexicon(const std::vector<std::pair<std::string, std::string>>& words_and_tags) {
    for (const auto& [word, tag] : words_and_tags) {
        std::string composed;
        const std::string& form = to_nfc(word, composed) ? composed : word;
        tags_.insert_or_assign(form, tag);
        lengths_.insert(form.size());
        if (form.empty()) continue;
        size_t& longest = longest_[static_cast<unsigned char>(form[0])];
        longest = std::max(longest, form.size());
    }
}

size_t UserLexicon::starting(std::string_view text, size_t place) const {
    const size_t longest = std::min(most(text, place), text.size() - place);
    for (auto length = lengths_.lower_bound(longest); length != lengths_.end(); ++length)
        if (tags_.contains(text.substr(place, *length))) return *length;
    return 0;
}

void merge_user_words(std::string_view text, std::span<const Token> tokens,
                      const UserLexicon& lexicon, FirstParts first_parts, const EmitToken& emit) {
    while (!tokens.empty()) {
        const Token& first = tokens.front();
        size_t length = spelt(text, tokens, lexicon);
        if (first_parts == FirstParts::cut && begins_eojeol(text, first.begin))
            length = std::max(length, lexicon.starting(text, first.begin));
        if (length == 0) {
            emit(first);
            tokens = tokens.subspan(1);
            continue;
        }
        const size_t end = first.begin + length;
        const std::string_view word = text.substr(first.begin, length);
        emit({word, *lexicon.tag(word), first.begin, end});
        while (!tokens.empty() && tokens.front().end <= end) tokens = tokens.subspan(1);
        if (tokens.empty() || tokens.front().begin >= end) continue;
        const Token& rest = tokens.front();
        emit({text.substr(end, rest.end - end), rest.tag, end, rest.end});
        tokens = tokens.subspan(1);
    }
}

std::unique_ptr<CoreTokenizer> with_user_words(
    std::shared_ptr<const CoreTokenizer> tokenizer,
    const std::vector<std::pair<std::string, std::string>>& words_and_tags) {
    return std::make_unique<WithUserWords>(std::move(tokenizer), UserLexicon(words_and_tags));
}

}  // namespace malvec
