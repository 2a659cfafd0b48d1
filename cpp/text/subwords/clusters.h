// Extended grapheme clusters (UAX #29): what readers see as one character.
#pragma once
#include <string_view>

namespace malvec {

// Bytes of the cluster at the beginning of text that is UTF-8 and not empty.
size_t cluster_size(std::string_view text);

}  // namespace malvec
