#include "text/subwords/unit_splitter.h"

#include <utility>

#include "text/subwords/pattern_scanner.h"
#include "text/subwords/unit_characters.h"

namespace malvec {

void UnitPieces::begin(std::string_view whole, bool first) {
    text = whole;
    at_beginning = first;
    spans.clear();
    if (!whole.empty()) spans.push_back({0, static_cast<uint32_t>(whole.size())});
}

namespace {

// cut(begin, end, emit) for each piece of the text that stays as it is; emit(begin, end).
template <class Cut>
void split_each(UnitPieces& pieces, Cut&& cut) {
    const char* const text = pieces.text.data();
    pieces.next.clear();
    const auto emit = [&](const char* begin, const char* end) {
        if (begin < end)
            pieces.next.push_back(
                {static_cast<uint32_t>(begin - text), static_cast<uint32_t>(end - text)});
    };
    for (const Span span : pieces.spans) cut(text + span.begin, text + span.end, emit);
    pieces.spans.swap(pieces.next);
}

// put(piece, out, emit) for each piece, which stands at the end of another text then; emit(begin)
// of a piece that goes up to the next one.
template <class Put>
void rewrite_each(UnitPieces& pieces, Put&& put) {
    std::string& out = pieces.text.data() == pieces.made.data() ? pieces.before : pieces.made;
    out.clear();
    pieces.next.clear();
    for (const Span span : pieces.spans) {
        const size_t first = pieces.next.size();
        put(pieces.of(span), out,
            [&] { pieces.next.push_back({static_cast<uint32_t>(out.size()), 0}); });
        for (size_t i = first; i < pieces.next.size(); ++i)
            pieces.next[i].end = i + 1 < pieces.next.size() ? pieces.next[i + 1].begin
                                                            : static_cast<uint32_t>(out.size());
    }
    pieces.text = out;
    pieces.spans.swap(pieces.next);
    pieces.alignment.settle(out);
}

// What stands before a piece, in the place of its first character.
void put_prefix(UnitPieces& pieces, std::string_view prefix, std::string_view piece,
                std::string& out) {
    const auto begin = static_cast<size_t>(piece.data() - pieces.text.data());
    out.append(prefix);
    pieces.alignment.note(out.size() - prefix.size(), out.size(), begin, begin);
}
void put_part(UnitPieces& pieces, std::string_view part, std::string& out) {
    const auto begin = static_cast<size_t>(part.data() - pieces.text.data());
    out.append(part);
    pieces.alignment.note(out.size() - part.size(), out.size(), begin, begin + part.size());
}

template <class IsDelimiter>
class DelimiterSplitter : public UnitSplitter {
public:
    DelimiterSplitter(IsDelimiter is_delimiter, Delimiters delimiters)
        : is_delimiter_(is_delimiter), delimiters_(delimiters) {}

    void split(UnitPieces& pieces) const override {
        split_each(pieces, [&](const char* begin, const char* end, const auto& emit) {
            bool behind = false;  // of a delimiter
            const char* p = begin;
            const auto cut = [&](const char* at) { emit(begin, at), begin = at; };
            while (p < end) {
                const char* const at = p;
                const bool delimiter = is_delimiter_(next_character(p));
                if (delimiters_ == Delimiters::joined ? delimiter != behind
                    : delimiters_ == Delimiters::merged_with_previous
                        ? behind
                        : delimiter || (behind && delimiters_ != Delimiters::merged_with_next))
                    cut(at);
                if (delimiter && delimiters_ == Delimiters::removed) begin = p;
                behind = delimiter && delimiters_ != Delimiters::removed;
            }
            cut(end);
        });
    }

private:
    IsDelimiter is_delimiter_;
    Delimiters delimiters_;
};

class BertSplitter : public UnitSplitter {
public:
    void split(UnitPieces& pieces) const override {
        const auto& kinds = UnitCharacters::get().kinds;
        split_each(pieces, [&](const char* begin, const char* end, const auto& emit) {
            for (const char* p = begin; p < end;) {
                const char* const at = p;
                const uint32_t kind = kinds[next_character(p)];
                if (!(kind & (kind_blank | kind_punctuation))) continue;
                emit(begin, at);
                if (!(kind & kind_blank)) emit(at, p);
                begin = p;
            }
            emit(begin, end);
        });
    }
};

class WordSplitter : public UnitSplitter {
public:
    void split(UnitPieces& pieces) const override {
        const auto& kinds = UnitCharacters::get().kinds;
        split_each(pieces, [&](const char* begin, const char* end, const auto& emit) {
            uint32_t before = 0;
            for (const char* p = begin; p < end;) {
                const char* const at = p;
                const uint32_t kind = kinds[next_character(p)] & (kind_blank | kind_word);
                if (kind == before && !(kind & kind_blank)) continue;
                if (!(before & kind_blank)) emit(begin, at);
                begin = at;
                before = kind;
            }
            if (!(before & kind_blank)) emit(begin, end);
        });
    }
};

class PatternSplitter : public UnitSplitter {
public:
    explicit PatternSplitter(UnitPattern pattern) : pattern_(pattern) {}
    void split(UnitPieces& pieces) const override {
        split_each(pieces, [&](const char* p, const char* end, const auto& emit) {
            const PatternScanner scanner(end);
            while (p < end) {
                const char* const begin = p;
                p = pattern_ == UnitPattern::gpt2
                        ? scanner.gpt2(p)
                        : scanner.llama3(p, pattern_ == UnitPattern::qwen2 ? 1 : 3);
                emit(begin, p);
            }
        });
    }

private:
    UnitPattern pattern_;
};

class PrefixSpace : public UnitSplitter {
public:
    void split(UnitPieces& pieces) const override {
        if (pieces.spans.size() == 1 && pieces.of(pieces.spans[0]).starts_with(' ')) return;
        rewrite_each(pieces, [&](std::string_view piece, std::string& out, const auto& emit) {
            emit();
            if (!piece.starts_with(' ')) put_prefix(pieces, " ", piece, out);
            put_part(pieces, piece, out);
        });
    }
};

class Metaspace : public UnitSplitter {
public:
    Metaspace(std::string replacement, PrependScheme scheme, bool split)
        : replacement_(std::move(replacement)), scheme_(scheme), split_(split) {}

