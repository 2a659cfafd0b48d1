#include "text/nfc_piece.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "text/code_points.h"
#include "text/hangul.h"

namespace malvec {
namespace {

#include "text/nfc_tables.inc"

// What the tables say of a character: its combining class where nothing is taken
// apart, else `parted` and where its parts stand; `unsafe` where no piece begins.
constexpr uint32_t parted = 256, unsafe = 0x8000, block_of_kinds = 64;
constexpr unsigned most_marks = 30;
constexpr char32_t grapheme_joiner = 0x34f;

uint32_t kind_of(char32_t c) {
    const size_t block = c / block_of_kinds;
    if (block >= std::size(nfc_blocks)) return 0;
    return nfc_kinds[nfc_blocks[block] * block_of_kinds + c % block_of_kinds];
}

uint8_t order_of(uint32_t kind) {
    kind &= ~unsafe;
    return kind < parted ? static_cast<uint8_t>(kind) : uint8_t{0};
}

struct Parts {
    const char32_t* first;
    size_t size;
    char32_t operator[](size_t i) const { return first[i] & 0xffffff; }
};

Parts parts_of(uint32_t kind) {
    const char32_t* const first = nfc_decompositions + ((kind & ~unsafe) - parted);
    return {first, *first >> 24};
}

// Whether it begins no letter, even taken apart.
bool is_mark(uint32_t kind) {
    return order_of((kind & ~unsafe) < parted ? kind : kind_of(parts_of(kind)[0])) != 0;
}

// Two characters in one; 0 where there is none.
char32_t composite_of(char32_t first, char32_t second) {
    if (is_vowel(second)) return is_initial(first) ? syllable_of({first, second, no_final}) : 0;
    if (is_final(second)) return is_open(first) ? first + second - before_finals : 0;
    if (!(kind_of(second) & unsafe)) return 0;
    size_t low = 0, high = std::size(nfc_composites) / 3;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        const char32_t* const entry = nfc_composites + 3 * middle;
        if (entry[0] == first && entry[1] == second) return entry[2];
        if (std::tie(entry[0], entry[1]) < std::tie(first, second))
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

}  // namespace

bool begins_piece(char32_t c) { return !(kind_of(c) & unsafe); }

bool stands_apart(char32_t c) {
    const uint32_t kind = kind_of(c);
    const bool taken_apart = (kind & ~unsafe) >= parted;
    return begins_piece(c) || (taken_apart && begins_piece(parts_of(kind)[0]));
}

void NfcPiece::add(char32_t c) {
    if (is_syllable(c)) {
        const Jamo jamo = jamo_of(c);
        marks_ = 0;
        insert({jamo.initial, 0}), insert({jamo.vowel, 0});
        if (jamo.final != no_final) insert({jamo.final, 0});
        return;
    }
    const uint32_t kind = kind_of(c);
    const bool mark = is_mark(kind);
    if (mark && marks_ == most_marks) insert({grapheme_joiner, 0}), marks_ = 0;
    marks_ = mark ? marks_ + 1 : 0;
    if ((kind & ~unsafe) < parted) return insert({c, order_of(kind)});
    const Parts parts = parts_of(kind);
    for (size_t i = 0; i < parts.size; ++i) insert({parts[i], order_of(kind_of(parts[i]))});
}

// Behind those of its order and below: there are at most twice `most_marks` above.
void NfcPiece::insert(Character character) {
    characters_.push_back(character);
    if (character.order == 0) return;
    size_t place = characters_.size() - 1;
    for (; place > 0 && characters_[place - 1].order > character.order; --place)
        characters_[place] = characters_[place - 1];
    characters_[place] = character;
}

void NfcPiece::put_together() {
    constexpr size_t none = SIZE_MAX;
    size_t kept = 0, letter = none;
    for (const Character next : characters_) {
        const bool blocked =
            letter == none || (kept > letter + 1 && characters_[kept - 1].order >= next.order);
        const char32_t both = blocked ? 0 : composite_of(characters_[letter].value, next.value);
        if (both) {
            characters_[letter].value = both;
            continue;
        }
        if (next.order == 0) letter = kept;
        characters_[kept++] = next;
    }
    characters_.resize(kept);
}

// The form takes a few characters apart, into two marks or with one at the end, so that
// runs may be too long again.
void NfcPiece::finish(std::string& out) {
    put_together();
    unsigned run = 0;
    for (const Character c : characters_) {
        if (c.order != 0 && run == most_marks) append_code_point(grapheme_joiner, out), run = 0;
        run = c.order == 0 ? 0 : run + 1;
        append_code_point(c.value, out);
    }
    characters_.clear();
    marks_ = 0;
}

}  // namespace malvec
