// The units of pieces that were cut before: text says the same words again and again. Of pieces
// that fall on the same place the last one stays, so that the memory never grows.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "core/hash.h"
#include "text/subwords/unit_model.h"

namespace malvec {

class WordCache {
public:
    struct Entry {
        uint8_t size = 0, units = 0;
        uint8_t ends[6] = {};  // of units: they cover the piece
        uint32_t ids[6] = {};
        char piece[32] = {};
    };
    static_assert(sizeof(Entry) == 64);

    static bool may_hold(std::string_view piece) { return piece.size() <= sizeof(Entry::piece); }

    Entry& at(std::string_view piece) { return entries_[hash_bytes(piece) % places]; }

    static bool holds(const Entry& entry, std::string_view piece) {
        return entry.size == piece.size() &&
               std::memcmp(entry.piece, piece.data(), piece.size()) == 0;
    }

    // Units that are too many, or do not cover the piece one by one, are not kept.
    static void keep(Entry& entry, std::string_view piece, const Unit* units, size_t count) {
        if (count > sizeof(Entry::ends)) return;
        Entry made;
        for (uint32_t reach = 0; const Unit& unit : std::span(units, count)) {
            if (unit.begin != reach) return;
            made.ends[made.units] = static_cast<uint8_t>(reach = unit.end);
            made.ids[made.units++] = unit.id;
        }
        made.size = static_cast<uint8_t>(piece.size());
        std::memcpy(made.piece, piece.data(), piece.size());
        entry = made;
    }

private:
    static constexpr size_t places = size_t{1} << 15;
    std::vector<Entry> entries_ = std::vector<Entry>(places);
};

}  // namespace malvec
