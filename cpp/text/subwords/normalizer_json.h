// The normalizer and the pre-tokenizer that a tokenizer.json describes.
#pragma once
#include <memory>
#include <vector>

#include "text/json.h"
#include "text/subwords/unit_normalizer.h"
#include "text/subwords/unit_splitter.h"

namespace malvec {

// Null for null. These throw UnitsNotInCore, or FormatError.
std::unique_ptr<UnitNormalizer> read_unit_normalizer(const Json& normalizer);

struct ReadSplitters {
    std::vector<std::unique_ptr<UnitSplitter>> splitters;
    bool bytes = false;       // their pieces are seen as bytes by the model
    bool asks_where = false;  // whether a text begins there
};
ReadSplitters read_unit_splitters(const Json& pre_tokenizer);

}  // namespace malvec
