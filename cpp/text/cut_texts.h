// Many texts cleaned and cut by threads, their tokens packed in the order of the texts.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "text/cleaner.h"
#include "text/core_tokenizer.h"

namespace malvec {

// Tokens end to end; where each ends, in bytes; where those of each text end, in tokens.
struct PackedTokens {
    std::vector<char> bytes;
    std::vector<uint64_t> token_ends, line_ends;
};

// `cleaner` may be null. The same for any number of threads.
PackedTokens cut_texts(const CoreTokenizer& tokenizer, const TextCleaner* cleaner,
                       std::span<const std::string_view> texts, unsigned threads);

}  // namespace malvec
