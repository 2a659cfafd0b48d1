#include "text/edit_distance.h"

#include <algorithm>
#include <atomic>
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

}  // namespace

EditDistance::EditDistance(std::string_view word, EditCosts costs) : costs_(costs) {
    read(word, word_);
}

// Initial, vowel and final as soynlp has them: letters, or 0
// where there is none; ㅋ is an initial alone, ㅠ a vowel alone.
EditDistance::Letter EditDistance::letter_of(char32_t c) {
    if (is_syllable(c)) {
        const Jamo jamo = jamo_of(c);
        return {c, 1, letter_of_initial[jamo.initial - 0x1100],
                static_cast<uint8_t>(jamo.vowel - 0x1160),
                static_cast<uint8_t>(jamo.final == no_final ? 0 : jamo.final - 0x11a7)};
    }
    if (c >= 0x3131 && c <= 0x314e) return {c, 1, static_cast<uint8_t>(c - 0x3130), 0, 0};
    if (c >= 0x314f && c <= 0x3163) return {c, 1, 0, static_cast<uint8_t>(c - 0x314e), 0};
    return {c, 0, 0, 0, 0};
}

uint32_t EditDistance::substitution(const Letter& a, const Letter& b) const {
    if (a.character == b.character) return 0;
    if (!costs_.jamo) return 1;
    return a.hangul && b.hangul
               ? (a.initial != b.initial) + (a.vowel != b.vowel) + (a.final != b.final)
               : 3u;
}

void EditDistance::read(std::string_view text, std::vector<Letter>& letters) const {
    letters.clear();
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) {
        const CodePoint c = code_point_at(p, end);
        letters.push_back(letter_of(c.value));
        p += c.size;
    }
}

uint64_t EditDistance::to(std::string_view other, const Beat& beat) {
    read(other, other_);
    const uint64_t unit = costs_.unit();
    // row_[i]: the first i letters of the word against those of the other read so far
    row_.resize(word_.size() + 1);
    for (size_t i = 0; i < row_.size(); ++i) row_[i] = i * unit;
    for (const Letter& letter : other_) {
        if ((since_beat_ += row_.size()) > cells_between_beats) {
            since_beat_ = 0;
            if (beat) beat();
        }
        uint64_t diagonal = row_[0];
        row_[0] += unit;
        for (size_t i = 0; i < word_.size(); ++i) {
            const uint64_t swapped = diagonal + substitution(word_[i], letter);
            diagonal = row_[i + 1];
            row_[i + 1] = std::min({swapped, row_[i] + unit, row_[i + 1] + unit});
        }
    }
    return row_.back();
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
