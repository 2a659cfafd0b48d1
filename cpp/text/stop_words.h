// Stop words: tokens that are left out, by a list or by the beginnings of their tags.
// python/malvec/tokenizers/stop_words.py is the same.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/core_tokenizer.h"

namespace malvec {

// What another one gives without these tokens, which are put into form NFC, and without those
// whose tag begins so; tags are for one that has tags().
std::unique_ptr<CoreTokenizer> without_words(std::shared_ptr<const CoreTokenizer> tokenizer,
                                             const std::vector<std::string>& words,
                                             std::vector<std::string> tags = {});

}  // namespace malvec
