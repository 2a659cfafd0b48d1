// A tokenizer.json: added tokens are found, the rest is normalised, split into pieces, and these
// are cut by the model. Ids and units as Hugging Face `tokenizers` gives them.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/scratch_pool.h"
#include "text/subwords/added_units.h"
#include "text/subwords/unit_cutter.h"
#include "text/subwords/unit_model.h"
#include "text/subwords/unit_normalizer.h"
#include "text/subwords/unit_splitter.h"
#include "text/subwords/word_cache.h"

namespace malvec {

class UnitTokenizer : public UnitCutter {
public:
    struct Parts {
        AddedUnits added, added_normalized;  // found before and after the text is normalised
        std::unique_ptr<UnitNormalizer> normalizer;  // null: none
        std::vector<std::unique_ptr<UnitSplitter>> splitters;
        std::unique_ptr<UnitModel> model;
        std::vector<std::string> names;  // by id, of the model's units
    };
    explicit UnitTokenizer(Parts parts) : parts_(std::move(parts)) {}

    void ids(std::string_view text, std::vector<uint32_t>& out) const override;
    void units(std::string_view text, const TakeUnit& take) const override;
    void aligned(std::string_view text, const TakeUnit& take) const override;

    size_t size() const override { return parts_.names.size(); }
    const std::string& name(uint32_t id) const override { return parts_.names[id]; }

private:
    struct Room {
        std::string readable;
        UnitPieces pieces;
        NormalizerRoom normalizer{.alignment = &pieces.alignment};
        ModelRoom model;
        WordCache cache;
        std::vector<Unit> added, added_normalized, units;
    };
    // take(id, text, whether it is an added token)
    template <class Take>
    void cut(std::string_view text, Room& room, Take&& take) const;
    template <class Take>
    void cut_normalized(std::string_view text, bool first, Room& room, Take&& take) const;
    template <class Take>
    void cut_piece(std::string_view piece, Room& room, Take&& take) const;

    Parts parts_;
    ScratchPool<Room> rooms_;
};

}  // namespace malvec
