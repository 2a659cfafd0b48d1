// One line in the making: which places are decided,
// and for the others what the windows over them say.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/spacing.h"

namespace malvec {

class SpacingLine {
public:
    // Characters and blanks of a text without newlines; false where it has no Hangul.
    bool read(std::string_view text);
    size_t size() const { return codes_.size(); }
    char32_t code(size_t i) const { return codes_[i]; }
    size_t bytes(size_t i) const { return sizes_[i]; }
    bool given_blank(size_t i) const { return given_[i]; }

    bool decided(size_t i) const { return bits(known_, i, 1) != 0; }
    bool blank(size_t i) const { return bits(blank_, i, 1) != 0; }  // false where undecided
    void decide(size_t i, bool blank) {
        known_[i >> 6] |= uint64_t{1} << (i & 63);
        blank_[i >> 6] = (blank_[i >> 6] & ~(uint64_t{1} << (i & 63))) | uint64_t{blank}
                                                                             << (i & 63);
    }

    // Decides what the windows can decide.
    void fill(const SpacingTrie& trie, const SpacingIndex& index, const SpacingOptions& options);

private:
    enum Side { left, around, right };
    // how often was there a blank and how often none, by the side on which the window lies
    struct Evidence {
        uint64_t seen[3][2] = {};
    };
    struct Score {
        double value = 0;
        bool useful = false;
    };
    struct Ranked {
        double strength;
        uint32_t at;
        bool operator<(const Ranked& o) const {
            return strength != o.strength ? strength < o.strength : at > o.at;
        }
    };

    static uint32_t bits(const std::vector<uint64_t>& words, size_t at, unsigned count) {
        const unsigned shift = at & 63;
        uint64_t value = words[at >> 6] >> shift;
        if (shift + count > 64) value |= words[(at >> 6) + 1] << (64 - shift);
        return static_cast<uint32_t>(value) & ((1u << count) - 1);
    }
    static Side side(unsigned j, unsigned length) {
        return j == 0 ? right : j + 1 == length ? left : around;
    }

    void find_windows(const SpacingIndex& index);
    void gather();
    void settle(size_t i, bool blank);
    void rule_out(size_t begin, unsigned length, size_t i, bool blank);
    Score scored(size_t i) const;
    void rate(size_t i);
    bool sweep();
    bool decide_surest();
    uint32_t node(size_t begin, unsigned length) const {
        return windows_[begin * lengths_ + length - options_->min_window];
    }

    std::vector<char32_t> codes_;
    std::vector<uint8_t> sizes_, given_;
    std::vector<uint64_t> known_, blank_;  // one bit per place
    const SpacingTrie* trie_ = nullptr;
    const SpacingOptions* options_ = nullptr;
    unsigned lengths_ = 0;
    // windows_ [positions][lengths]: numbers of nodes, 0 where there is none
    std::vector<uint32_t> path_, windows_;
    std::vector<Evidence> evidence_;
    std::vector<Score> scores_;
    std::vector<uint8_t> changed_;
    // heaps of places sure enough to be decided in this sweep, or in the next
    std::vector<uint32_t> now_, later_;
    // heap of places that can be decided one by one; some are out of date
    std::vector<Ranked> ranking_;
    size_t sweeping_ = 0;  // the place where the sweep is
};

}  // namespace malvec