    void split(UnitPieces& pieces) const override {
        bool prepends = scheme_ == PrependScheme::always ||
                        (scheme_ == PrependScheme::first && pieces.at_beginning);
        rewrite_each(pieces, [&](std::string_view piece, std::string& out, const auto& emit) {
            emit();
            const bool marked = piece.starts_with(' ') || piece.starts_with(replacement_);
            if (prepends && !marked) put_prefix(pieces, replacement_, piece, out);
            prepends = scheme_ == PrependScheme::always;
            put(piece, out, emit, pieces);
        });
    }

private:
    // All but a mark at its beginning begins a piece.
    template <class Emit>
    void put(std::string_view piece, std::string& out, const Emit& emit, UnitPieces& pieces) const {
        size_t copied = 0;
        for (size_t at = 0; at < piece.size(); ++at) {
            const bool blank = piece[at] == ' ';
            if (!blank &&
                !(piece[at] == replacement_[0] && piece.substr(at).starts_with(replacement_)))
                continue;
            put_part(pieces, piece.substr(copied, at - copied), out);
            copied = at;
            if (split_ && at > 0) emit();
            if (blank) put_prefix(pieces, replacement_, piece.substr(copied++), out);
        }
        put_part(pieces, piece.substr(copied), out);
    }

    std::string replacement_;
    PrependScheme scheme_;
    bool split_;
};

class RunSplitter : public UnitSplitter {
public:
    explicit RunSplitter(std::string mark) : mark_(std::move(mark)) {}

    void split(UnitPieces& pieces) const override {
        split_each(pieces, [&](const char* begin, const char* end, const auto& emit) {
            const std::string_view text(begin, static_cast<size_t>(end - begin));
            size_t from = 0;
            for (size_t at = 0; (at = text.find(mark_, at)) != text.npos; at += mark_.size()) {
                if (at > from && !text.substr(0, at).ends_with(mark_)) {
                    emit(begin + from, begin + at);
                    from = at;
                }
            }
            emit(begin + from, end);
        });
    }

private:
    std::string mark_;
};

template <class IsDelimiter>
std::unique_ptr<UnitSplitter> delimiter_splitter(IsDelimiter is_delimiter, Delimiters delimiters) {
    return std::make_unique<DelimiterSplitter<IsDelimiter>>(is_delimiter, delimiters);
}

}  // namespace

std::unique_ptr<UnitSplitter> bert_splitter() { return std::make_unique<BertSplitter>(); }
std::unique_ptr<UnitSplitter> word_splitter() { return std::make_unique<WordSplitter>(); }
std::unique_ptr<UnitSplitter> kind_splitter(uint32_t kinds, Delimiters delimiters) {
    const auto& all = UnitCharacters::get().kinds;
    return delimiter_splitter([&all, kinds](char32_t c) { return (all[c] & kinds) != 0; },
                              delimiters);
}
std::unique_ptr<UnitSplitter> character_splitter(char32_t character, Delimiters delimiters) {
    return delimiter_splitter([character](char32_t c) { return c == character; }, delimiters);
}
std::unique_ptr<UnitSplitter> pattern_splitter(UnitPattern pattern) {
    return std::make_unique<PatternSplitter>(pattern);
}
std::unique_ptr<UnitSplitter> run_splitter(std::string mark) {
    return std::make_unique<RunSplitter>(std::move(mark));
}
std::unique_ptr<UnitSplitter> prefix_space() { return std::make_unique<PrefixSpace>(); }
std::unique_ptr<UnitSplitter> metaspace(std::string replacement, PrependScheme scheme, bool split) {
    return std::make_unique<Metaspace>(std::move(replacement), scheme, split);
}

}  // namespace malvec
