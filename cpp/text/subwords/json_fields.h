// Fields of a JSON object that may be missing or null, and the refusal of what the core cannot do.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

#include "text/json.h"

namespace malvec {

// The core cannot do what a tokenizer.json says; `what` is the end of a sentence.
struct UnitsNotInCore : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Null where it is missing.
inline Json json_field(const Json& object, std::string_view name) {
    return object.find(name).value_or(Json());
}
inline bool json_flag(const Json& object, std::string_view name, bool usual) {
    const Json field = json_field(object, name);
    return field.is(Json::Kind::null) ? usual : field.boolean();
}
inline std::string_view json_text(const Json& object, std::string_view name) {
    const Json field = json_field(object, name);
    return field.is(Json::Kind::null) ? std::string_view() : field.text();
}
// Of a tagged part, such as {"type": "NFC"}.
inline std::string_view json_type(const Json& object) { return json_text(object, "type"); }

}  // namespace malvec
