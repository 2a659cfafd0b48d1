#include "text/scored_tokens.h"

#include <algorithm>
#include <queue>
#include <tuple>
#include <utility>

#include "text/blanks.h"

namespace malvec {
namespace {

constexpr size_t most_picks = 101;

template <class OnEojeol>
void each_eojeol(CodePoints text, OnEojeol&& on_eojeol) {
    const auto size = static_cast<uint32_t>(text.size());
    for (uint32_t at = 0; at < size;) {
        while (at < size && is_unicode_blank(text[at])) ++at;
        const uint32_t begin = at;
        while (at < size && !is_unicode_blank(text[at])) ++at;
        if (at > begin) on_eojeol(begin, at);
    }
}

struct Hit {
    double score;
    uint32_t begin, size;
};

// Characters that no part has yet, and how long the next part is that may lie there.
struct FreeStretch {
    uint32_t size, begin, end;

    bool operator<(const FreeStretch& other) const {
        return std::tuple(size, other.begin) < std::tuple(other.size, begin);
    }
};

bool better(const Hit& a, const Hit& b) {
    return std::tuple(-a.score, b.size, a.begin) < std::tuple(-b.score, a.size, b.begin);
}

// Cuts one eojeol after another; memory is kept between them.
class MaxScoreCut {
public:
    MaxScoreCut(const MaxScoreTokens& tokens, CodePoints text) : tokens_(tokens), text_(text) {}

    void cut(uint32_t begin, uint32_t end, std::vector<Span>& out) {
        eojeol_ = text_.subspan(begin, end - begin);
        range_ = std::min(tokens_.max_length, static_cast<uint32_t>(eojeol_.size()));
        taken_.assign(eojeol_.size(), 0);
        picks_.clear();
        find_hits();
        for (const Hit& hit : above_) pick_if_free(hit);
        pick_defaults();
        for (const Hit& hit : below_) pick_if_free(hit);
        list_spans(begin, out);
    }

private:
    void find_hits() {
        above_.clear(), below_.clear();
        for (uint32_t begin = 0; begin + 1 < eojeol_.size(); ++begin) {
            uint32_t node = WordTrie::root;
            const size_t most = std::min<size_t>(range_, eojeol_.size() - begin);
            for (uint32_t size = 1; size <= most; ++size) {
                const WordTrie::Step* const step =
                    tokens_.words.find(node, eojeol_[begin + size - 1]);
                if (!step) break;
                node = step->child;
                if (size < 2 || !step->ends_word()) continue;
                const double score = step->score;
                if (score != tokens_.default_score)
                    (score > tokens_.default_score ? above_ : below_)
                        .push_back({score, begin, size});
            }
        }
        std::sort(above_.begin(), above_.end(), better);
        std::sort(below_.begin(), below_.end(), better);
    }
    bool full() const { return picks_.size() >= most_picks; }
    void pick(uint32_t begin, uint32_t size) {
        std::fill_n(taken_.begin() + begin, size, uint8_t{1});
        picks_.push_back({begin, begin + size});
    }
    void pick_if_free(const Hit& hit) {
        const auto first = taken_.begin() + hit.begin;
        if (!full() &&
            std::all_of(first, first + hit.size, [](uint8_t taken) { return taken == 0; }))
            pick(hit.begin, hit.size);
    }
    // What is no word has the default score: the longest parts first, each size from left to
    // right. Only stretches that are free are looked at, by the size that may fit next: all that
    // is tried is a word of a lower score, or picked.
    void pick_defaults() {
        std::vector<Hit> low = below_;
        std::sort(low.begin(), low.end(), [](const Hit& a, const Hit& b) {
            return std::tuple(b.size, a.begin) < std::tuple(a.size, b.begin);
        });
        auto next = low.begin();
        const auto is_low = [&](uint32_t begin, uint32_t size) {
            while (next != low.end() &&
                   std::tuple(size, next->begin) < std::tuple(next->size, begin))
                ++next;
            return next != low.end() && next->size == size && next->begin == begin;
        };
        std::priority_queue<FreeStretch> stretches;
        const auto add = [&](uint32_t size, uint32_t begin, uint32_t end) {
            size = std::min(size, end - begin);
            if (size >= 2) stretches.push({size, begin, end});
        };
        sort_picks();
        uint32_t free = 0;
        for (const Span& span : picks_) {
            add(range_, free, span.begin);
            free = span.end;
        }
        add(range_, free, static_cast<uint32_t>(eojeol_.size()));
        while (!stretches.empty() && !full()) {
            const auto [size, begin, end] = stretches.top();
            stretches.pop();
            uint32_t at = begin;
            while (end - at >= size && is_low(at, size)) ++at;
            const bool fits = end - at >= size;
            add(size - 1, begin, fits ? at : end);
            if (!fits) continue;
            pick(at, size);
            add(size, at + size, end);
        }
    }
    void sort_picks() {
        std::sort(picks_.begin(), picks_.end(),
                  [](const Span& a, const Span& b) { return a.begin < b.begin; });
    }
    void list_spans(uint32_t base, std::vector<Span>& out) {
        sort_picks();
        uint32_t at = 0;
        for (const Span& span : picks_) {
            if (span.begin > at) out.push_back({base + at, base + span.begin});
            out.push_back({base + span.begin, base + span.end});
            at = span.end;
        }
        if (at < eojeol_.size())
            out.push_back({base + at, base + static_cast<uint32_t>(eojeol_.size())});
    }

