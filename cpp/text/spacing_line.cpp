#include "text/spacing_line.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>

namespace malvec {
namespace {

constexpr bool is_any_hangul(char32_t c) {
    return (c >= 0xac00 && c <= 0xd7a3) || (c >= 0x3131 && c <= 0x318e) ||
           (c >= 0x1100 && c <= 0x11ff) || (c >= 0xa960 && c <= 0xa97c) ||
           (c >= 0xd7b0 && c <= 0xd7fb) || (c >= 0xffa1 && c <= 0xffdc);
}

}  // namespace

bool SpacingLine::read(std::string_view text) {
    codes_.clear(), sizes_.clear(), given_.clear();
    bool hangul = false;
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) {
        if (*p == ' ') {
            if (!given_.empty()) given_.back() = 1;
            ++p;
            continue;
        }
        const SpacingCharacter c = spacing_character(p, end);
        codes_.push_back(c.code), sizes_.push_back(static_cast<uint8_t>(c.size)),
            given_.push_back(0);
        hangul |= is_any_hangul(c.code);
        p += c.size;
    }
    known_.assign(codes_.size() / 64 + 2, 0), blank_.assign(codes_.size() / 64 + 2, 0);
    return hangul;
}

void SpacingLine::fill(const SpacingTrie& trie, const SpacingIndex& index,
                       const SpacingOptions& options) {
    trie_ = &trie, options_ = &options;
    lengths_ = options.max_window - options.min_window + 1;
    find_windows(index);
    gather();
    do {
        now_.swap(later_);
        std::make_heap(now_.begin(), now_.end(), std::greater<>());
        later_.clear();
    } while (sweep() | decide_surest());
}

// All positions go down the trie together, so that the next look-ups are on their way meanwhile.
void SpacingLine::find_windows(const SpacingIndex& index) {
    const size_t n = size();
    path_.assign(n, 0), windows_.assign(n * lengths_, 0);
    for (unsigned length = 1; length <= options_->max_window && length <= n; ++length) {
        const auto key = [&](size_t i) { return spacing_key(path_[i], codes_[i + length - 1]); };
        constexpr size_t ahead = 8;
        for (size_t i = 0; i + length <= n; ++i) {
            if (i + ahead + length <= n && (path_[i + ahead] != 0 || length == 1))
                index.prefetch(key(i + ahead));
            if (path_[i] == 0 && length > 1) continue;
            path_[i] = index.find(key(i));
            if (length >= options_->min_window)
                windows_[i * lengths_ + length - options_->min_window] = path_[i];
        }
    }
}

void SpacingLine::gather() {
    const size_t n = size();
    evidence_.assign(n, {}), scores_.assign(n, {}), changed_.assign(n, 0);
    now_.clear(), later_.clear(), ranking_.clear();
    for (size_t begin = 0; begin < n; ++begin)
        for (unsigned length = options_->min_window; length <= options_->max_window; ++length) {
            const uint32_t number = node(begin, length);
            if (number == 0) break;
            const uint32_t known = bits(known_, begin, length),
                           blanks = bits(blank_, begin, length);
            const uint32_t open = ~known & ((1u << length) - 1);
            for (uint32_t e = trie_->offsets[number - 1]; open != 0 && e < trie_->offsets[number];
                 ++e) {
                const uint32_t tags = trie_->tags[e];
                if (((tags ^ blanks) & known) != 0) continue;
                for (uint32_t rest = open; rest != 0; rest &= rest - 1) {
                    const auto j = static_cast<unsigned>(std::countr_zero(rest));
                    evidence_[begin + j].seen[side(j, length)][tags >> j & 1] += trie_->counts[e];
                }
            }
        }
    sweeping_ = n;
    for (size_t i = 0; i < n; ++i)
        if (!decided(i)) rate(i);
}

