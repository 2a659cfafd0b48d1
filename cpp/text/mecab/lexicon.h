// A compiled dictionary of MeCab (.dic): words in a double array (Aoe, 1989) as Darts writes it,
// and of each word its entries.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace malvec {

class MecabLexicon {
public:
    enum class Kind : uint32_t { system, user, unknown };

    // As they stand in the file.
    struct Entry {
        uint16_t left, right;  // connection ids: as what follows sees it from behind, and before
        uint16_t part;         // of speech: what the penalties of dicrc name
        int16_t cost;
        uint32_t feature;  // where its text begins
        uint32_t unused;
    };
    struct Unit {
        int32_t base;  // of the units that follow it; of the unit of a word's end -1 - its value
        uint32_t check;
    };
    struct Size {
        uint32_t left, right;  // how many connection ids there are
        bool operator==(const Size&) const = default;
    };
    struct Parts {
        std::vector<Unit> units;
        std::vector<Entry> entries;
        std::string features;  // each ends in NUL
    };

    // Maps a file. Throws FileError, or FormatError where it is no such dictionary.
    MecabLexicon(const std::string& path, Kind kind);
    // Made in memory; `entries` of one word stand side by side.
    MecabLexicon(Parts parts, Size size);

    // on_word(entry of the word, how many it has, bytes of the text that it takes) for all words
    // that the text begins with, the shortest first.
    template <class OnWord>
    void prefixes(const char* begin, const char* end, OnWord&& on_word) const;
    // The entries of a word; none where it is not there.
    std::pair<const Entry*, uint32_t> find(std::string_view word) const;
    // "NNG,*,T,영화,*,*,*,*"
    std::string_view feature(const Entry& entry) const;

    std::span<const Entry> entries() const { return {entries_, entry_count_}; }
    Size size() const { return size_; }
    uint64_t hash() const;  // of samples

private:
    static constexpr uint32_t nowhere = UINT32_MAX, first_syllable = 0xac00, syllables = 11172;

    void check_header(const std::string& path, uint64_t bytes, Kind kind);
    void follow_syllables();
    [[noreturn]] void refuse(const char* why) const;

    // The number of the syllable of Hangul at p; a larger one where there is none.
    static uint32_t syllable_at(const char* p) {
        const auto byte = [p](int i) { return uint32_t{static_cast<unsigned char>(p[i])}; };
        if (byte(0) >> 4 != 0xe || ((byte(1) & byte(2)) >> 6) != 2) return syllables;
        return (byte(0) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f)) - 0xe0000 -
               first_syllable;
    }
    uint32_t follow(uint32_t base, char byte) const {
        const uint64_t at = uint64_t{base} + static_cast<unsigned char>(byte) + 1;
        return at < unit_count_ && units_[at].check == base ? static_cast<uint32_t>(units_[at].base)
                                                            : nowhere;
    }
    // Its value where a word ends here, else a negative number.
    int64_t value_at(uint32_t base) const {
        if (base >= unit_count_ || units_[base].check != base) return -1;
        return -1 - int64_t{units_[base].base};
    }
    const Entry* entries_of(int64_t value) const {
        if ((value & 0xff) == 0 || (value >> 8) + (value & 0xff) > entry_count_)
            refuse("a word has no entries, or points behind them");
        return entries_ + (value >> 8);
    }

    std::string path_;
    std::shared_ptr<const void> owner_;  // of what the pointers show
    const Unit* units_ = nullptr;
    const Entry* entries_ = nullptr;
    std::string_view features_;
    uint32_t unit_count_ = 0, entry_count_ = 0;
    Size size_{};
    std::vector<uint32_t> bases_;  // [syllables] behind each syllable of Hangul
};

template <class OnWord>
void MecabLexicon::prefixes(const char* begin, const char* end, OnWord&& on_word) const {
    if (unit_count_ == 0) return;
    const char* p = begin;
    auto base = static_cast<uint32_t>(units_[0].base);
    if (end - begin >= 3)
        if (const uint32_t syllable = syllable_at(begin); syllable < syllables)
            base = bases_[syllable], p += 3;
    while (base != nowhere) {
        if (p == end || (static_cast<unsigned char>(*p) & 0xc0) != 0x80) {
            const int64_t value = value_at(base);
            if (value >= 0)
                on_word(entries_of(value), static_cast<uint32_t>(value & 0xff),
                        static_cast<uint32_t>(p - begin));
        }
        if (p == end) break;
        base = follow(base, *p++);
    }
}

}  // namespace malvec
