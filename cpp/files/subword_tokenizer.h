// The tokenizers of sub-word units that a file describes, whole, in its metadata.
#pragma once
#include <string>

#include "files/tokenizer.h"
#include "text/json.h"

namespace malvec {

// {"name": "units", "zlib": a packed tokenizer.json}
DescribedTokenizer described_units(const Json& description);
// {"name": "sentencepiece", "base64": a .model file}
DescribedTokenizer described_pieces(const Json& description);

// That of a file: a tokenizer.json, or a .model of SentencePiece. Throws FileError, or FormatError
// whose message begins with the path.
DescribedTokenizer tokenizer_of_file(const std::string& path);

}  // namespace malvec
