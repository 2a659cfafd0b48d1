// SentencePiece's models (Kudo & Richardson, 2018): text is normalised by a map of characters, then
// cut by unigram scores, merges, words or characters. The same pieces, to the last tie, as the
// original gives.
#pragma once
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/scratch_pool.h"
#include "text/subwords/piece_models.h"
#include "text/subwords/piece_normalizer.h"
#include "text/subwords/unit_cutter.h"
#include "text/subwords/word_cache.h"

namespace malvec {

struct PieceOptions {
    enum class Model : uint8_t { unigram = 1, bpe, word, character };

    Model model = Model::unigram;
    bool add_dummy_prefix = true;
    bool remove_extra_whitespaces = true;
    bool byte_fallback = false;
};

class SentencePieces : public UnitCutter {
public:
    // Throws FormatError where the map of characters is damaged.
    SentencePieces(std::vector<Piece> pieces, std::string_view map, const PieceOptions& options);

    // Runs of unknown pieces are one, spelled as in the normalised text; with byte fallback each is
    // its bytes.
    void ids(std::string_view text, std::vector<uint32_t>& out) const override;
    void units(std::string_view text, const TakeUnit& take) const override;
    void aligned(std::string_view text, const TakeUnit& take) const override;

    size_t size() const override { return pieces_.size(); }
    const std::string& name(uint32_t id) const override { return pieces_[id].text; }

private:
    struct Room {
        std::string readable, text;
        std::vector<uint32_t> origins, places;
        ModelRoom model;
        WordCache cache;
        std::vector<Unit> found, units;
    };
    const std::vector<Unit>& cut(std::string_view text, Room& room, bool with_origins) const;
    void cut_word(std::string_view word, uint32_t begin, Room& room) const;
    void join_unknown(std::string_view text, Room& room) const;
    std::string_view spelling(const Unit& unit, const Room& room) const;

    const std::vector<Piece> pieces_;
    PieceNormalizer normalizer_;
    std::unique_ptr<UnitModel> model_;
    std::array<uint32_t, 256> bytes_;
    uint32_t unknown_ = 0;
    bool byte_fallback_, by_words_ = false;
    ScratchPool<Room> rooms_;
};

}  // namespace malvec
