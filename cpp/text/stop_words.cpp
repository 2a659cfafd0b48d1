#include "text/stop_words.h"

#include <algorithm>

#include "text/nfc.h"
#include "text/word_map.h"

namespace malvec {
namespace {

class WithoutWords : public CoreTokenizer {
public:
    WithoutWords(std::shared_ptr<const CoreTokenizer> tokenizer,
                 const std::vector<std::string>& words, std::vector<std::string> tags)
        : tokenizer_(std::move(tokenizer)), tags_(std::move(tags)) {
        for (const std::string& word : words) {
            std::string composed;
            words_.insert(to_nfc(word, composed) ? composed : word);
        }
    }

    void analyse(std::string_view text, const EmitToken& emit) const override {
        tokenizer_->analyse(text, [&](const Token& token) {
            if (!words_.contains(token.form) && !is_tagged_out(token.tag)) emit(token);
        });
    }
    void cut(std::string_view text, const Emit& emit) const override {
        if (!tags_.empty()) return CoreTokenizer::cut(text, emit);
        tokenizer_->cut(text, [&](std::string_view form) {
            if (!words_.contains(form)) emit(form);
        });
    }

private:
    bool is_tagged_out(std::string_view tag) const {
        return std::any_of(tags_.begin(), tags_.end(),
                           [tag](const std::string& start) { return tag.starts_with(start); });
    }

    std::shared_ptr<const CoreTokenizer> tokenizer_;
    WordSet words_;
    std::vector<std::string> tags_;
};

}  // namespace

std::unique_ptr<CoreTokenizer> without_words(std::shared_ptr<const CoreTokenizer> tokenizer,
                                             const std::vector<std::string>& words,
                                             std::vector<std::string> tags) {
    return std::make_unique<WithoutWords>(std::move(tokenizer), words, std::move(tags));
}

}  // namespace malvec
