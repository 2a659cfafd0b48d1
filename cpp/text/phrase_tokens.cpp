#include "text/phrase_tokens.h"

#include <cstdint>

#include "core/scratch_pool.h"
#include "text/kept_tokens.h"
#include "text/word_map.h"

namespace malvec {
namespace {

// Each word behind its length, so that no two phrases have the same key.
void append_to_key(std::string_view word, std::string& key) {
    const auto size = static_cast<uint64_t>(word.size());
    key.append(reinterpret_cast<const char*>(&size), sizeof size).append(word);
}

class WithPhrases : public CoreTokenizer {
public:
    WithPhrases(std::shared_ptr<const CoreTokenizer> tokenizer, const PhraseWords& words)
        : tokenizer_(std::move(tokenizer)), delimiter_(words.delimiter),
          connectors_(words.connectors.begin(), words.connectors.end()) {
        for (const std::vector<std::string>& phrase : words.phrases) {
            if (phrase.empty()) continue;
            std::string key;
            for (const std::string& word : phrase) append_to_key(word, key);
            phrases_.insert(key);
            firsts_.insert(phrase.front());
        }
    }

    void analyse(std::string_view text, const EmitToken& emit) const override {
        const auto scratch = pool_.take();
        Waiting& waiting = *scratch;
        waiting.tokens.clear(), waiting.begun = false;
        tokenizer_->analyse(text, [&](const Token& token) { take(token, waiting, emit); });
        let_go(waiting, emit);
    }

private:
    struct Waiting {
        KeptTokens tokens;  // the first begins a phrase, perhaps, if `begun`; then connectors
        bool begun = false;
        std::string key, joined;
    };

    void take(const Token& token, Waiting& waiting, const EmitToken& emit) const {
        if (token.form.empty()) return;
        if (connectors_.contains(token.form)) {
            if (!waiting.begun) return emit(token);
            append_to_key(token.form, waiting.key);
            return waiting.tokens.add(token);
        }
        if (waiting.begun) {
            append_to_key(token.form, waiting.key);
            if (phrases_.contains(waiting.key)) return emit_joined(token, waiting, emit);
            let_go(waiting, emit);
        }
        if (!firsts_.contains(token.form)) return emit(token);
        waiting.begun = true;
        waiting.key.clear();
        append_to_key(token.form, waiting.key);
        waiting.tokens.add(token);
    }
    void emit_joined(const Token& last, Waiting& waiting, const EmitToken& emit) const {
        waiting.joined.clear();
        for (size_t i = 0; i < waiting.tokens.size(); ++i)
            waiting.joined.append(waiting.tokens[i].form).append(delimiter_);
        waiting.joined.append(last.form);
        emit({waiting.joined, {}, waiting.tokens[0].begin, last.end});
        waiting.tokens.clear(), waiting.begun = false;
    }
    static void let_go(Waiting& waiting, const EmitToken& emit) {
        for (size_t i = 0; i < waiting.tokens.size(); ++i) emit(waiting.tokens[i]);
        waiting.tokens.clear(), waiting.begun = false;
    }

    std::shared_ptr<const CoreTokenizer> tokenizer_;
    std::string delimiter_;
    WordSet connectors_, phrases_, firsts_;
    ScratchPool<Waiting> pool_;
};

}  // namespace

std::unique_ptr<CoreTokenizer> with_phrases(std::shared_ptr<const CoreTokenizer> tokenizer,
                                            const PhraseWords& words) {
    return std::make_unique<WithPhrases>(std::move(tokenizer), words);
}

}  // namespace malvec
