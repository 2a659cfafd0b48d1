// Reads SentencePiece's .model files: the few fields of their protobuf that matter, which
// python/malvec/tokenizers/subwords/sentencepiece_file.py lists.
#pragma once
#include <memory>
#include <string_view>

#include "text/subwords/sentence_pieces.h"

namespace malvec {

// Throws FormatError where the file is cut, damaged or asks for what is not supported.
std::shared_ptr<const SentencePieces> read_sentence_pieces(std::string_view data);

}  // namespace malvec
