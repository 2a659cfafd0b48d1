// The models of SentencePiece: the unigram, merges by scores, words and characters.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "text/subwords/byte_trie.h"
#include "text/subwords/unit_model.h"

namespace malvec {

enum class PieceKind : uint8_t { normal = 1, unknown, control, user_defined, unused, byte };

struct Piece {
    std::string text;
    float score;
    PieceKind kind;
};

struct PieceModelOptions {
    const std::vector<Piece>& pieces;  // these live as long as the model
    const ByteTrie& own;               // pieces that are never cut
    uint32_t unknown;
};

std::unique_ptr<UnitModel> piece_unigram(const PieceModelOptions& options);
std::unique_ptr<UnitModel> piece_merges(const PieceModelOptions& options);
std::unique_ptr<UnitModel> piece_words(const PieceModelOptions& options);
std::unique_ptr<UnitModel> piece_characters(const PieceModelOptions& options);

// The pieces that a text may be cut into.
UnitNames tried_pieces(const std::vector<Piece>& pieces, bool unused);

}  // namespace malvec
