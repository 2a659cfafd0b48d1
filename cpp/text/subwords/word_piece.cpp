#include <algorithm>

#include "text/subwords/byte_trie.h"
#include "text/subwords/unit_model.h"

namespace malvec {
namespace {

// The longest unit first, again and again; a step back never goes further than the longest unit.
class WordPieceModel : public UnitModel {
public:
    WordPieceModel(const UnitNames& names, const WordPieceOptions& options)
        : units_(names), inside_(units_.walk(ByteTrie::root, options.prefix)),
          unknown_(options.unknown), longest_(options.longest) {}

    void cut(std::string_view piece, ModelRoom&, std::vector<Unit>& out) const override {
        const size_t before = out.size();
        if (!is_too_long(piece) && put_units(piece, out)) return;
        out.resize(before);
        out.push_back({unknown_, 0, static_cast<uint32_t>(piece.size())});
    }

private:
    bool is_too_long(std::string_view piece) const {
        if (piece.size() <= longest_) return false;
        const auto begins = [](char byte) { return (byte & 0xc0) != 0x80; };
        return static_cast<uint64_t>(std::count_if(piece.begin(), piece.end(), begins)) > longest_;
    }

    bool put_units(std::string_view piece, std::vector<Unit>& out) const {
        for (uint32_t begin = 0; begin < piece.size();) {
            uint32_t node = begin == 0 ? ByteTrie::root : inside_;
            Unit longest{ByteTrie::none, begin, begin};
            for (uint32_t at = begin; at < piece.size() && node != ByteTrie::none;) {
                if ((node = units_.step(node, piece[at++])) == ByteTrie::none) break;
                const uint32_t id = units_.number(node);
                if (id != ByteTrie::none) longest = {id, begin, at};
            }
            if (longest.id == ByteTrie::none) return false;
            out.push_back(longest);
            begin = longest.end;
        }
        return true;
    }

    ByteTrie units_;
    uint32_t inside_, unknown_;
    uint64_t longest_;
};

}  // namespace

std::unique_ptr<UnitModel> word_piece_model(const UnitNames& names,
                                            const WordPieceOptions& options) {
    return std::make_unique<WordPieceModel>(names, options);
}

std::array<uint32_t, 256> byte_units(const UnitNames& names) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::array<uint32_t, 256> found;
    found.fill(UINT32_MAX);
    for (const auto& [name, id] : names) {
        if (name.size() != 6 || !name.starts_with("<0x") || name[5] != '>') continue;
        const size_t high = digits.find(name[3]), low = digits.find(name[4]);
        if (high != digits.npos && low != digits.npos) found[high * 16 + low] = id;
    }
    return found;
}

}  // namespace malvec
