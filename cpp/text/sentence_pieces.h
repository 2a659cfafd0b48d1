// SentencePiece's models (Kudo & Richardson, 2018): text is normalised by a map of
// characters, then cut by unigram scores, BPE, words or characters. The same pieces,
// to the last tie, as the original gives. All in code points.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "text/character_map.h"
#include "text/scored_tokens.h"

namespace malvec {

struct PieceOptions {
    enum class Model : uint8_t { unigram = 1, bpe, word, character };

    Model model = Model::unigram;
    bool add_dummy_prefix = true;
    bool remove_extra_whitespaces = true;
    bool byte_fallback = false;
};

class SentencePieces {
public:
    enum Kind : uint8_t { normal = 1, unknown, control, user_defined, unused, byte };

    struct Piece {
        std::vector<uint32_t> text;
        float score;
        Kind kind;
    };
    struct Normalized {
        std::vector<uint32_t> text;
        std::vector<uint32_t> origin;  // [text + 1] where each character began in the original
    };
    struct Unit {
        uint32_t id, begin, end;  // of the normalised text
    };

    SentencePieces(std::vector<Piece> pieces, std::string character_map,
                   const PieceOptions& options);

    Normalized normalize(CodePoints text) const;
    // Runs of unknown pieces are one; with byte fallback each is its bytes.
    std::vector<Unit> cut(const Normalized& text) const;

    uint32_t unknown_id() const { return unknown_; }

private:
    size_t prefix(CodePoints text, std::vector<uint32_t>& out) const;
    void trim(Normalized& text, uint32_t& consumed) const;
    std::vector<Unit> unigram(CodePoints text) const;
    std::vector<Unit> bpe(CodePoints text) const;
    std::vector<Unit> words(CodePoints text, bool characters) const;
    // A number that no piece has stands for none.
    uint32_t find(CodePoints text) const;
    uint32_t known(CodePoints text) const;
    void add_bytes(CodePoints text, const Unit& unit, std::vector<Unit>& out) const;

    friend class PieceMerger;

    std::vector<Piece> pieces_;
    CharacterMap map_;
    PieceOptions options_;
    WordTrie tried_;         // what a text may be cut into, by its number
    WordTrie user_defined_;  // copied as they stand, never cut
    std::vector<uint32_t> byte_ids_ = std::vector<uint32_t>(256, UINT32_MAX);
    uint32_t unknown_ = 0;
    float least_ = 0;  // score of a normal piece
};

}  // namespace malvec
