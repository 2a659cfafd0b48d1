#include "files/tokenizer.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/error.h"
#include "files/mecab_tokenizer.h"
#include "files/subword_tokenizer.h"
#include "files/tokenizer_settings.h"
#include "text/phrase_tokens.h"
#include "text/stop_words.h"
#include "text/user_words.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr const char* pass_tokens = ": give tokens, or a function that cuts";
constexpr std::string_view names_in_core[] = {"whitespace", "characters", "eojeols", "mecab"},
                           names_in_python[] = {"kiwi", "okt",          "komoran", "hannanum",
                                                "kkma", "konlpy-mecab", "nouns",   "regex"};

template <size_t n>
bool is_among(const std::string_view (&names)[n], std::string_view name) {
    return std::find(names, names + n, name) != names + n;
}

WordTrie stored_scores(const Json& description) {
    const Json listed = packed_setting(needed_setting(description, "zlib"));
    if (!listed.is(Json::Kind::list)) refuse_tokenizer("scores are a list of pairs");
    std::vector<std::pair<std::string_view, double>> scores;
    for (const auto& [none, pair] : listed.items()) {
        if (!pair.is(Json::Kind::list) || pair.size() != 2)
            refuse_tokenizer("scores are pairs of a word and a number");
        const Json::Items parts = pair.items();
        auto part = parts.begin();
        const std::string_view word = (*part).value.text();
        const double score = (*++part).value.number();
        if (!std::isfinite(score))
            refuse_tokenizer("the score of " + quoted(word) + " is not finite");
        scores.emplace_back(word, score);
    }
    std::sort(scores.begin(), scores.end());  // of equal words the highest stays
    WordTrie trie;
    std::vector<uint32_t> characters;
    for (const auto& [word, score] : scores) {
        characters.clear();
        append_characters(word, characters);
        trie.add(characters, score);
    }
    return trie;
}

std::unique_ptr<CoreTokenizer> described_left(const Json& description) {
    check_settings(description, {"name", "zlib", "tolerance", "remove_r"});
    LTokens tokens;
    tokens.tolerance = number_setting(description, "tolerance", 0);
    if (tokens.tolerance < 0) refuse_tokenizer("tolerance must be 0 or more");
    if (const auto flag = description.find("remove_r")) tokens.remove_right = flag->boolean();
    tokens.words = stored_scores(description);
    return left_tokenizer(std::make_shared<LTokens>(std::move(tokens)));
}

std::unique_ptr<CoreTokenizer> described_max_score(const Json& description) {
    check_settings(description, {"name", "zlib", "max_length", "default_score"});
    MaxScoreTokens tokens;
    if (const auto length = description.find("max_length")) {
        if (length->integer() < 2 || length->integer() > 1 << 30)
            refuse_tokenizer("max_length must be between 2 and 1,073,741,824");
        tokens.max_length = static_cast<uint32_t>(length->integer());
    }
    tokens.default_score = number_setting(description, "default_score", 0);
    tokens.words = stored_scores(description);
    return max_score_tokenizer(std::make_shared<MaxScoreTokens>(std::move(tokens)));
}

// Makes a tokenizer around another one.
using Inner = std::shared_ptr<const CoreTokenizer>;
using Around = std::function<Inner(Inner within)>;

Around described_stop_words(const Json& description) {
    check_settings(description, {"name", "tokenizer", "words", "tags"});
    const std::vector<std::string> tags = tag_settings(needed_setting(description, "tags")),
                                   words = word_settings(needed_setting(description, "words"));
    return [=](Inner within) -> Inner {
        if (!tags.empty()) {
            const std::vector<std::string> known = within->tags();
            if (known.empty()) refuse_tokenizer("tags are of analysers only");
            check_tags("tags", tags, known);
        }
        return without_words(std::move(within), words, tags);
    };
}

Around described_phrases(const Json& description) {
    check_settings(description, {"name", "tokenizer", "phrases", "delimiter", "connectors"});
    PhraseWords words;
    words.delimiter = word_setting(needed_setting(description, "delimiter"));
    if (words.delimiter.empty()) refuse_tokenizer("delimiter is empty");
    words.connectors = word_settings(needed_setting(description, "connectors"));
    const Json listed = packed_setting(needed_setting(description, "phrases"));
    if (!listed.is(Json::Kind::list)) refuse_tokenizer("phrases are a list");
    for (const auto& [none, phrase] : listed.items())
        words.phrases.push_back(word_settings(phrase));
    return [words = std::move(words)](Inner within) -> Inner {
        return with_phrases(std::move(within), words);
    };
}

