// The tokenizers that need no Python: blanks, characters, eojeols, scores of words.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/scored_tokens.h"

namespace malvec {

struct Token {
    std::string_view form, tag;  // tags are of analysers
    size_t begin = 0, end = 0;   // bytes of the text as it was given
};

using Emit = std::function<void(std::string_view form)>;
using EmitToken = std::function<void(const Token& token)>;

// The tokenizers whose borders are where blanks are, and nothing else.
enum class Plain : uint8_t { no, whitespace, characters, eojeols };

class CoreTokenizer {
public:
    virtual ~CoreTokenizer() = default;
    // Calls `emit` for each token of a text, which lives until emit returns.
    // Any number of threads may do so at once.
    virtual void analyse(std::string_view text, const EmitToken& emit) const = 0;
    // Their forms only, where that is less work.
    virtual void cut(std::string_view text, const Emit& emit) const {
        analyse(text, [&](const Token& token) { emit(token.form); });
    }
    // Those that its tokens may have, of VV+EC the first; none where it is no analyser.
    virtual std::vector<std::string> tags() const { return {}; }
    // For who cuts many lines at once by text/split.h itself.
    virtual Plain plain() const { return Plain::no; }
};

// What stands between ASCII blanks; every character but these; what stands between blanks of any
// kind, as Python's str.split() has it. A byte that is not UTF-8 is a character.
std::unique_ptr<CoreTokenizer> whitespace_tokenizer();
std::unique_ptr<CoreTokenizer> character_tokenizer();
std::unique_ptr<CoreTokenizer> eojeol_tokenizer();

// The text in form NFC, cut by scores.
std::unique_ptr<CoreTokenizer> left_tokenizer(std::shared_ptr<const LTokens> tokens);
std::unique_ptr<CoreTokenizer> max_score_tokenizer(std::shared_ptr<const MaxScoreTokens> tokens);

// The characters of UTF-8, with a byte that is not in it as U+DC80 .. U+DCFF as in
// Python, and where each begins, the end too.
void append_characters(std::string_view text, std::vector<uint32_t>& characters,
                       std::vector<size_t>* begins = nullptr);

}  // namespace malvec
