// A table that gives words provisional ids 0, 1, 2, … in
// the order of their first appearance, and counts them.
// Open addressing; a slot is half a cache line, and words of up
// to 15 bytes lie in it, so that most look-ups touch one line.
// Slots are in the order of the hash, but for collisions,
// so that a range of hashes is a range of memory.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/hash.h"

namespace malvec {

// A word in 16 bytes that can be compared as they are: up
// to 15 bytes zero-padded, their number in the last one;
// of a longer word its address, then its length below a byte 0xff.
struct WordText {
    static constexpr size_t short_limit = 15;
    static constexpr uint64_t long_mark = uint64_t{0xff} << 56;

    uint64_t half[2];

    bool is_long() const { return half[1] >= long_mark; }
    std::string_view view() const {  // into this object where the word is short
        if (is_long()) return {reinterpret_cast<const char*>(half[0]), half[1] & ~long_mark};
        return {reinterpret_cast<const char*>(half), half[1] >> 56};
    }
};

struct WordKey {
    WordText text;
    uint32_t tag;  // hash
};
// bytes that make_key may read from the start of a word, however short it is
constexpr size_t key_reach = 16;

inline WordKey make_key(const char* p, size_t size) {
    if (size > WordText::short_limit)
        return {{{reinterpret_cast<uint64_t>(p), WordText::long_mark | size}},
                static_cast<uint32_t>(hash_bytes({p, size}))};
    const auto lower_bytes = [](size_t n) {
        return n >= 8 ? ~uint64_t{0} : (uint64_t{1} << 8 * n) - 1;
    };
    const uint64_t low = load64(p) & lower_bytes(size);
    const uint64_t high = (load64(p + 8) & lower_bytes(size < 8 ? 0 : size - 8)) | uint64_t{size}
                                                                                       << 56;
    return {{{low, high}},
            static_cast<uint32_t>(
                fold_product(low ^ 0xa0761d6478bd642full, high ^ 0xe7037ed1a0b428dbull))};
}

class WordIdTable {
public:
    struct Slot {
        WordText text;
        uint32_t tag, id_plus_1;  // id_plus_1: 0 = empty
        uint64_t count;

        uint32_t id() const { return id_plus_1 - 1; }
    };
    static_assert(sizeof(Slot) == 32);
    enum class Bytes { copied, kept_by_caller };  // of long words

    // Room for so many words at once; the first bits of the hash
    // are not looked at, where they are the same for all words.
    explicit WordIdTable(size_t expected_words = 0, unsigned skipped_bits = 0);

    void prefetch(const WordKey& key) const { __builtin_prefetch(&slots_[home(key.tag)], 1); }

    // The id of the word, whose count grows by `count`.
    uint32_t add(const WordKey& key, uint64_t count = 1, Bytes bytes = Bytes::copied) {
        for (size_t i = home(key.tag);; i = (i + 1) & (slots_.size() - 1)) {
            Slot& slot = slots_[i];
            if (slot.id_plus_1 == 0) return insert(i, key, count, bytes);
            if (slot.text.half[1] == key.text.half[1] &&
                (slot.text.half[0] == key.text.half[0] || same_long(slot, key))) {
                slot.count += count;
                return slot.id();
            }
        }
    }

    std::span<const Slot> slots() const { return slots_; }  // in no order, empty ones among them
    size_t size() const { return size_; }

private:
    static bool same_long(const Slot& slot, const WordKey& key) {
        return key.text.is_long() && slot.tag == key.tag && slot.text.view() == key.text.view();
    }
    size_t home(uint32_t tag) const { return uint64_t{tag << skipped_bits_} * slots_.size() >> 32; }
    void allocate(size_t slots);
    uint32_t insert(size_t at, const WordKey& key, uint64_t count, Bytes bytes);
    void grow();
    const char* keep(std::string_view word);

    std::shared_ptr<char[]> memory_;
    std::span<Slot> slots_;  // a power of two
    size_t size_ = 0;
    unsigned skipped_bits_;
    std::vector<std::unique_ptr<char[]>> arena_;  // long words' bytes; they never move
    char* free_ = nullptr;
    size_t free_size_ = 0;
};

}  // namespace malvec
