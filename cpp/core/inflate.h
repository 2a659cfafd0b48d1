// Data that zlib compressed (RFC 1950, 1951), taken apart again, to a size that is known not to be
// too large. What stands behind the end is not looked at.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace malvec {

// Throws FormatError where it is damaged, cut, or larger than `most` bytes.
std::string inflate(std::string_view compressed, size_t most);

// The bytes that base64 stands for (RFC 4648). Throws FormatError where it is damaged.
std::string from_base64(std::string_view text);

}  // namespace malvec
