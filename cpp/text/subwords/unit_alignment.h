// Where the bytes of a text stood before steps that changed it, for who asks for it.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/scored_tokens.h"

namespace malvec {

class UnitAlignment {
public:
    bool on = false;  // else nothing is noted

    // A text of which each character stands for itself.
    void begin(std::string_view text);

    // A part of the text is the text, until what is returned goes.
    class Kept {
    public:
        Kept(UnitAlignment& alignment, std::string_view part);
        Kept(const Kept&) = delete;
        ~Kept();

    private:
        UnitAlignment& alignment_;
        const char* text_;
        std::vector<Span> spans_;
    };
    Kept begin_part(std::string_view part) { return {*this, part}; }

    // Bytes begin .. end - 1 of the text that a step makes stand for those of the text before: of
    // as many bytes each for its own, of more or less each for the first character.
    void note(size_t begin, size_t end, size_t before_begin, size_t before_end) {
        if (on && begin < end) noted_.push_back({begin, end, before_begin, before_end});
    }
    // What was noted is all of this text, which is the text from here on.
    void settle(std::string_view made);

    // Where a part of the text stood in the beginning.
    Span span_of(std::string_view part) const;

private:
    struct Note {
        size_t begin, end, before_begin, before_end;
    };
    const char* text_ = nullptr;
    std::vector<Span> spans_, before_;  // of each byte
    std::vector<Note> noted_;
};

}  // namespace malvec
