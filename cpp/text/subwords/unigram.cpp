#include <algorithm>
#include <utility>

#include "text/subwords/best_path.h"

namespace malvec {
namespace {

// The path of the highest sum of scores; of equal ones the one that was found first.
class UnigramModel : public UnitModel {
public:
    UnigramModel(const UnitNames& names, UnigramOptions options)
        : units_(names), bytes_(byte_units(names)), options_(std::move(options)) {}

    uint32_t spelled() const override { return options_.unknown; }

    void cut(std::string_view piece, ModelRoom& room, std::vector<Unit>& out) const override {
        ScoredUnits<double>{units_, options_.scores, options_.unknown, options_.unknown_score}
            .find_best(piece, room.best);
        room.symbols.clear();
        for (auto end = static_cast<uint32_t>(piece.size()); end > 0;) {
            const ModelRoom::Best& best = room.best[end];
            const bool is_unknown = best.id == options_.unknown;
            if (is_unknown && !room.symbols.empty() && room.symbols.back().id == best.id)
                room.symbols.back().begin = best.begin;
            else
                room.symbols.push_back({best.id, best.begin, end, 0, 0});
            end = best.begin;
        }
        for (size_t i = room.symbols.size(); i-- > 0;) {
            const ModelRoom::Symbol& found = room.symbols[i];
            if (found.id == options_.unknown)
                put_unknown(piece, {found.id, found.begin, found.end}, out);
            else
                out.push_back({found.id, found.begin, found.end});
        }
    }

private:
    void put_unknown(std::string_view piece, Unit unit, std::vector<Unit>& out) const {
        const std::string_view text = piece.substr(unit.begin, unit.end - unit.begin);
        if (const uint32_t id = units_.find(text); id != ByteTrie::none) {
            unit.id = id;
        } else if (options_.byte_fallback && std::all_of(text.begin(), text.end(), [&](char byte) {
                       return bytes_[static_cast<uint8_t>(byte)] != UINT32_MAX;
                   })) {
            for (const char byte : text)
                out.push_back({bytes_[static_cast<uint8_t>(byte)], unit.begin, unit.end});
            return;
        }
        out.push_back(unit);
    }

    ByteTrie units_;
    std::array<uint32_t, 256> bytes_;
    UnigramOptions options_;
};

}  // namespace

std::unique_ptr<UnitModel> unigram_model(const UnitNames& names, UnigramOptions options) {
    return std::make_unique<UnigramModel>(names, std::move(options));
}

}  // namespace malvec
