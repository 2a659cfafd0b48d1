// How a step of a normalizer writes the text that it makes.
#pragma once
#include <string>
#include <string_view>

#include "text/subwords/unit_normalizer.h"

namespace malvec {

// Appends to the text that a step makes, and notes what stands for what.
class StepWriter {
public:
    StepWriter(std::string_view text, std::string& out, NormalizerRoom& room)
        : text_(text), out_(out), alignment_(*room.alignment) {}

    // The text from where it was read up to here, as it is.
    void copy(const char* to) {
        const size_t size = out_.size(), end = static_cast<size_t>(to - text_.data());
        out_.append(text_, read_, end - read_);
        alignment_.note(size, out_.size(), read_, end);
        read_ = end;
    }
    // What `put` appends for the text up to here.
    template <class Put>
    void change(const char* to, Put&& put) {
        const size_t size = out_.size(), end = static_cast<size_t>(to - text_.data());
        put();
        alignment_.note(size, out_.size(), read_, end);
        read_ = end;
    }
    void skip(const char* to) { read_ = static_cast<size_t>(to - text_.data()); }

private:
    std::string_view text_;
    std::string& out_;
    UnitAlignment& alignment_;
    size_t read_ = 0;
};

}  // namespace malvec
