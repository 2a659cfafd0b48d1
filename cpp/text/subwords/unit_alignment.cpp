#include "text/subwords/unit_alignment.h"

#include <algorithm>

#include "text/code_points.h"

namespace malvec {

void UnitAlignment::begin(std::string_view text) {
    if (!on) return;
    text_ = text.data();
    spans_.clear();
    for (const char *p = text_, *const end = p + text.size(); p < end;) {
        const auto first = static_cast<uint32_t>(p - text_);
        const uint32_t size = code_point_at(p, end).size;
        spans_.insert(spans_.end(), size, Span{first, first + size});
        p += size;
    }
}

UnitAlignment::Kept::Kept(UnitAlignment& alignment, std::string_view part)
    : alignment_(alignment), text_(alignment.text_) {
    if (!alignment.on) return;
    spans_ = std::move(alignment.spans_);
    const auto first = spans_.begin() + (part.data() - text_);
    alignment.spans_.assign(first, first + static_cast<ptrdiff_t>(part.size()));
    alignment.text_ = part.data();
}

UnitAlignment::Kept::~Kept() {
    if (!alignment_.on) return;
    alignment_.spans_ = std::move(spans_);
    alignment_.text_ = text_;
}

void UnitAlignment::settle(std::string_view made) {
    if (!on) return;
    text_ = made.data();
    spans_.swap(before_);
    spans_.clear();
    for (const Note& note : noted_) {
        const bool equal = note.end - note.begin == note.before_end - note.before_begin;
        for (size_t i = 0; i < note.end - note.begin; ++i)
            spans_.push_back(before_[note.before_begin + (equal ? i : 0)]);
    }
    noted_.clear();
}

Span UnitAlignment::span_of(std::string_view part) const {
    const auto begin = static_cast<size_t>(part.data() - text_);
    Span span = spans_[begin];
    for (size_t i = 1; i < part.size(); ++i) span.end = std::max(span.end, spans_[begin + i].end);
    return span;
}

}  // namespace malvec
