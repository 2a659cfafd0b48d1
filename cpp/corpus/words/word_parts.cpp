#include "corpus/words/word_parts.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "core/hash.h"
#include "core/parallel.h"
#include "text/spelling.h"

namespace malvec {
namespace {

double weighted_log(uint64_t frequency) {
    static const auto small = [] {
        std::array<double, 1024> table{};
        for (size_t f = 1; f < table.size(); ++f)
            table[f] = static_cast<double>(f) * std::log(static_cast<double>(f));
        return table;
    }();
    if (frequency < small.size()) return small[frequency];
    return static_cast<double>(frequency) * std::log(static_cast<double>(frequency));
}

// One piece of the sorted words. Open parts are a stack: those
// of the word at hand, from one character to the deepest.
class PartScan {
public:
    PartScan(const Words& words, Direction direction, const PartOptions& options)
        : words_(words), direction_(direction), options_(options), open_(options.depth + 1) {}

    void take(uint32_t word, size_t shared, size_t length, uint64_t count) {
        close(shared);
        const size_t deepest =
            std::min<size_t>(options_.whole ? length : length - 1, options_.depth);
        const std::string_view text = words_[word];
        size_t size = bytes_of(text, depth_);
        while (depth_ < deepest) {
            size += next_size(text, size);
            ++depth_;
            open_[depth_] = parts_.size();
            parts_.push_back(
                {{word, static_cast<uint16_t>(size), static_cast<uint8_t>(depth_)}, 0, 0, {}});
        }
        if (length >= 2 && deepest > 0) parts_[open_[deepest]].frequency += count;
    }
    std::vector<CountedPart> finish() {
        close(0);
        add_cohesion();
        return std::move(parts_);
    }

private:
    size_t bytes_of(std::string_view text, size_t characters) const {
        return direction_ == Direction::forward ? prefix_size(text, characters)
                                                : suffix_size(text, characters);
    }
    size_t next_size(std::string_view text, size_t size) const {
        if (direction_ == Direction::forward) return lead_size(text[size]);
        return suffix_size(text.substr(0, text.size() - size), 1);
    }
    // A part that is too rare is the last one, since the
    // longer ones in it were rarer still and are gone.
    void close(size_t to) {
        for (; depth_ > to; --depth_) {
            const CountedPart& part = parts_[open_[depth_]];
            const uint64_t frequency = part.frequency;
            CountedPart* const shorter = depth_ > 1 ? &parts_[open_[depth_ - 1]] : nullptr;
            if (shorter) shorter->frequency += frequency;
            if (frequency < options_.min_frequency)
                parts_.pop_back();
            else if (shorter && depth_ <= options_.longest_continuation)
                shorter->longer.add(frequency);
        }
    }
    void add_cohesion() {
        double first = 1;
        for (CountedPart& part : parts_) {
            const auto frequency = static_cast<double>(part.frequency);
            if (part.place.depth == 1)
                first = frequency;
            else
                part.cohesion = std::pow(frequency / first, 1.0 / (part.place.depth - 1));
        }
    }

    const Words& words_;
    Direction direction_;
    PartOptions options_;
    std::vector<size_t> open_;
    size_t depth_ = 0;
    std::vector<CountedPart> parts_;
};

std::string_view bytes_at(const Words& words, const PartPlace& place, Direction direction) {
    const std::string_view word = words[place.word];
    return direction == Direction::forward ? word.substr(0, place.size)
                                           : word.substr(word.size() - place.size);
}

}  // namespace

void Continuations::add(uint64_t frequency) {
    weighted_logs += weighted_log(frequency);
    total += frequency;
    ++kinds;
}

void Continuations::add(const Continuations& other) {
    weighted_logs += other.weighted_logs;
    total += other.total;
    kinds += other.kinds;
}

double Continuations::entropy() const {
    if (kinds < 2) return 0;
    const auto sum = static_cast<double>(total);
    return std::log(sum) - weighted_logs / sum;
}

std::vector<CountedPart> count_parts(const Words& words, std::span<const uint64_t> counts,
                                     const SharedOrder& order, Direction direction,
                                     const PartOptions& options,
                                     const std::function<void()>& tick) {
    const size_t pieces = order.chunks.size() - 1;
    std::vector<std::vector<CountedPart>> found(pieces);
    const auto scan_piece = [&](uint64_t piece, unsigned) {
        PartScan scan(words, direction, options);
        for (uint32_t i = order.chunks[piece]; i < order.chunks[piece + 1]; ++i) {
            words.prefetch(order.words, i);
            scan.take(order.words[i], order.shared[i], order.lengths[i], counts[order.words[i]]);
        }
        found[piece] = scan.finish();
    };
    all_pieces(pieces, options.threads, scan_piece, tick);
    size_t size = 0;
    for (const auto& parts : found) size += parts.size();
    std::vector<CountedPart> all;
    all.reserve(size);
    for (auto& parts : found) {
        all.insert(all.end(), parts.begin(), parts.end());
        parts = {};
    }
    return all;
}

CandidateTable::CandidateTable(const Words& words, const std::vector<CountedPart>& left,
                               const std::vector<CountedPart>& right, size_t left_length)
    : slots_(std::bit_ceil(2 * (left.size() + right.size()) + 2)) {
    candidates_.reserve(left.size() + right.size());
    for (const CountedPart& part : left) {
        if (part.place.depth > left_length) continue;
        Candidate& candidate = insert(bytes_at(words, part.place, Direction::forward));
        candidate.left_frequency = part.frequency, candidate.cohesion_forward = part.cohesion,
        candidate.after = part.longer;
    }
    left_ = candidates_.size();
    for (const CountedPart& part : right) {
        const std::string_view bytes = bytes_at(words, part.place, Direction::backward);
        Candidate* const found = find(bytes);
        Candidate& candidate = found ? *found : insert(bytes);
        candidate.right_frequency = part.frequency, candidate.cohesion_backward = part.cohesion,
        candidate.before = part.longer;
    }
    for (const CountedPart& part : left) {
        if (part.place.depth <= left_length) continue;
        Candidate* const candidate = find(bytes_at(words, part.place, Direction::forward));
        if (candidate)
            candidate->left_frequency = part.frequency, candidate->cohesion_forward = part.cohesion;
    }
}

Candidate& CandidateTable::insert(std::string_view bytes) {
    candidates_.push_back({.bytes = bytes, .before = {}, .after = {}});
    const uint64_t hash = hash_bytes(bytes);
    const size_t mask = slots_.size() - 1;
    size_t slot = hash & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = (hash >> 32) << 32 | candidates_.size();
    return candidates_.back();
}

Candidate* CandidateTable::find(std::string_view bytes) {
    const uint64_t hash = hash_bytes(bytes);
    const size_t mask = slots_.size() - 1;
    for (size_t slot = hash & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
        if (slots_[slot] >> 32 != hash >> 32) continue;
        Candidate& candidate = candidates_[(slots_[slot] & 0xffffffffu) - 1];
        if (candidate.bytes == bytes) return &candidate;
    }
    return nullptr;
}

std::vector<const Candidate*> CandidateTable::sorted() const {
    const auto earlier = [](const Candidate* a, const Candidate* b) { return a->bytes < b->bytes; };
    std::vector<const Candidate*> order(candidates_.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = &candidates_[i];
    const auto middle = order.begin() + static_cast<ptrdiff_t>(left_);
    std::sort(middle, order.end(), earlier);
    std::inplace_merge(order.begin(), middle, order.end(), earlier);
    return order;
}

}  // namespace malvec
