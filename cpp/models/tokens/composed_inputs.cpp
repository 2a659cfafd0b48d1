#include "models/tokens/composed_inputs.h"

#include <bit>
#include <stdexcept>
#include <string>

#include "core/vec.h"

namespace malvec {

void check_row_lists(const RowLists& row_lists, size_t words, const Matrix& input) {
    if (row_lists.empty()) return;
    const auto& offsets = row_lists.offsets;
    if (offsets.size() != words + 1 || offsets.front() != 0 ||
        offsets.back() != row_lists.values.size())
        throw std::invalid_argument("word row offsets do not span the rows of " +
                                    std::to_string(words) + " words");
    for (size_t i = 0; i < words; ++i)
        if (offsets[i + 1] <= offsets[i] || offsets[i + 1] > offsets.back())
            throw std::invalid_argument("word " + std::to_string(i) + " has no rows");
    for (const uint32_t row : row_lists.values)
        if (row >= input.rows)
            throw std::out_of_range("row " + std::to_string(row) + " of a matrix of " +
                                    std::to_string(input.rows));
}

ComposedInputs::ComposedInputs(const RowLists& row_lists, const Matrix& input, uint32_t window)
    : row_lists_(row_lists), input_(input), slots_(std::bit_ceil(2 * size_t{window} + 2)) {
    memory_ = allocate_floats(2 * slots_.size() * input.stride);
    for (size_t i = 0; i < slots_.size(); ++i) {
        slots_[i].row = memory_.get() + 2 * i * input.stride;
        slots_[i].before = slots_[i].row + input.stride;
    }
}

void ComposedInputs::prefetch(uint32_t word) const {
    for (const uint32_t row : row_lists_[word]) prefetch_row(input_.row(row), input_.stride);
}

// row = before = mean of the word's rows
void ComposedInputs::replace(Slot& slot, uint32_t position, uint32_t word) {
    spread(slot);
    slot.position = position, slot.word = word;
    const auto rows = row_lists_[word];
    const float share = 1.0f / static_cast<float>(rows.size());
    for (size_t z = 0; z < input_.stride; z += lanes) {
        Vec sum = {};
        for (const uint32_t row : rows) sum += load(input_.row(row) + z);
        sum *= share;
        store(slot.row + z, sum), store(slot.before + z, sum);
    }
}

// each of the word's rows += row - before
void ComposedInputs::spread(const Slot& slot) const {
    if (slot.position == nowhere) return;
    const auto rows = row_lists_[slot.word];
    for (size_t z = 0; z < input_.stride; z += lanes) {
        const Vec change = load(slot.row + z) - load(slot.before + z);
        for (const uint32_t row : rows)
            store(input_.row(row) + z, load(input_.row(row) + z) + change);
    }
}

void ComposedInputs::flush() {
    for (Slot& slot : slots_) {
        spread(slot);
        slot.position = nowhere;
    }
}

}  // namespace malvec
