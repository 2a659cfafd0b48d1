// What HTML is made of: its names for characters and its tags.
#pragma once
#include <optional>
#include <span>
#include <string_view>

namespace malvec {

// The character that &name; stands for, by the name alone.
std::optional<char32_t> html_entity(std::string_view name);

enum class HtmlTag { within_line, between_lines };
// What a tag is, by its name in lower case; nothing where HTML has no such tag.
std::optional<HtmlTag> html_tag(std::string_view name);

// All that do not stand within a line of text, in order.
std::span<const std::string_view> html_block_tags();

}  // namespace malvec
