#include "text/core_tokenizer.h"

#include "core/scratch_pool.h"
#include "text/blanks.h"
#include "text/code_points.h"
#include "text/nfc.h"
#include "text/split.h"

namespace malvec {
namespace {

template <Plain where>
class PlainTokenizer : public CoreTokenizer {
public:
    void analyse(std::string_view text, const EmitToken& emit) const override {
        split(text, [&](const char* p, size_t size) {
            const auto begin = static_cast<size_t>(p - text.data());
            emit({{p, size}, {}, begin, begin + size});
        });
    }
    void cut(std::string_view text, const Emit& emit) const override {
        split(text, [&](const char* p, size_t size) { emit({p, size}); });
    }
    Plain plain() const override { return where; }

private:
    template <class OnToken>
    static void split(std::string_view text, OnToken&& on_token) {
        if constexpr (where == Plain::whitespace)
            split_blanks(text, on_token, [] {});
        else if constexpr (where == Plain::characters)
            split_characters(text, on_token, [] {});
        else
            split_eojeols(text, on_token, [] {});
    }
};

template <class Tokens>
class ScoredTokenizer : public CoreTokenizer {
public:
    explicit ScoredTokenizer(std::shared_ptr<const Tokens> tokens) : tokens_(std::move(tokens)) {}

    void analyse(std::string_view given, const EmitToken& emit) const override {
        const auto scratch = pool_.take();
        auto& [composed, changes, characters, begins, spans] = *scratch;
        composed.clear(), changes.clear(), characters.clear(), begins.clear(), spans.clear();
        const std::string_view text =
            to_nfc_with_changes(given, composed, changes) ? composed : given;
        append_characters(text, characters, &begins);
        tokens_->split(characters, spans);
        for (const Span& span : spans) {
            const size_t begin = begins[span.begin], end = begins[span.end];
            const WrittenSpan written = span_as_written(changes, begin, end);
            emit({text.substr(begin, end - begin), {}, written.begin, written.end});
        }
    }

private:
    struct Scratch {
        std::string composed;
        std::vector<NfcChange> changes;
        std::vector<uint32_t> characters;
        std::vector<size_t> begins;
        std::vector<Span> spans;
    };
    std::shared_ptr<const Tokens> tokens_;
    ScratchPool<Scratch> pool_;
};

}  // namespace

std::unique_ptr<CoreTokenizer> whitespace_tokenizer() {
    return std::make_unique<PlainTokenizer<Plain::whitespace>>();
}
std::unique_ptr<CoreTokenizer> character_tokenizer() {
    return std::make_unique<PlainTokenizer<Plain::characters>>();
}
std::unique_ptr<CoreTokenizer> eojeol_tokenizer() {
    return std::make_unique<PlainTokenizer<Plain::eojeols>>();
}

std::unique_ptr<CoreTokenizer> left_tokenizer(std::shared_ptr<const LTokens> tokens) {
    return std::make_unique<ScoredTokenizer<LTokens>>(std::move(tokens));
}
std::unique_ptr<CoreTokenizer> max_score_tokenizer(std::shared_ptr<const MaxScoreTokens> tokens) {
    return std::make_unique<ScoredTokenizer<MaxScoreTokens>>(std::move(tokens));
}

void append_characters(std::string_view text, std::vector<uint32_t>& characters,
                       std::vector<size_t>* begins) {
    const char *const begin = text.data(), *const end = begin + text.size();
    for (const char* p = begin; p < end;) {
        const CodePoint c = code_point_at(p, end);
        characters.push_back(c.value < byte_mark ? c.value : c.value - byte_mark + 0xdc00);
        if (begins) begins->push_back(static_cast<size_t>(p - begin));
        p += c.size;
    }
    if (begins) begins->push_back(text.size());
}

}  // namespace malvec
