// How messages put numbers and names.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace malvec {

std::string grouped(uint64_t number);  // 12,345
// In quotes, as Python shows a text: what cannot be seen, or is not UTF-8, as an escape.
// At most so many characters of that.
std::string quoted(std::string_view text, size_t most = SIZE_MAX);

}  // namespace malvec
