// Input vectors that are means of several rows: a word's
// own and those of its n-grams (Bojanowski et al. 2017).
// A context word is composed once, when its first window needs it, trained in a private
// row while windows pass over it, and its whole change is then added to each of its
// rows. That equals adding every change at once (the mean moves by the change itself),
// but for rows shared with other words of the same window: those meet a few windows late.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "core/ragged.h"

namespace malvec {

// The rows of the input matrix whose mean is a word's vector; a
// row may occur twice. Empty: every word has one row, its own.
using RowLists = Ragged<uint32_t>;

// Throws invalid_argument unless every word has rows, all of them within the matrix.
void check_row_lists(const RowLists& row_lists, size_t words, const Matrix& input);

// A ring of private rows over the positions of a chunk,
// with room for every position that a window can reach.
class ComposedInputs {
public:
    ComposedInputs(const RowLists& row_lists, const Matrix& input, uint32_t window);

    // The private row of the word at a position; positions
    // may step back by less than a window's width.
    float* row(uint32_t position, uint32_t word) {
        Slot& slot = slots_[position & (slots_.size() - 1)];
        if (slot.position != position) replace(slot, position, word);
        return slot.row;
    }

    void prefetch(uint32_t word) const;

    // Adds all changes to their rows; to be called at the end of each chunk.
    void flush();

private:
    static constexpr uint32_t nowhere = UINT32_MAX;
    struct Slot {
        uint32_t position = nowhere, word = 0;
        float *row = nullptr, *before = nullptr;  // now, and as composed
    };
    void replace(Slot& slot, uint32_t position, uint32_t word);
    void spread(const Slot& slot) const;

    RowLists row_lists_;
    Matrix input_;
    std::shared_ptr<float[]> memory_;
    std::vector<Slot> slots_;
};

}  // namespace malvec
