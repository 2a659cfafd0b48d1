// HTML within text: entities and tags, in one pass over a stack,
// so that nothing is left that would change another time.
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace malvec {

bool may_hold_html(std::string_view text);

// `fitted` says what becomes of the character that an entity stands for; 0 for nothing.
void resolve_html(std::string_view text, const std::function<char32_t(char32_t)>& fitted,
                  std::string& out);

}  // namespace malvec
