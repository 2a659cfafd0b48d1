// Words as a double array (Aoe, 1989), such as Darts makes them and MeCab reads them.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "text/mecab/lexicon.h"

namespace malvec {

// Of sorted words, each there once, and of their values, 0 or more. In time linear in the bytes.
// Throws invalid_argument where words are empty, not in order or too many.
std::vector<MecabLexicon::Unit> double_array(std::span<const std::string_view> words,
                                             std::span<const int32_t> values);

}  // namespace malvec
