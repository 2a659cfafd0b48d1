#include "files/tokenizer_settings.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/inflate.h"
#include "text/nfc.h"
#include "text/wording.h"

namespace malvec {
namespace {

// What Python packs at most; `["a", 1.0], ` is the shortest of three values.
constexpr size_t most_unpacked = size_t{1} << 28;
constexpr JsonLimits packed_limits{most_unpacked, most_unpacked / 4};

}  // namespace

void refuse_tokenizer(const std::string& why) {
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

std::string word_setting(const Json& value) {
    const std::string_view text = value.text();
    std::string word;
    for (size_t at = 0; at < text.size(); ++at) {
        const auto byte = [&](size_t i) {
            return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0;
        };
        const bool escaped = byte(0) == 0xed && (byte(1) == 0xb2 || byte(1) == 0xb3);
        word += escaped ? static_cast<char>((byte(1) & 1) << 6 | byte(2)) : text[at];
        if (escaped) at += 2;
    }
    return word;
}

std::vector<std::string> word_settings(const Json& list) {
    if (!list.is(Json::Kind::list)) refuse_tokenizer("a list is expected");
    std::vector<std::string> words;
    for (const auto& [none, word] : list.items()) words.push_back(word_setting(word));
    return words;
}

std::vector<std::pair<std::string, std::string>> user_word_settings(const Json& user_dictionary) {
    const Json entries = needed_setting(user_dictionary, "entries");
    if (!entries.is(Json::Kind::list)) refuse_tokenizer("entries are a list");
    std::vector<std::pair<std::string, std::string>> words_and_tags;
    for (const auto& [none, entry] : entries.items()) {
        if (!entry.is(Json::Kind::list) || entry.size() < 2 || entry.size() > 3)
            refuse_tokenizer("an entry is a word, its tag and its score");
        const Json::Items parts = entry.items();
        auto part = parts.begin();
        const std::string given = word_setting((*part).value);
        if (given.empty()) refuse_tokenizer("a word is empty");
        std::string composed;
        words_and_tags.emplace_back(to_nfc(given, composed) ? composed : given,
                                    word_setting((*++part).value));
    }
    return words_and_tags;
}

Json packed_setting(const Json& packed) {
    return parse_json(inflate(from_base64(packed.text()), most_unpacked), packed_limits);
}

}  // namespace malvec
