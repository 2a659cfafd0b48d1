#include "files/metadata.h"

#include "core/error.h"
#include "text/wording.h"

namespace malvec {

Json metadata_object(std::string_view key, std::string text) {
    const auto damaged = [key](const std::string& why) {
        return FormatError("metadata " + quoted(key) + " is damaged: " + why);
    };
    Json told;
    try {
        told = parse_json(std::move(text));
    } catch (const FormatError& error) {
        throw damaged(std::string("no JSON: ") + error.what());
    }
    if (!told.is(Json::Kind::object) && !told.is(Json::Kind::null))
        throw damaged("it is not an object");
    return told;
}

Json metadata_object(const TensorFile& file, std::string_view key) {
    const std::string* const text = file.text(key);
    return text ? metadata_object(key, *text) : Json();
}

}  // namespace malvec