// A side's score is 2 (p - 1/2), p the share of blanks; a
// place's is the mean of those sides that say something.
SpacingLine::Score SpacingLine::scored(size_t i) const {
    double sides[3], sum = 0;
    int heard = 0;
    for (int s = 0; s < 3; ++s) {
        const auto none = static_cast<double>(evidence_[i].seen[s][0]);
        const double some = static_cast<double>(evidence_[i].seen[s][1]) * options_->space_weight;
        sides[s] = none + some < static_cast<double>(options_->min_evidence)
                       ? 0
                       : 2 * (some / (some + none) - 0.5);
        sum += sides[s];
        heard += sides[s] != 0;
    }
    const bool useful =
        (i == 0 && sides[right] != 0) || sides[around] != 0 || sides[left] * sides[right] > 0;
    return {heard == 0 ? 0 : sum / heard, useful};
}

void SpacingLine::rate(size_t i) {
    const Score score = scores_[i] = scored(i);
    if (!score.useful) return;
    if (std::abs(score.value) >= options_->force_threshold) {
        auto& heap = i > sweeping_ ? now_ : later_;
        heap.push_back(static_cast<uint32_t>(i));
        if (&heap == &now_) std::push_heap(heap.begin(), heap.end(), std::greater<>());
    }
    if (score.value <= options_->nonspace_threshold || score.value >= options_->space_threshold) {
        ranking_.push_back({std::abs(score.value), static_cast<uint32_t>(i)});
        std::push_heap(ranking_.begin(), ranking_.end());
    }
}

// Decides, from left to right, every place that is sure enough when its turn comes.
bool SpacingLine::sweep() {
    bool any = false;
    while (!now_.empty()) {
        std::pop_heap(now_.begin(), now_.end(), std::greater<>());
        const size_t i = now_.back();
        now_.pop_back();
        if (decided(i) || !scores_[i].useful ||
            std::abs(scores_[i].value) < options_->force_threshold)
            continue;
        sweeping_ = i;
        settle(i, scores_[i].value > 0);
        any = true;
    }
    sweeping_ = size();
    return any;
}

bool SpacingLine::decide_surest() {
    while (!ranking_.empty()) {
        std::pop_heap(ranking_.begin(), ranking_.end());
        const Ranked top = ranking_.back();
        ranking_.pop_back();
        const Score& score = scores_[top.at];
        const bool beyond =
            score.value <= options_->nonspace_threshold || score.value >= options_->space_threshold;
        if (decided(top.at) || !score.useful || !beyond || std::abs(score.value) != top.strength)
            continue;
        settle(top.at, score.value >= 0);
        return true;
    }
    return false;
}

void SpacingLine::settle(size_t i, bool blank) {
    const size_t reach = options_->max_window - 1, first = i > reach ? i - reach : 0,
                 last = std::min(size() - 1, i + reach);
    for (size_t begin = first; begin <= i; ++begin)
        for (auto length = std::max(options_->min_window, static_cast<uint32_t>(i - begin + 1));
             length <= options_->max_window; ++length)
            rule_out(begin, length, i, blank);
    decide(i, blank);
    for (size_t j = first; j <= last; ++j) {
        if (changed_[j] && !decided(j)) rate(j);
        changed_[j] = 0;
    }
}

// Takes back what the patterns of a window said that do not agree with the decision to be made.
void SpacingLine::rule_out(size_t begin, unsigned length, size_t i, bool blank) {
    const uint32_t number = node(begin, length);
    if (number == 0) return;
    const uint32_t known = bits(known_, begin, length), blanks = bits(blank_, begin, length);
    const auto at = static_cast<unsigned>(i - begin);
    const uint32_t open = ~known & ((1u << length) - 1) & ~(1u << at);
    for (uint32_t e = trie_->offsets[number - 1]; open != 0 && e < trie_->offsets[number]; ++e) {
        const uint32_t tags = trie_->tags[e];
        if (((tags ^ blanks) & known) != 0 || (tags >> at & 1) == uint32_t{blank}) continue;
        for (uint32_t rest = open; rest != 0; rest &= rest - 1) {
            const auto j = static_cast<unsigned>(std::countr_zero(rest));
            evidence_[begin + j].seen[side(j, length)][tags >> j & 1] -= trie_->counts[e];
            changed_[begin + j] = 1;
        }
    }
}

}  // namespace malvec
