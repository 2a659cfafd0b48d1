// What cuts text into units as one of the core's tokenizers.
#pragma once
#include <memory>

#include "text/core_tokenizer.h"
#include "text/subwords/unit_cutter.h"

namespace malvec {

std::shared_ptr<const CoreTokenizer> core_units(std::shared_ptr<const UnitCutter> units);

}  // namespace malvec
