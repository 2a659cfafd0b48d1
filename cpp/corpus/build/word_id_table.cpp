#include "corpus/build/word_id_table.h"

#include <bit>
#include <stdexcept>

#include "corpus/storage.h"

namespace malvec {

WordIdTable::WordIdTable(size_t expected_words, unsigned skipped_bits)
    : skipped_bits_(skipped_bits) {
    allocate(std::bit_ceil(std::max<size_t>(expected_words * 3 / 2 + 1, 64)));
}

void WordIdTable::allocate(size_t slots) {
    memory_ = allocate_storage(slots * sizeof(Slot), "");
    slots_ = {reinterpret_cast<Slot*>(memory_.get()), slots};
}

uint32_t WordIdTable::insert(size_t at, const WordKey& key, uint64_t count, Bytes bytes) {
    if (size_ >= UINT32_MAX - 1)
        throw std::invalid_argument("a corpus holds at most 2^32 - 2 different words");
    Slot slot{key.text, key.tag, static_cast<uint32_t>(++size_), count};
    if (key.text.is_long() && bytes == Bytes::copied)
        slot.text.half[0] = reinterpret_cast<uint64_t>(keep(key.text.view()));
    slots_[at] = slot;
    if (size_ * 3 > slots_.size() * 2) grow();
    return slot.id();
}

void WordIdTable::grow() {
    const std::shared_ptr<char[]> old_memory = memory_;
    const std::span<const Slot> old = slots_;
    allocate(old.size() * 2);
    for (const Slot& slot : old) {
        if (slot.id_plus_1 == 0) continue;
        size_t i = home(slot.tag);
        while (slots_[i].id_plus_1 != 0) i = (i + 1) & (slots_.size() - 1);
        slots_[i] = slot;
    }
}

const char* WordIdTable::keep(std::string_view word) {
    constexpr size_t piece = size_t{1} << 16;
    if (word.size() > piece / 4) {
        arena_.push_back(std::make_unique_for_overwrite<char[]>(word.size()));
        std::memcpy(arena_.back().get(), word.data(), word.size());
        return arena_.back().get();
    }
    if (free_size_ < word.size()) {
        arena_.push_back(std::make_unique_for_overwrite<char[]>(piece));
        free_ = arena_.back().get(), free_size_ = piece;
    }
    char* place = free_;
    std::memcpy(place, word.data(), word.size());
    free_ += word.size(), free_size_ -= word.size();
    return place;
}

}  // namespace malvec
