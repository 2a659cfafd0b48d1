#include "files/tokenizer.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/inflate.h"
#include "text/wording.h"

namespace malvec {
namespace {

// What Python packs at most; `["a", 1.0], ` is the shortest of three values.
constexpr size_t most_unpacked = size_t{1} << 28;
constexpr JsonLimits score_limits{most_unpacked, most_unpacked / 4};
constexpr const char* pass_tokens = ": give tokens, or a function that cuts";

[[noreturn]] void refuse_tokenizer(const std::string& why) {
    throw FormatError("the description of the tokenizer is damaged: " + why);
}

Json needed_setting(const Json& description, std::string_view name) {
    const auto found = description.find(name);
    if (!found) refuse_tokenizer(quoted(name) + " is missing");
    return *found;
}

void check_settings(const Json& description, std::initializer_list<std::string_view> known) {
    for (const auto& [name, value] : description.items())
        if (name != "name" && std::find(known.begin(), known.end(), name) == known.end())
            refuse_tokenizer("it has no setting " + quoted(name));
}

double number_setting(const Json& description, std::string_view name, double usual) {
    const auto found = description.find(name);
    if (!found) return usual;
    if (!std::isfinite(found->number())) refuse_tokenizer(std::string(name) + " is not finite");
    return found->number();
}

WordTrie stored_scores(const Json& description) {
    const Json packed = needed_setting(description, "zlib");
    const Json listed =
        parse_json(inflate(from_base64(packed.text()), most_unpacked), score_limits);
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
    check_settings(description, {"zlib", "tolerance", "remove_r"});
    LTokens tokens;
    tokens.tolerance = number_setting(description, "tolerance", 0);
    if (tokens.tolerance < 0) refuse_tokenizer("tolerance must be 0 or more");
    if (const auto flag = description.find("remove_r")) tokens.remove_right = flag->boolean();
    tokens.words = stored_scores(description);
    return left_tokenizer(std::move(tokens));
}

std::unique_ptr<CoreTokenizer> described_max_score(const Json& description) {
    check_settings(description, {"zlib", "max_length", "default_score"});
    MaxScoreTokens tokens;
    if (const auto length = description.find("max_length")) {
        if (length->integer() < 2 || length->integer() > 1 << 30)
            refuse_tokenizer("max_length must be between 2 and 1,073,741,824");
        tokens.max_length = static_cast<uint32_t>(length->integer());
    }
    tokens.default_score = number_setting(description, "default_score", 0);
    tokens.words = stored_scores(description);
    return max_score_tokenizer(std::move(tokens));
}

DescribedTokenizer described_without_words(const Json& description) {
    DescribedTokenizer within = described_tokenizer(needed_setting(description, "tokenizer"));
    std::vector<std::string_view> words;
    const Json listed = needed_setting(description, "words");
    for (const auto& [none, word] : listed.items()) words.push_back(word.text());
    if (!within.tokenizer) return within;
    if (needed_setting(description, "tags").size() > 0)
        refuse_tokenizer("tags are of analysers only");
    return {without_words(std::move(within.tokenizer), words), ""};
}

DescribedTokenizer described_by_name(std::string_view name, const Json& description) {
    if (name == "stop-words") return described_without_words(description);
    if (name == "l-tokenizer") return {described_left(description), ""};
    if (name == "max-score") return {described_max_score(description), ""};
    const bool whitespace = name == "whitespace", characters = name == "characters";
    if (whitespace || characters || name == "eojeols") {
        check_settings(description, {});
        return {whitespace   ? whitespace_tokenizer()
                : characters ? character_tokenizer()
                             : eojeol_tokenizer(),
                ""};
    }
    if (name == "custom") {
        const Json callable = description.find("callable").value_or(Json());
        const std::string which =
            callable.is(Json::Kind::text) ? ", " + std::string(callable.text()) : "";
        return {nullptr, "the tokenizer was a callable of Python" + which + pass_tokens};
    }
    return {nullptr, "the tokenizer " + quoted(name) + " runs in Python only" + pass_tokens};
}

}  // namespace

std::shared_ptr<const CoreTokenizer> tokenizer_in(const DescribedTokenizer& described) {
    if (!described.tokenizer) throw std::invalid_argument(described.why_not);
    return described.tokenizer;
}

DescribedTokenizer described_tokenizer(const Json& description) {
    if (description.is(Json::Kind::null))
        return {nullptr, "the text came as token lists, so how to cut new text is not known" +
                             std::string(pass_tokens)};
    try {
        return described_by_name(needed_setting(description, "name").text(), description);
    } catch (const FormatError& error) {
        const std::string_view why = error.what();
        if (why.starts_with("the description of the tokenizer")) throw;
        refuse_tokenizer(std::string(why));
    }
}

}  // namespace malvec
