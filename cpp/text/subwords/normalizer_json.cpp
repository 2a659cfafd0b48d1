#include "text/subwords/normalizer_json.h"

#include <string>

#include "core/inflate.h"
#include "text/subwords/json_fields.h"
#include "text/wording.h"

namespace malvec {
namespace {

BertCleaning bert_cleaning(const Json& step) {
    const bool lowercase = json_flag(step, "lowercase", true);
    return {json_flag(step, "clean_text", true), json_flag(step, "handle_chinese_chars", true),
            json_flag(step, "strip_accents", lowercase), lowercase};
}

std::unique_ptr<UnitStep> replace_of(const Json& step) {
    const Json pattern = json_field(step, "pattern");
    const std::string content(json_text(step, "content"));
    if (const std::string_view regex = json_text(pattern, "Regex"); !regex.empty()) {
        if (regex == "\\s+" || regex == " {2,}") return blanks_step(regex != "\\s+", content);
        throw UnitsNotInCore("its normalizer Replace has a regular expression of its own");
    }
    const std::string pattern_text(json_text(pattern, "String"));
    if (pattern_text.empty()) throw UnitsNotInCore("its normalizer Replace replaces nothing");
    return replace_step(pattern_text, content);
}

void add_steps(const Json& step, UnitSteps& steps) {
    const std::string_view type = json_type(step);
    const auto form = [&](bool compatible, bool composed) {
        steps.push_back(form_step({compatible, composed}));
    };
    if (type == "Sequence") {
        for (const auto& [none, each] : json_field(step, "normalizers").items())
            add_steps(each, steps);
    } else if (type == "BertNormalizer") {
        add_bert_steps(bert_cleaning(step), steps);
    } else if (type == "NFC" || type == "NFD" || type == "NFKC" || type == "NFKD") {
        form(type.size() == 4, type.back() == 'C');
    } else if (type == "Lowercase") {
        steps.push_back(lowercase_step());
    } else if (type == "StripAccents") {
        steps.push_back(without_marks_step());
    } else if (type == "Strip") {
        steps.push_back(
            strip_step(json_flag(step, "strip_left", true), json_flag(step, "strip_right", true)));
    } else if (type == "Prepend") {
        steps.push_back(prepend_step(std::string(json_text(step, "prepend"))));
    } else if (type == "Precompiled") {
        steps.push_back(
            precompiled_step(from_base64(json_field(step, "precompiled_charsmap").text())));
    } else if (type == "Replace") {
        steps.push_back(replace_of(step));
    } else {
        throw UnitsNotInCore("the core has no normalizer " + quoted(type));
    }
}

}  // namespace

std::unique_ptr<UnitNormalizer> read_unit_normalizer(const Json& normalizer) {
    if (normalizer.is(Json::Kind::null)) return nullptr;
    UnitSteps steps;
    add_steps(normalizer, steps);
    return std::make_unique<UnitNormalizer>(std::move(steps));
}

}  // namespace malvec
