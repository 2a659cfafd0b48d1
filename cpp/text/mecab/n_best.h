// The ways through a text that cost least, one after another, by A* from its end (Nagata, 1994): in
// the order, to the last tie, of MeCab's.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "text/mecab/dictionary.h"
#include "text/mecab/morpheme.h"

namespace malvec {

using OnWay = std::function<void(const std::vector<Morpheme>& morphemes, int64_t cost)>;

// The first `n` of a text of less than 64 kB, or all where there are fewer. Throws invalid_argument
// where the ways have more than a million morphemes, or more than 4 million rests of ways would
// have to be remembered; FormatError where the dictionary is damaged, and that is met.
void n_best_ways(const MecabDictionary& dictionary, std::string_view text, size_t n,
                 const OnWay& on_way);

}  // namespace malvec
