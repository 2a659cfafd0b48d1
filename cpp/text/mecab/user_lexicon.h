// Words of users for a MeCab dictionary, with the costs and connections that mecab-dict-index
// would give them.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "text/mecab/lexicon.h"

namespace malvec {

struct UserWord {
    std::string_view word, tag;
};

// `folder` is that of the system dictionary, `size` the size of its lexicons. Reads pos-id.def,
// rewrite.def, left-id.def, right-id.def, feature.def, dicrc, char.bin and model.bin there.
// Throws invalid_argument for a word or a tag that cannot be; FileError; FormatError where a file
// is damaged or not there, in time linear in the words.
MecabLexicon user_lexicon(const std::string& folder, MecabLexicon::Size size,
                          std::span<const UserWord> words);

// From lines of mecab-ko-dic's CSV, word,left id,right id,cost,feature,…: numbers that are not
// given are found as above. FormatError names the line that cannot be.
MecabLexicon user_lexicon_of_csv(const std::string& folder, MecabLexicon::Size size,
                                 std::span<const std::string> lines);

// FormatError names a line that is one of no dictionary.
void check_csv(std::span<const std::string> lines);

}  // namespace malvec