    const MaxScoreTokens& tokens_;
    CodePoints text_, eojeol_;
    uint32_t range_ = 0;
    std::vector<Hit> above_, below_;  // the default score
    std::vector<uint8_t> taken_;
    std::vector<Span> picks_;
};

}  // namespace

void WordTrie::add(CodePoints word, double score) {
    uint32_t node = root;
    for (size_t i = 0; i < word.size(); ++i) {
        const Step* const found = find(node, word[i]);
        Step& step = found ? steps_[static_cast<size_t>(found - steps_.data())]
                           : insert({.key = key_of(node, word[i]), .child = nodes_++});
        if (i + 1 == word.size()) step.score = score;
        node = step.child;
    }
}

WordTrie::Step& WordTrie::insert(const Step& step) {
    if (2 * size_t{nodes_} > steps_.size()) {
        const std::vector<Step> old = std::exchange(steps_, std::vector<Step>(2 * steps_.size()));
        for (const Step& moved : old)
            if (moved.key != 0) insert(moved);
    }
    size_t slot = home(step.key);
    while (steps_[slot].key != 0) slot = (slot + 1) & (steps_.size() - 1);
    return steps_[slot] = step;
}

namespace {

// Looks for the end of the left part of an eojeol, a character
// at a time. Words that are not known have the score 0.
struct LeftCut {
    uint32_t begin = 0, end = 0, at = begin, node = WordTrie::root, cut = end;
    double highest = -std::numeric_limits<double>::infinity();

    void see(uint32_t place, double score) {
        if (score >= highest) highest = score, cut = place;
    }
    // False where no word goes on: all parts that are longer are unknown.
    bool advance(const LTokens& tokens, CodePoints text) {
        const WordTrie::Step* const step = at < end ? tokens.words.find(node, text[at]) : nullptr;
        if (!step) {
            if (at < end) see(end, 0);
            return false;
        }
        node = step->child;
        if (at++ > begin) see(at, step->ends_word() ? step->score : 0.0);
        if (at < end) tokens.words.prefetch(node, text[at]);
        return true;
    }
    // The longest part whose score is within the tolerance.
    void be_tolerant(const LTokens& tokens, CodePoints text) {
        node = WordTrie::root;
        for (at = begin; at < end; ++at) {
            const WordTrie::Step* const step = tokens.words.find(node, text[at]);
            if (!step) break;
            node = step->child;
            if (at > begin && highest - (step->ends_word() ? step->score : 0.0) <= tokens.tolerance)
                cut = at + 1;
        }
        if (at < end && highest <= tokens.tolerance) cut = end;
    }
};

// Some eojeols at a time go through the trie side by side, since each step waits for memory.
class LeftCuts {
public:
    LeftCuts(const LTokens& tokens, CodePoints text, std::vector<Span>& out)
        : tokens_(tokens), text_(text), out_(out) {}

    void add(uint32_t begin, uint32_t end) {
        cuts_[size_] = {begin, end};
        if (end - begin > 2) open_[open_size_++] = static_cast<uint8_t>(size_);
        if (++size_ == together) finish();
    }
    void finish() {
        while (open_size_ > 0) {
            size_t left = 0;
            for (size_t i = 0; i < open_size_; ++i)
                if (cuts_[open_[i]].advance(tokens_, text_)) open_[left++] = open_[i];
            open_size_ = left;
        }
        for (size_t i = 0; i < size_; ++i) {
            LeftCut& eojeol = cuts_[i];
            if (tokens_.tolerance > 0 && eojeol.end - eojeol.begin > 2)
                eojeol.be_tolerant(tokens_, text_);
            out_.push_back({eojeol.begin, eojeol.cut});
            if (eojeol.cut < eojeol.end && !tokens_.remove_right)
                out_.push_back({eojeol.cut, eojeol.end});
        }
        size_ = 0;
    }

private:
    static constexpr size_t together = 16;
    const LTokens& tokens_;
    CodePoints text_;
    std::vector<Span>& out_;
    LeftCut cuts_[together];
    uint8_t open_[together];
    size_t size_ = 0, open_size_ = 0;
};

}  // namespace

void LTokens::split(CodePoints text, std::vector<Span>& out) const {
    LeftCuts cuts(*this, text, out);
    each_eojeol(text, [&](uint32_t begin, uint32_t end) { cuts.add(begin, end); });
    cuts.finish();
}

void MaxScoreTokens::split(CodePoints text, std::vector<Span>& out) const {
    MaxScoreCut eojeols(*this, text);
    each_eojeol(text, [&](uint32_t begin, uint32_t end) {
        if (end - begin > 2)
            eojeols.cut(begin, end, out);
        else
            out.push_back({begin, end});
    });
}

}  // namespace malvec
