// Words that belong together come out as one token, from left to right and greedily:
// python/malvec/tokenizers/phrases.py is the same.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "text/core_tokenizer.h"

namespace malvec {

struct PhraseWords {
    std::vector<std::vector<std::string>> phrases;  // the words of each, connectors within it too
    std::vector<std::string> connectors;            // these begin and end no phrase
    std::string delimiter = "_";                    // joins the words
};

// What another one gives with the phrases in one piece; empty tokens are left out.
std::unique_ptr<CoreTokenizer> with_phrases(std::shared_ptr<const CoreTokenizer> tokenizer,
                                            const PhraseWords& words);

}  // namespace malvec
