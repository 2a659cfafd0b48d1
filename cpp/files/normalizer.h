// How text is cleaned, as files say it: the metadata `normalize`, JSON of the knobs.
#pragma once
#include <optional>
#include <string_view>

#include "text/cleaner.h"
#include "text/json.h"

namespace malvec {

// The knobs that a description gives. Throws FormatError where it is none.
NormalizeOptions described_options(const Json& description);

// What the metadata say; nothing where text is not cleaned: null.
// Throws FormatError.
std::optional<TextCleaner> stored_cleaner(std::string_view json);

}  // namespace malvec
