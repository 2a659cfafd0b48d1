// What descriptions of tokenizers say, each setting with the error that names it.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "text/json.h"

namespace malvec {

// FormatError: the description of the tokenizer is damaged.
[[noreturn]] void refuse_tokenizer(const std::string& why);

Json needed_setting(const Json& description, std::string_view name);

// Refuses a description that has settings but these.
void check_settings(const Json& description, std::initializer_list<std::string_view> known);

double number_setting(const Json& description, std::string_view name, double usual);

// A text as tokens of UTF-8 have it: JSON writes a byte that is not UTF-8 as U+DC80 .. U+DCFF.
std::string word_setting(const Json& value);
std::vector<std::string> word_settings(const Json& list);

// Tags by their beginnings, and whether tokens have such: refused where none of `known` begins so.
std::vector<std::string> tag_settings(const Json& list);
void check_tags(std::string_view setting, const std::vector<std::string>& tags,
                const std::vector<std::string>& known);

// The words of a user dictionary, with their tags; the rules for both are in
// python/malvec/tokenizers/analysers/user_dictionary.py, which has the same.
std::vector<std::pair<std::string, std::string>> user_word_settings(const Json& user_dictionary);

// JSON that Python packed by zlib and base64.
Json packed_setting(const Json& packed);

}  // namespace malvec
