// Mecab, as a description has it.
#pragma once
#include <string>

#include "files/tokenizer.h"
#include "text/json.h"

namespace malvec {

// By the dictionary in a folder; "" is where one is found. Without a tokenizer, and with the
// reason, where there is none, or another one than the description was made with. Throws
// FormatError.
DescribedTokenizer described_mecab(const Json& description, const std::string& dictionary);

}  // namespace malvec
