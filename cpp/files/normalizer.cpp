#include "files/normalizer.h"

#include <limits>
#include <stdexcept>
#include <string>

#include "core/error.h"
#include "text/utf8.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr size_t most_shown = 60;
constexpr std::string_view knobs_in_order =
    "repeats, emoticons, halfwidth, html, controls, squeeze, only, emoji, keys";

// A value as Python shows it, no more than that of it.
std::string shown(const Json& value) {
    const std::string whole = value.is(Json::Kind::text)      ? quoted(value.text())
                              : value.is(Json::Kind::boolean) ? (value.boolean() ? "True" : "False")
                              : value.is(Json::Kind::null)    ? "None"
                                                              : std::string(value.source());
    size_t end = 0;
    for (size_t shown = 0; end < whole.size() && shown < most_shown; ++shown)
        end += character_size(whole.data() + end, whole.data() + whole.size());
    return whole.substr(0, end);
}

[[noreturn]] void refuse_description(const std::string& why) {
    throw FormatError("not the description of a Normalizer: " + why);
}

bool flag(std::string_view name, const Json& value) {
    if (!value.is(Json::Kind::boolean))
        refuse_description(std::string(name) + "=" + shown(value) + ": must be True or False");
    return value.boolean();
}

uint32_t repeats(const Json& value) {
    if (value.is(Json::Kind::null)) return 0;
    const std::string_view digits = value.source();
    const bool huge =
        value.is(Json::Kind::number) && digits.find_first_not_of("-0123456789") == digits.npos;
    if (!value.is(Json::Kind::integer) && !huge)
        refuse_description("repeats=" + shown(value) + ": must be a whole number");
    if (huge || value.integer() < 1 || value.integer() > std::numeric_limits<uint32_t>::max())
        throw FormatError("repeats=" + std::string(digits) +
                          ": must be between 1 and 4,294,967,295");
    return static_cast<uint32_t>(value.integer());
}

std::string only(const Json& value) {
    if (value.is(Json::Kind::null)) return "";
    const bool text = value.is(Json::Kind::text);
    for (const char* const kept : {"hangul", "hangul+digits", "text"})
        if (text && value.text() == kept) return kept;
    throw FormatError("only=" + shown(value) + ": must be one of hangul, hangul+digits, text");
}

void set_knob(NormalizeOptions& options, std::string_view name, const Json& value) {
    bool known = false;
    NormalizeOptions::fields([&](std::string_view field, auto member) {
        if (field != name) return;
        known = true;
        if constexpr (std::is_same_v<decltype(member), bool NormalizeOptions::*>)
            options.*member = flag(name, value);
        else if constexpr (std::is_same_v<decltype(member), uint32_t NormalizeOptions::*>)
            options.*member = repeats(value);
        else
            options.*member = only(value);
    });
    if (!known)
        refuse_description("Normalizer has no knob " + quoted(name) + ": it has " +
                           std::string(knobs_in_order));
}

}  // namespace

NormalizeOptions described_options(const Json& description) {
    if (!description.is(Json::Kind::object)) refuse_description(shown(description));
    NormalizeOptions options;
    if (const auto form = description.find("form"))
        if (!form->is(Json::Kind::text) || form->text() != "NFC")
            throw FormatError("form=" + shown(*form) + ": text is put into form NFC only");
    for (const auto& [name, value] : description.items())
        if (name != "form") set_knob(options, name, value);
    return options;
}

std::optional<TextCleaner> stored_cleaner(std::string_view json) {
    try {
        const Json description = parse_json(std::string(json));
        if (description.is(Json::Kind::null)) return std::nullopt;
        return TextCleaner(described_options(description));
    } catch (const FormatError& error) {
        throw FormatError(std::string("metadata 'normalize' is damaged: ") + error.what());
    }
}

}  // namespace malvec
