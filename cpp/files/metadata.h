// Objects of JSON in the metadata of files.
#pragma once
#include <string>
#include <string_view>

#include "files/safetensors.h"
#include "text/json.h"

namespace malvec {

// The object, or null, that a text of the metadata is; FormatError names its key where it is no
// such thing.
Json metadata_object(std::string_view key, std::string text);

// The same of a file; null where it has no text of this key.
Json metadata_object(const TensorFile& file, std::string_view key);

}  // namespace malvec
