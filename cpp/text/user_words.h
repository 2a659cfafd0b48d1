// The words of a user dictionary made one token, whatever a tokenizer makes of them: the rule is in
// python/malvec/tokenizers/analysers/lexicon.py, which is the same.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/core_tokenizer.h"
#include "text/word_map.h"

namespace malvec {

// The words, ready to be looked for; they are put into form NFC.
class UserLexicon {
public:
    explicit UserLexicon(const std::vector<std::pair<std::string, std::string>>& words_and_tags);

    bool empty() const { return tags_.empty(); }
    // No word that begins there has more bytes.
    size_t most(std::string_view text, size_t place) const {
        return place < text.size() ? longest_[static_cast<unsigned char>(text[place])] : 0;
    }
    const std::string* tag(std::string_view word) const {  // null where it is none of the words
        const auto found = lengths_.contains(word.size()) ? tags_.find(word) : tags_.end();
        return found == tags_.end() ? nullptr : &found->second;
    }
    // Bytes of the longest word that begins there, 0 where there is none.
    size_t starting(std::string_view text, size_t place) const;

private:
    WordMap<std::string> tags_;
    std::set<size_t, std::greater<>> lengths_;
    std::array<size_t, 256> longest_{};  // by first byte
};

// Whether an eojeol that begins with a word is cut behind it, where no token ends.
enum class FirstParts : uint8_t { stay, cut };

// The tokens of a text, each with its place in it, with the words in one piece.
void merge_user_words(std::string_view text, std::span<const Token> tokens,
                      const UserLexicon& lexicon, FirstParts first_parts, const EmitToken& emit);

// What another one gives of the text in form NFC, with these words in one piece.
std::unique_ptr<CoreTokenizer> with_user_words(
    std::shared_ptr<const CoreTokenizer> tokenizer,
    const std::vector<std::pair<std::string, std::string>>& words_and_tags);

}  // namespace malvec
