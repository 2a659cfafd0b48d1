// The tokenizer that a file describes in its metadata `tokenizer`, where the core has it;
// python/malvec/tokenizers/description.py writes the descriptions, and has all of them.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "text/core_tokenizer.h"

namespace malvec {

struct DescribedTokenizer {
    std::shared_ptr<const CoreTokenizer> tokenizer;  // null where only Python has it
    std::string why_not;                             // then: a sentence that says which it is
};

// The tokenizer itself; throws invalid_argument that says why it is not there.
std::shared_ptr<const CoreTokenizer> tokenizer_in(const DescribedTokenizer& described);

// What a description does not say, since it may lie anywhere: a file chooses nothing that is
// opened.
struct TokenizerPlaces {
    std::string mecab_dictionary = "";  // the folder of a compiled one
};

// Whether a description needs no more than this name.
bool is_tokenizer_name(std::string_view name);

// Throws FormatError where the description is damaged. Unpacks scores, which may take a while.
DescribedTokenizer described_tokenizer(std::string json, const TokenizerPlaces& places = {});

// The same, of one that a description without its setting `tokenizer` puts around another.
std::shared_ptr<const CoreTokenizer> tokenizer_around(std::shared_ptr<const CoreTokenizer> within,
                                                      std::string json);

}  // namespace malvec
