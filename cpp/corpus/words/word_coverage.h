// How much of a text a list of words accounts for.
#pragma once
#include "corpus/words/word_counts.h"

namespace malvec {

// The share of eojeols of two characters or more that begin with one
// of the words of two characters or more; 1 where there is none.
// The words may be any bytes in any order.
double word_coverage(const WordCountsView& counts, const Words& words);

}  // namespace malvec
