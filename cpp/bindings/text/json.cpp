// JSON as Python's values, read by the core.
#include "text/json.h"

#include "bindings/arrays.h"
#include "bindings/text/metadata_text.h"
#include "bindings/text/register.h"
#include "files/metadata.h"

namespace malvec {
namespace {

// A number that is no int64. Whole ones stay exact, as seeds are; Python makes an int of so many
// digits at most.
py::object as_number(const Json& json) {
    constexpr size_t most_digits = 4300;
    const std::string written(json.source());
    if (written.size() > most_digits || written.find_first_not_of("-0123456789") != written.npos)
        return py::float_(json.number());
    return py::reinterpret_steal<py::object>(PyLong_FromString(written.c_str(), nullptr, 10));
}

// As json.loads gives it.
py::object as_object(const Json& json) {
    switch (json.kind()) {
        case Json::Kind::null:
            return py::none();
        case Json::Kind::boolean:
            return py::bool_(json.boolean());
        case Json::Kind::integer:
            return py::int_(json.integer());
        case Json::Kind::number:
            return as_number(json);
        case Json::Kind::text:
            return as_str(json.text());
        default:
            break;
    }
    py::list values;
    py::dict members;
    for (const auto& [name, value] : json.items())
        if (json.is(Json::Kind::list))
            values.append(as_object(value));
        else
            members[as_str(name)] = as_object(value);
    return json.is(Json::Kind::list) ? py::object(values) : py::object(members);
}

}  // namespace

void register_json(py::module_& m) {
    m.def(
        "parse_json", [](const std::string& text) { return as_object(parse_json(text)); },
        py::arg("text"), "What JSON stands for, read strictly: text/json.h has the rules.");
    m.def(
        "metadata_object",
        [](const std::string& key, const std::string& text) {
            return as_object(metadata_object(key, text));
        },
        py::arg("key"), py::arg("text"), "The object, or None, that a text of metadata is.");
}

}  // namespace malvec
