// MeCab with a Korean dictionary as a tokenizer.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/scratch_pool.h"
#include "text/core_tokenizer.h"
#include "text/mecab/dictionary.h"
#include "text/mecab/lattice.h"
#include "text/user_words.h"

namespace malvec {

struct MecabOptions {
    std::string dictionary;                           // the folder of the system dictionary
    std::vector<std::string> user_dictionaries = {};  // compiled (.dic)
    std::vector<std::string> csv = {};                // lines of words with ids and costs
    std::vector<std::pair<std::string, std::string>> words = {};  // with their tags, in one piece
    std::vector<std::string> keep = {};  // tags to keep, by their beginnings; none keeps all
};

// The text in form NFC, in pieces of 10,000 characters at most, which end behind a blank where
// there is one. NUL and bytes that are not of UTF-8 become tokens as they stand, of the tag SW.
// Tokens have no blank at an end, though some words of a dictionary do.
class MecabTokenizer : public CoreTokenizer {
public:
    // Throws FileError and FormatError where a dictionary is not there or damaged, and
    // invalid_argument for a word that cannot be.
    explicit MecabTokenizer(MecabOptions options);

    void analyse(std::string_view text, const EmitToken& emit) const override;
    void cut(std::string_view text, const Emit& emit) const override;
    std::vector<std::string> tags() const override;

    // The `n` cheapest ways through a text, in MeCab's order, each with its tokens (form and tag,
    // until the function returns) and its cost; two ways may have the same tokens. Throws
    // invalid_argument for a text of more than one piece, or with what becomes tokens as it stands,
    // and where there are too many ways.
    using OnTokens = std::function<void(const std::vector<Token>& tokens, int64_t cost)>;
    void n_best(std::string_view text, size_t n, const OnTokens& on_tokens) const;

    const MecabDictionary& dictionary() const { return dictionary_; }

private:
    struct Scratch {
        std::unique_ptr<Lattice> lattice;
        std::vector<Token> parts;
    };

    template <class OnToken>
    void each(std::string_view text, OnToken&& on_token) const;
    template <class Give>
    void each_of(const std::vector<Morpheme>& morphemes, std::string_view piece,
                 std::vector<Token>& parts, Give&& give) const;
    template <class Give>
    void each_form(const std::vector<Morpheme>& morphemes, std::string_view piece,
                   Give&& give) const;
    template <class Give>
    void each_with_words(const std::vector<Morpheme>& morphemes, std::string_view piece,
                         std::vector<Token>& parts, Give&& give) const;
    template <class Tag>
    bool is_kept(Tag&& tag) const;

    MecabDictionary dictionary_;
    UserLexicon words_;
    std::vector<std::string> keep_;
    ScratchPool<Scratch> pool_;
};

}  // namespace malvec
