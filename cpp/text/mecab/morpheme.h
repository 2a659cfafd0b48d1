// A word of a dictionary where it stands in a text.
#pragma once
#include <cstdint>
#include <string_view>

#include "text/mecab/lexicon.h"

namespace malvec {

struct Morpheme {
    uint32_t begin, end;  // bytes of the text
    const MecabLexicon::Entry* entry;
    const MecabLexicon* lexicon;  // that the entry is of

    std::string_view feature() const { return lexicon->feature(*entry); }
    std::string_view tag() const { return feature().substr(0, feature().find(',')); }
};

}  // namespace malvec
