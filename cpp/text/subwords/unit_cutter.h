// What cuts text into numbered units.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "text/scored_tokens.h"

namespace malvec {

struct FoundUnit {
    uint32_t id;
    std::string_view spelled;  // as it is in the text; empty where it goes by the name of its id
    Span span;                 // bytes of the text as it was given
};
using TakeUnit = std::function<void(const FoundUnit& unit)>;

class UnitCutter {
public:
    virtual ~UnitCutter() = default;
    // Any text: a byte that is not UTF-8 is read as U+FFFD. Any number of threads may ask at once.
    virtual void ids(std::string_view text, std::vector<uint32_t>& out) const = 0;
    virtual void units(std::string_view text, const TakeUnit& take) const = 0;  // without spans
    virtual void aligned(std::string_view text, const TakeUnit& take) const = 0;

    virtual size_t size() const = 0;
    virtual const std::string& name(uint32_t id) const = 0;
};

// The text with U+FFFD for each byte that is not UTF-8, and each surrogate; itself where there is
// none. note(begin, end, given begin, given end) for each character of another text.
template <class Note>
std::string_view readable_text(std::string_view text, std::string& room, Note&& note);

}  // namespace malvec

#include "text/code_points.h"

template <class Note>
std::string_view malvec::readable_text(std::string_view text, std::string& room, Note&& note) {
    if (text.size() >= UINT32_MAX / 4) throw std::invalid_argument("a text has 2^30 bytes");
    if (is_utf8(text)) return text;
    room.clear();
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) {
        const CodePoint c = code_point_at(p, end);
        const bool broken = c.value >= byte_mark || (c.value >= 0xd800 && c.value < 0xe000);
        const size_t size = room.size(), at = static_cast<size_t>(p - text.data());
        append_code_point(broken ? 0xfffd : c.value, room);
        note(size, room.size(), at, at + c.size);
        p += c.size;
    }
    return room;
}
