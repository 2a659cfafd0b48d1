// The models of a tokenizer.json: WordPiece, BPE and Unigram cut a piece of text into units.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace malvec {

struct Unit {
    uint32_t id, begin, end;  // bytes of the piece
};

// What a piece needs while it is cut, kept for the next one.
struct ModelRoom {
    struct Symbol {
        uint32_t id, begin, end;
        int before, next;
    };
    struct Merge {
        uint32_t rank, id;
    };
    struct Best {
        double score;
        uint32_t id, begin;
    };
    std::vector<Symbol> symbols;
    std::vector<Merge> merges;
    std::vector<uint64_t> waiting;
    std::vector<Best> best;
};

class UnitModel {
public:
    virtual ~UnitModel() = default;
    // Appends the units of a piece, which is UTF-8 and not empty.
    virtual void cut(std::string_view piece, ModelRoom& room, std::vector<Unit>& out) const = 0;
    // The unit that stands for text as it is, which has no name; UINT32_MAX where all have one.
    virtual uint32_t spelled() const { return UINT32_MAX; }
};

using UnitNames = std::vector<std::pair<std::string_view, uint32_t>>;

struct WordPieceOptions {
    uint32_t unknown;
    std::string_view prefix;
    uint64_t longest;  // characters of a piece
};
std::unique_ptr<UnitModel> word_piece_model(const UnitNames& names,
                                            const WordPieceOptions& options);

struct UnigramOptions {
    std::vector<double> scores;
    uint32_t unknown;
    double unknown_score;
    bool byte_fallback;
};
std::unique_ptr<UnitModel> unigram_model(const UnitNames& names, UnigramOptions options);

struct BytePairOptions {
    // Left, right, both: in the order of their ranks; of equal pairs the last counts.
    std::vector<std::array<uint32_t, 3>> merges;
    uint32_t unknown = UINT32_MAX;  // UINT32_MAX: what is unknown vanishes
    bool fuse_unknown = false, byte_fallback = false, whole_first = false;
    bool bytes = false;  // the names are bytes, and so are the characters
    std::string_view prefix, suffix;
};
std::unique_ptr<UnitModel> byte_pair_model(const UnitNames& names, const BytePairOptions& options);

// Numbers of `<0x00>` .. `<0xFF>`; UINT32_MAX where there is none.
std::array<uint32_t, 256> byte_units(const UnitNames& names);

}  // namespace malvec
