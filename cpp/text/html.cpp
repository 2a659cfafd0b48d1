#include "text/html.h"

#include <optional>
#include <vector>

#include "text/character_kinds.h"
#include "text/code_points.h"
#include "text/html_names.h"
#include "text/split.h"

namespace malvec {
namespace {

constexpr size_t longest_entity = 40, longest_tag = 4096;

// The code point of &name; or &#number; or &#xhex;, without & and ;.
std::optional<char32_t> entity(std::string_view name) {
    if (!name.starts_with('#')) return html_entity(name);
    const bool hex = name.size() > 1 && (name[1] | 0x20) == 'x';
    name.remove_prefix(hex ? 2 : 1);
    char32_t value = 0;
    for (const char c : name) {
        const int lower = c | 0x20;
        const int digit = c >= '0' && c <= '9'                  ? c - '0'
                          : hex && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10
                                                                : 99;
        if (digit == 99) return std::nullopt;
        value = value * (hex ? 16 : 10) + static_cast<char32_t>(digit);
        if (value > 0x10ffff) return std::nullopt;
    }
    const bool surrogate = value >= 0xd800 && value < 0xe000;
    return name.empty() || value == 0 || value == '\n' || value == '\r' || surrogate
               ? std::nullopt
               : std::optional(value);
}

// What stands for <content>: "" or " "; nothing where it is no tag.
std::optional<std::string_view> tag(std::string_view content) {
    if (content.starts_with("!--") && content.size() >= 5 && content.ends_with("--")) return " ";
    if (content.starts_with("!doctype") || content.starts_with("!DOCTYPE")) return " ";
    if (content.starts_with('/')) content.remove_prefix(1);
    std::string name;
    size_t i = 0;
    for (; i < content.size() && (is_ascii_letter(static_cast<unsigned char>(content[i])) ||
                                  is_ascii_digit(static_cast<unsigned char>(content[i])));
         ++i)
        name += static_cast<char>(content[i] | 0x20);
    const bool name_ends = i == content.size() || is_blank(content[i]) || content[i] == '/';
    const auto found = name_ends ? html_tag(name) : std::nullopt;
    if (!found) return std::nullopt;
    return *found == HtmlTag::within_line ? "" : " ";
}

// The output as a stack: whatever its end completes is taken off again.
class HtmlResolver {
public:
    HtmlResolver(const std::function<char32_t(char32_t)>& fitted, std::string& out)
        : fitted_(fitted), out_(out) {}

    void put(char c) {
        while (c == ';') {  // a loop, since an entity may stand for the end of another
            const std::optional<char> closed = close_entity();
            if (!closed) break;
            c = *closed;
            if (c == 0) return;
        }
        if (c == '>' && close_tag()) return;
        if (c == '\n') ampersands_.clear(), brackets_.clear();
        if (c == '&') ampersands_.push_back(out_.size());
        if (c == '<') brackets_.push_back(out_.size());
        out_ += c;
    }

private:
    // The character of ASCII that is still to be put, 0 if
    // there is none; nothing where no entity ends here.
    std::optional<char> close_entity() {
        if (ampersands_.empty() || out_.size() - ampersands_.back() > longest_entity)
            return std::nullopt;
        const size_t start = ampersands_.back();
        const auto c = entity(std::string_view(out_).substr(start + 1));
        if (!c) return std::nullopt;
        cut_back(start);
        const char32_t fitting = fitted_(*c);
        if (fitting == 0) vanish(out_);
        if (fitting < 0x80) return static_cast<char>(fitting);
        append_code_point(fitting, out_);
        return '\0';
    }

    bool close_tag() {
        if (brackets_.empty() || out_.size() - brackets_.back() > longest_tag) return false;
        const size_t start = brackets_.back();
        const auto instead = tag(std::string_view(out_).substr(start + 1));
        if (!instead) return false;
        cut_back(start);
        instead->empty() ? vanish(out_) : void(out_.append(*instead));
        return true;
    }

    void cut_back(size_t size) {
        out_.resize(size);
        while (!ampersands_.empty() && ampersands_.back() >= size) ampersands_.pop_back();
        while (!brackets_.empty() && brackets_.back() >= size) brackets_.pop_back();
    }

    const std::function<char32_t(char32_t)>& fitted_;
    std::string& out_;
    std::vector<size_t> ampersands_, brackets_;  // where they stand in out_
};

}  // namespace

bool may_hold_html(std::string_view text) {
    const auto holds = [text](char c) { return text.find(c) != text.npos; };
    return holds('&') || holds('<');
}

void resolve_html(std::string_view text, const std::function<char32_t(char32_t)>& fitted,
                  std::string& out) {
    HtmlResolver resolver(fitted, out);
    for (const char c : text) resolver.put(c);
}

}  // namespace malvec
