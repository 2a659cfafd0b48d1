#include "text/subwords/added_units.h"

#include <algorithm>
#include <utility>

#include "text/subwords/unit_characters.h"

namespace malvec {
namespace {

bool is_kind(const char* p, uint32_t kind) {
    return (UnitCharacters::get().kinds[next_character(p)] & kind) != 0;
}

const char* character_before(const char* p) {
    do --p;
    while ((*p & 0xc0) == 0x80);
    return p;
}

}  // namespace

AddedUnits::AddedUnits(std::vector<AddedUnit> units) : units_(std::move(units)) {
    UnitNames names;
    for (uint32_t i = 0; i < units_.size(); ++i) {
        names.emplace_back(units_[i].text, i);
        begins_[static_cast<uint8_t>(units_[i].text[0])] = true;
    }
    texts_ = ByteTrie(std::move(names));
}

uint32_t AddedUnits::longest_at(std::string_view text, size_t begin) const {
    uint32_t longest = ByteTrie::none, node = ByteTrie::root;
    for (size_t at = begin; at < text.size(); ++at) {
        if ((node = texts_.step(node, text[at])) == ByteTrie::none) break;
        if (const uint32_t number = texts_.number(node); number != ByteTrie::none) longest = number;
    }
    return longest;
}

void AddedUnits::find(std::string_view text, std::vector<Unit>& found) const {
    const char *const first = text.data(), *const last = first + text.size();
    const char* taken = first;  // up to there
    for (const char* p = first; p < last;) {
        const uint32_t number = begins_[static_cast<uint8_t>(*p)]
                                    ? longest_at(text, static_cast<size_t>(p - first))
                                    : ByteTrie::none;
        if (number == ByteTrie::none) {
            ++p;
            continue;
        }
        const AddedUnit& unit = units_[number];
        const char *begin = p, *end = p += unit.text.size();
        if (unit.single_word && ((begin > first && is_kind(character_before(begin), kind_word)) ||
                                 (end < last && is_kind(end, kind_word))))
            continue;
        if (unit.left_strip) {
            while (begin > first && is_kind(character_before(begin), kind_blank))
                begin = character_before(begin);
            begin = std::max(begin, taken);
        }
        while (unit.right_strip && end < last && is_kind(end, kind_blank))
            end += size_of_lead(*end);
        found.push_back(
            {unit.id, static_cast<uint32_t>(begin - first), static_cast<uint32_t>(end - first)});
        taken = end;
    }
}

}  // namespace malvec