Around described_user_words(const Json& description) {
    check_settings(description, {"name", "tokenizer", "user_dictionary"});
    auto words_and_tags = user_word_settings(needed_setting(description, "user_dictionary"));
    return [words_and_tags = std::move(words_and_tags)](Inner within) -> Inner {
        return with_user_words(std::move(within), words_and_tags);
    };
}

DescribedTokenizer described(const Json& description, const TokenizerPlaces& places);

// Null where a tokenizer of this name stands around no other.
Around described_around(std::string_view name, const Json& description) {
    return name == "stop-words"   ? described_stop_words(description)
           : name == "phrases"    ? described_phrases(description)
           : name == "user-words" ? described_user_words(description)
                                  : nullptr;
}

DescribedTokenizer described_by_name(std::string_view name, const Json& description,
                                     const TokenizerPlaces& places) {
    if (const Around around = described_around(name, description)) {
        DescribedTokenizer within = described(needed_setting(description, "tokenizer"), places);
        if (within.tokenizer) within.tokenizer = around(std::move(within.tokenizer));
        return within;
    }
    if (name == "l-tokenizer") return {described_left(description), ""};
    if (name == "max-score") return {described_max_score(description), ""};
    if (name == "units") return described_units(description);
    if (name == "sentencepiece") return described_pieces(description);
    if (name == "mecab") return described_mecab(description, places.mecab_dictionary);
    const bool whitespace = name == "whitespace", characters = name == "characters";
    if (whitespace || characters || name == "eojeols") {
        check_settings(description, {"name"});
        return {whitespace   ? whitespace_tokenizer()
                : characters ? character_tokenizer()
                             : eojeol_tokenizer(),
                ""};
    }
    if (name == "custom") {
        const Json callable = description.find("callable").value_or(Json());
        const std::string which =
            callable.is(Json::Kind::text) ? ", " + quoted(callable.text()) : "";
        return {nullptr, "the tokenizer was a callable of Python" + which + pass_tokens};
    }
    return {nullptr, is_among(names_in_python, name)
                         ? "the tokenizer " + quoted(name) + " runs in Python only" + pass_tokens
                         : "this malvec knows no tokenizer " + quoted(name, 60) + pass_tokens};
}

DescribedTokenizer described(const Json& description, const TokenizerPlaces& places) {
    if (description.is(Json::Kind::null))
        return {nullptr, "the text came as token lists, so how to cut new text is not known" +
                             std::string(pass_tokens)};
    if (!description.find("name") && description.find("model"))
        refuse_tokenizer("it is a tokenizer.json, which is given by its path");
    return described_by_name(needed_setting(description, "name").text(), description, places);
}

template <class Make>
auto naming_damage(const Make& make) {
    try {
        return make();
    } catch (const FormatError& error) {
        const std::string_view why = error.what();
        if (why.starts_with("the description of the tokenizer")) throw;
        refuse_tokenizer(std::string(why));
    }
}

}  // namespace

bool is_tokenizer_name(std::string_view name) {
    return is_among(names_in_core, name) || is_among(names_in_python, name);
}

std::shared_ptr<const CoreTokenizer> tokenizer_in(const DescribedTokenizer& described) {
    if (!described.tokenizer) throw std::invalid_argument(described.why_not);
    return described.tokenizer;
}

std::shared_ptr<const CoreTokenizer> tokenizer_around(std::shared_ptr<const CoreTokenizer> within,
                                                      std::string json) {
    return naming_damage([&] {
        const Json description = parse_json(std::move(json));
        const Around around =
            described_around(needed_setting(description, "name").text(), description);
        if (!around) refuse_tokenizer("it stands around no other");
        return around(std::move(within));
    });
}

DescribedTokenizer described_tokenizer(std::string json, const TokenizerPlaces& places) {
    return naming_damage([&] { return described(parse_json(std::move(json)), places); });
}

}  // namespace malvec
