// What a file seems to be, from its first bytes, and what of
// malvec reads it: for errors that say more than "bad file".
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace malvec {

constexpr size_t sniffed_bytes = 4096;

std::string describe_file(std::string_view head);

// The same for files that tell by their first bytes what they are; nothing for all others.
std::optional<std::string> binary_kind(std::string_view head);

// Whether it has the layout of .safetensors, malvec's or not.
bool is_safetensors(std::string_view head);

}  // namespace malvec
