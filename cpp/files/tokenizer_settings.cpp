#include "files/tokenizer_settings.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_map>

#include "core/error.h"
#include "core/inflate.h"
#include "text/blanks.h"
#include "text/code_points.h"
#include "text/nfc.h"
#include "text/utf8.h"
#include "text/wording.h"

namespace malvec {
namespace {

// What Python packs at most; `["a", 1.0], ` is the shortest of three values.
constexpr size_t most_unpacked = size_t{1} << 28;
constexpr JsonLimits packed_limits{most_unpacked, most_unpacked / 4};

constexpr std::string_view tags_of_users[] = {"NNG", "NNP", "NNB", "NR",  "NP", "VV",  "VA",
                                              "VX",  "MM",  "MAG", "MAJ", "IC", "XPN", "XSN",
                                              "XR",  "SL",  "SH",  "SN",  "SW"};
bool is_tag_of_users(std::string_view tag) {
    return std::find(std::begin(tags_of_users), std::end(tags_of_users), tag) !=
           std::end(tags_of_users);
}

void check_user_word(std::string_view word, std::string_view tag) {
    if (word.empty()) refuse_tokenizer("a word is empty");
    if (!is_utf8(word)) refuse_tokenizer(quoted(word, 60) + " is not UTF-8");
    bool is_behind_blank = true;
    for (size_t at = 0; at <= word.size();) {
        const bool is_end = at == word.size();
        const CodePoint c =
            is_end ? CodePoint{' ', 1} : code_point_at(&word[at], word.data() + word.size());
        if (c.value < ' ') refuse_tokenizer(quoted(word, 60) + " has control characters in it");
        const bool is_blank = is_unicode_blank(c.value);
        if (is_blank && (is_behind_blank || c.value != ' '))
            refuse_tokenizer(quoted(word, 60) +
                             " begins or ends with a blank, or has two in a row or another than"
                             " ' '");
        is_behind_blank = is_blank;
        at += c.size;
    }
    const size_t second = std::min(word.find(' '), word.size() - 1) + 1;
    if (tag == "NNP" && is_tag_of_users(word.substr(second, word.find(' ', second) - second)))
        refuse_tokenizer(quoted(word, 60) + " has its tag behind a blank");
    if (!is_tag_of_users(tag))
        refuse_tokenizer("the tag " + quoted(tag, 20) + " of " + quoted(word, 60) +
                         " is not known");
}

std::pair<std::string, std::string> user_word(const Json& entry) {
    if (!entry.is(Json::Kind::list) || entry.size() < 2 || entry.size() > 3)
        refuse_tokenizer("an entry is a word, its tag and its score");
    const Json::Items parts = entry.items();
    auto part = parts.begin();
    const std::string_view given = (*part).value.text(), tag = (*++part).value.text();
    if (++part != parts.end() && !std::isfinite((*part).value.number()))
        refuse_tokenizer("the score of " + quoted(given, 60) + " is not finite");
    std::string composed;
    const std::string word(to_nfc(given, composed) ? composed : given);
    check_user_word(word, tag);
    return {word, std::string(tag)};
}

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
    for (const auto& [name, value] : description.members())
        if (std::find(known.begin(), known.end(), name) == known.end())
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

std::vector<std::string> tag_settings(const Json& list) {
    std::vector<std::string> tags = word_settings(list);
    for (const std::string& tag : tags)
        if (tag.empty()) refuse_tokenizer("a tag is empty");
    return tags;
}

void check_tags(std::string_view setting, const std::vector<std::string>& tags,
                const std::vector<std::string>& known) {
    for (const std::string_view tag : tags) {
        const auto fits = [tag](std::string_view one) {
            const bool is_longer = tag.size() > one.size() && tag.starts_with(one);
            return one.starts_with(tag) ||
                   (is_longer && (tag[one.size()] == '+' || tag[one.size()] == '-'));
        };
        if (std::any_of(known.begin(), known.end(), fits)) continue;
        std::string all;
        for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
        refuse_tokenizer(std::string(setting) + ": no tag begins with " + quoted(tag, 40) +
                         "; there are " + all);
    }
}

std::vector<std::pair<std::string, std::string>> user_word_settings(const Json& user_dictionary) {
    check_settings(user_dictionary, {"entries"});
    const Json entries = needed_setting(user_dictionary, "entries");
    if (!entries.is(Json::Kind::list)) refuse_tokenizer("entries are a list");
    std::vector<std::pair<std::string, std::string>> words_and_tags;
    std::unordered_map<std::string, std::string> tags;
    for (const auto& [none, entry] : entries.items()) {
        words_and_tags.push_back(user_word(entry));
        const auto& [word, tag] = words_and_tags.back();
        if (tags.try_emplace(word, tag).first->second != tag)
            refuse_tokenizer(quoted(word, 60) + " has two tags, " + tags[word] + " and " + tag);
    }
    return words_and_tags;
}

Json packed_setting(const Json& packed) {
    return parse_json(inflate(from_base64(packed.text()), most_unpacked), packed_limits);
}

}  // namespace malvec
