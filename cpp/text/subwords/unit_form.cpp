#include "text/subwords/unit_form.h"

#include <algorithm>
#include <span>

#include "text/code_points.h"
#include "text/hangul.h"
#include "text/subwords/unit_characters.h"

namespace malvec {
namespace {

// Runs of marks, each in order.
void order_marks(std::vector<UnitForm::Character>& characters) {
    const auto by_order = [](const auto& a, const auto& b) { return a.order < b.order; };
    for (auto from = characters.begin(); from != characters.end();) {
        auto to = from + 1;
        if (from->order != 0) {
            while (to != characters.end() && to->order != 0) ++to;
            if (!std::is_sorted(from, to, by_order)) std::stable_sort(from, to, by_order);
        }
        from = to;
    }
}

char32_t joined_unit(char32_t first, char32_t second) {
    if (is_vowel(second)) return is_initial(first) ? syllable_of({first, second, no_final}) : 0;
    if (is_final(second)) return is_open(first) ? first + second - before_finals : 0;
    return UnitCharacters::composite_of(first, second);
}

void compose(std::vector<UnitForm::Character>& characters) {
    constexpr size_t none = SIZE_MAX;
    size_t kept = 0, letter = none;
    for (const UnitForm::Character next : characters) {
        const bool blocked =
            letter == none || (kept > letter + 1 && characters[kept - 1].order >= next.order);
        const char32_t both = blocked ? 0 : joined_unit(characters[letter].value, next.value);
        if (both) {
            characters[letter].value = both;
            continue;
        }
        if (next.order == 0) letter = kept;
        characters[kept++] = next;
    }
    characters.resize(kept);
}

bool ends_composite(char32_t c) {
    static const std::vector<char32_t> seconds = [] {
        std::vector<char32_t> found;
        const auto all = UnitCharacters::composites();
        for (size_t i = 1; i < all.size(); i += 3) found.push_back(all[i]);
        std::sort(found.begin(), found.end());
        return found;
    }();
    return std::binary_search(seconds.begin(), seconds.end(), c);
}

}  // namespace

bool UnitForm::touches(char32_t c) const {
    const UnitCharacters& all = UnitCharacters::get();
    if (all.orders[c] || (compatible && all.compatible[c])) return true;
    if (!composed) return is_syllable(c) || all.canonical[c];
    if (is_vowel(c) || is_final(c) || ends_composite(c)) return true;
    const uint16_t place = all.canonical[c];
    if (!place) return false;
    const auto parts = UnitCharacters::canonical_at(place);
    if (parts.size() < 2) return true;
    char32_t first = parts[0];  // the parts of a composite are put together one by one
    for (const char32_t part : parts.subspan(1)) first = joined_unit(first, part);
    return first != c;
}

bool UnitForm::stands_apart(char32_t c) const {
    std::vector<Character> parts;
    take_apart(c, parts);
    const char32_t first = parts[0].value;
    return parts[0].order == 0 &&
           !(composed && (is_vowel(first) || is_final(first) || ends_composite(first)));
}

void UnitForm::take_apart(char32_t c, std::vector<Character>& out) const {
    const UnitCharacters& all = UnitCharacters::get();
    if (is_syllable(c)) {
        const Jamo jamo = jamo_of(c);
        out.push_back({jamo.initial, 0}), out.push_back({jamo.vowel, 0});
        if (jamo.final != no_final) out.push_back({jamo.final, 0});
        return;
    }
    const uint16_t wide = compatible ? all.compatible[c] : uint16_t{0}, place = all.canonical[c];
    if (!wide && !place) return out.push_back({c, all.orders[c]});
    for (const char32_t part :
         wide ? UnitCharacters::compatible_at(wide) : UnitCharacters::canonical_at(place))
        out.push_back({part, all.orders[part]});
}

void UnitForm::append(std::string_view text, std::string& out, std::vector<Character>& room) const {
    room.clear();
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) take_apart(next_character(p), room);
    order_marks(room);
    if (composed) compose(room);
    for (const Character c : room) append_code_point(c.value, out);
}

}  // namespace malvec
