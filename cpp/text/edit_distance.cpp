#include "text/edit_distance.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <numeric>
#include <stdexcept>

#include "core/parallel.h"
#include "text/character_kinds.h"
#include "text/code_points.h"

namespace malvec {
namespace {

// Finals U+11A8 .. U+11C2 as the letters that people write,
// less U+3130; a letter alone can stand for an initial only.
constexpr uint8_t letter_of_initial[] = {1,  2,  4,  7,  8,  9,  17, 18, 19, 21,
                                         22, 23, 24, 25, 26, 27, 28, 29, 30};

constexpr uint64_t cells_between_beats = 1 << 22;  // some hundredths of a second
constexpr size_t short_text = 48;                  // diagonals of shorter ones are not worth it

// Initial, vowel and final as soynlp has them: letters, or 0
// where there is none; ㅋ is an initial alone, ㅠ a vowel alone.
EditLetter edit_letter(char32_t c, bool jamo) {
    if (jamo && is_syllable(c)) {
        const Jamo found = jamo_of(c);
        return {letter_of_initial[found.initial - 0x1100],
                static_cast<uint8_t>(found.vowel - 0x1160),
                static_cast<uint8_t>(found.final == no_final ? 0 : found.final - 0x11a7), 0};
    }
    if (jamo && c >= 0x3131 && c <= 0x314e) return {static_cast<uint8_t>(c - 0x3130), 0, 0, 0};
    if (jamo && c >= 0x314f && c <= 0x3163) return {0, static_cast<uint8_t>(c - 0x314e), 0, 0};
    return {static_cast<uint8_t>(0x80 | c >> 16), static_cast<uint8_t>(c >> 8 & 0xff),
            static_cast<uint8_t>(c & 0xff), 0xff};
}

// The cost of one for another: of Hangul the parts that differ.
inline uint32_t substitution(const EditLetter& a, const EditLetter& b, uint32_t unit) {
    if (std::bit_cast<uint32_t>(a) == std::bit_cast<uint32_t>(b)) return 0;
    if (a.other | b.other) return unit;
    return (a.initial != b.initial) + (a.vowel != b.vowel) + (a.final != b.final);
}

struct EditParts {
    const uint8_t *initial, *vowel, *final, *other;
};

// Letters part by part.
struct EditColumns {
    explicit EditColumns(const std::vector<EditLetter>& letters) {
        for (const EditLetter& letter : letters) {
            initial.push_back(letter.initial), vowel.push_back(letter.vowel);
            final.push_back(letter.final), other.push_back(letter.other);
        }
    }
    EditParts from(size_t i) const { return {&initial[i], &vowel[i], &final[i], &other[i]}; }

    std::vector<uint8_t> initial, vowel, final, other;
};

// Cells of a diagonal of the table of distances; up[i] and left[i] become
// what the cell is more than the one above it and the one to its left.
void fill_diagonal(EditParts a, EditParts b, int8_t* __restrict up, int8_t* __restrict left,
                   size_t cells, uint8_t unit) {
    for (size_t i = 0; i < cells; ++i) {
        const auto parts =
            static_cast<uint8_t>((a.initial[i] != b.initial[i]) + (a.vowel[i] != b.vowel[i]) +
                                 (a.final[i] != b.final[i]));
        const auto more =
            static_cast<uint8_t>(2 * parts & (a.other[i] | b.other[i]));  // of one part: 3
        const auto swapped =
            static_cast<int8_t>(std::min(static_cast<uint8_t>(parts + more), unit));
        const auto least = static_cast<int8_t>(std::min(up[i], left[i]) + unit);
        const int8_t best = std::min(swapped, least);
        const auto down = static_cast<int8_t>(best - left[i]);
        left[i] = static_cast<int8_t>(best - up[i]);
        up[i] = down;
    }
}

}  // namespace

EditDistance::EditDistance(std::string_view word, EditCosts costs) : costs_(costs) {
    read(word, word_);
}

void EditDistance::read(std::string_view text, std::vector<EditLetter>& letters) const {
    letters.clear();
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) {
        const CodePoint c = code_point_at(p, end);
        letters.push_back(edit_letter(c.value, costs_.jamo));
        p += c.size;
    }
}

uint64_t EditDistance::to(std::string_view other, const Beat& beat) {
    read(other, other_);
    return std::min(word_.size(), other_.size()) < short_text ? by_rows(beat) : by_diagonals(beat);
}

void EditDistance::count(size_t cells, const Beat& beat) {
    if ((since_beat_ += cells) <= cells_between_beats) return;
    since_beat_ = 0;
    if (beat) beat();
}

uint64_t EditDistance::by_rows(const Beat& beat) {
    const uint32_t unit = costs_.unit();
    // row_[i]: the first i letters of the word against those of the other read so far
    row_.resize(word_.size() + 1);
    for (size_t i = 0; i < row_.size(); ++i) row_[i] = i * unit;
    for (const EditLetter& letter : other_) {
        count(row_.size(), beat);
        uint64_t diagonal = row_[0];
        row_[0] += unit;
        for (size_t i = 0; i < word_.size(); ++i) {
            const uint64_t swapped = diagonal + substitution(word_[i], letter, unit);
            diagonal = row_[i + 1];
            row_[i + 1] = std::min({swapped, row_[i] + unit, row_[i + 1] + unit});
        }
    }
    return row_.back();
}

uint64_t EditDistance::by_diagonals(const Beat& beat) {
    const auto unit = static_cast<uint8_t>(costs_.unit());
    const size_t rows = word_.size(), columns = other_.size();
    std::reverse(other_.begin(), other_.end());  // so that both go forward along a diagonal
    const EditColumns a(word_), b(other_);
    std::vector<int8_t> up(rows, unit), left(columns, unit);
    for (size_t last = 0; last < rows + columns - 1; ++last) {  // row and column add up to it
        const size_t from = last < columns ? 0 : last - columns + 1;
        const size_t cells = std::min(rows, last + 1) - from, start = columns - 1 - (last - from);
        count(cells, beat);
        fill_diagonal(a.from(from), b.from(start), &up[from], &left[start], cells, unit);
    }
    return std::accumulate(up.begin(), up.end(), columns * unit);
}

void edit_distances(std::string_view word, const Words& words, EditCosts costs, unsigned threads,
                    std::span<double> out, const Beat& beat) {
    const auto measure = [&](uint64_t begin, uint64_t end, const Beat& inner) {
        EditDistance distance(word, costs);
        for (uint64_t i = begin; i < end; ++i)
            out[i] = static_cast<double>(distance.to(words[i], inner)) / costs.unit();
    };
    constexpr uint64_t grain = 4096;
    if (out.size() <= grain || threads <= 1) return measure(0, out.size(), beat);
    std::atomic<bool> stopped{false};
    const Beat stop = [&] {
        if (stopped) throw std::runtime_error("stopped");  // nobody sees it: the beat threw before
    };
    const auto work = [&](uint64_t piece, unsigned) {
        measure(piece * grain, std::min<uint64_t>(out.size(), (piece + 1) * grain), stop);
    };
    all_pieces((out.size() + grain - 1) / grain, threads, work, [&] {
        try {
            if (beat) beat();
        } catch (...) {
            stopped = true;
            throw;
        }
    });
}

}  // namespace malvec
