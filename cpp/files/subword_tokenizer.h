// The tokenizers of sub-word units that a file describes, whole, in its metadata.
#pragma once
#include "files/tokenizer.h"
#include "text/json.h"

namespace malvec {

// {"name": "units", "zlib": a packed tokenizer.json}
DescribedTokenizer described_units(const Json& description);
// {"name": "sentencepiece", "base64": a .model file}
DescribedTokenizer described_pieces(const Json& description);

}  // namespace malvec
