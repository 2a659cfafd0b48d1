// Text as a pipeline wants it: in form NFC, and cleaned; again where cleaning brought a character
// that has another form, such as an entity of HTML. Applying it twice changes nothing more.
#pragma once
#include <string>
#include <string_view>

#include "text/normalize.h"

namespace malvec {

class TextCleaner {
public:
    // Throws invalid_argument naming the knob.
    explicit TextCleaner(NormalizeOptions options = {}) : normalizer_(std::move(options)) {}

    // Appends the text as it should be, many lines at once where there are many; bytes that are
    // not UTF-8 stay. False: `out` is untouched and the text is as it should be.
    bool clean(std::string_view text, std::string& out) const;

private:
    TextNormalizer normalizer_;
};

}  // namespace malvec
