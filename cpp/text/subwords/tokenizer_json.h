// Reads a tokenizer.json of Hugging Face `tokenizers`.
#pragma once
#include <memory>
#include <string>

#include "text/json.h"
#include "text/subwords/unit_tokenizer.h"

namespace malvec {

struct ReadUnits {
    std::unique_ptr<UnitTokenizer> tokenizer;  // null where the core cannot do what it says
    std::string why_not;                       // then: a sentence
};

// Throws FormatError where it is damaged.
ReadUnits read_tokenizer_json(std::string text);

}  // namespace malvec
