#include "text/subwords/unit_characters.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace malvec {
namespace {

#include "text/subwords/unit_tables.inc"

// Of runs of equal values, asked for one character after the other.
template <class Value, size_t n>
auto value_of_runs(const uint64_t (&runs)[n]) {
    return [&runs, at = size_t{0}](char32_t c) mutable {
        while (at + 1 < n && runs[at + 1] >> 32 <= c) ++at;
        return static_cast<Value>(runs[at]);
    };
}

// Of changed characters: where each stands behind its own entry.
template <size_t n>
auto place_of_change(const char32_t (&list)[n]) {
    return [&list, at = size_t{0}](char32_t c) mutable -> uint16_t {
        while (at < n && (list[at] & 0xffffff) < c) at += 1 + (list[at] >> 24);
        return at < n && (list[at] & 0xffffff) == c ? static_cast<uint16_t>(at + 1) : uint16_t{0};
    };
}

std::span<const char32_t> change_at(const char32_t* list, uint16_t place) {
    return {list + place, list[place - 1] >> 24};
}

}  // namespace

const UnitCharacters& UnitCharacters::get() {
    static const UnitCharacters all{CharacterTable<uint32_t>(value_of_runs<uint32_t>(unit_kinds)),
                                    CharacterTable<uint8_t>(value_of_runs<uint8_t>(unit_orders)),
                                    CharacterTable<uint32_t>(value_of_runs<uint32_t>(unit_breaks)),
                                    CharacterTable<uint16_t>(place_of_change(unit_lower)),
                                    CharacterTable<uint16_t>(place_of_change(unit_canonical)),
                                    CharacterTable<uint16_t>(place_of_change(unit_compatible))};
    return all;
}

std::span<const char32_t> UnitCharacters::lower_at(uint16_t place) {
    return change_at(unit_lower, place);
}
std::span<const char32_t> UnitCharacters::canonical_at(uint16_t place) {
    return change_at(unit_canonical, place);
}
std::span<const char32_t> UnitCharacters::compatible_at(uint16_t place) {
    return change_at(unit_compatible, place);
}

char32_t UnitCharacters::composite_of(char32_t first, char32_t second) {
    size_t low = 0, high = std::size(unit_composites) / 3;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const char32_t* const entry = unit_composites + 3 * middle;
        if (entry[0] == first && entry[1] == second) return entry[2];
        if (std::pair(entry[0], entry[1]) < std::pair(first, second))
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

std::span<const char32_t> UnitCharacters::composites() { return unit_composites; }

}  // namespace malvec
