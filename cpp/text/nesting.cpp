#include "text/nesting.h"

#include <algorithm>

#include "text/blanks.h"
#include "text/sentence_signs.h"

namespace malvec {
namespace {

constexpr size_t longest_quotation = 300, most_open = 8;

bool is_quote(char32_t c) { return c == '"' || c == '\''; }
bool is_apostrophe(char32_t c) { return c == '\'' || c == U'’'; }

}  // namespace

void Nesting::read(std::u32string_view line) {
    inside_.assign(line.size() + 1, false);
    closing_.assign(line.size() + 1, false);
    open_.clear();
    for (size_t i = 0; i < line.size(); ++i)
        if (!is_plain(line[i]) && (is_quote(line[i]) || is_closer(line[i]) || closer_of(line[i])))
            read_sign(line, i);
}

void Nesting::read_sign(std::u32string_view line, size_t i) {
    const char32_t c = line[i], before = i > 0 ? line[i - 1] : ' ',
                   after = i + 1 < line.size() ? line[i + 1] : ' ';
    closing_[i] = is_closer(c);
    if ((is_quote(c) || is_closer(c)) && !(is_apostrophe(c) && is_ascii_letter(after)) &&
        close(c, i))
        return;
    const bool in_word = is_ascii_letter(before) || is_ascii_digit(before) || is_syllable(before);
    if (is_quote(c) && is_unicode_blank(after))
        closing_[i] = !is_unicode_blank(before);
    else if (closer_of(c) || c == '"' || (c == '\'' && !in_word))
        open(closer_of(c) ? closer_of(c) : c, i);
}

bool Nesting::close(char32_t c, size_t i) {
    const auto found = std::find_if(open_.rbegin(), open_.rend(),
                                    [c](const Open& open) { return open.closer == c; });
    if (found == open_.rend()) return false;
    const size_t begin = found->at;
    open_.erase(std::prev(found.base()), open_.end());
    closing_[i] = true;
    if (i - begin <= longest_quotation)
        for (size_t at = begin + 1; at <= i; ++at) inside_[at] = true;
    return true;
}

void Nesting::open(char32_t closer, size_t i) {
    open_.push_back({closer, i});
    if (open_.size() > most_open) open_.erase(open_.begin());
}

}  // namespace malvec
