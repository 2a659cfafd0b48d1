// A hash table from pairs of numbers to two others, which does not grow.
#pragma once
#include <bit>
#include <cstdint>
#include <vector>

#include "core/hash.h"

namespace malvec {

class PairTable {
public:
    struct Entry {
        uint64_t key = empty;
        uint32_t first = 0, second = 0;
    };

    explicit PairTable(size_t entries) : slots_(std::bit_ceil(entries * 2 + 1)) {}

    // Of equal keys the last one stays.
    void put(uint32_t left, uint32_t right, uint32_t first, uint32_t second) {
        const uint64_t key = key_of(left, right);
        size_t slot = home(key);
        while (slots_[slot].key != key && slots_[slot].key != empty) slot = after(slot);
        slots_[slot] = {key, first, second};
    }
    // Null where it is not in it.
    const Entry* find(uint32_t left, uint32_t right) const {
        const uint64_t key = key_of(left, right);
        for (size_t slot = home(key); slots_[slot].key != empty; slot = after(slot))
            if (slots_[slot].key == key) return &slots_[slot];
        return nullptr;
    }

private:
    static constexpr uint64_t empty = UINT64_MAX;  // no id is UINT32_MAX
    static uint64_t key_of(uint32_t left, uint32_t right) { return uint64_t{left} << 32 | right; }
    size_t home(uint64_t key) const {
        return fold_product(key, 0x9e3779b97f4a7c15ull) & (slots_.size() - 1);
    }
    size_t after(size_t slot) const { return (slot + 1) & (slots_.size() - 1); }

    std::vector<Entry> slots_;
};

}  // namespace malvec
