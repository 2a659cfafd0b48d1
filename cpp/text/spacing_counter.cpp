#include "text/spacing_counter.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>
#include <stdexcept>

#include "core/parallel.h"
#include "core/random.h"

namespace malvec {
namespace {

// a blank follows; the line ends here
constexpr uint32_t code_mask = (1u << 21) - 1, blank_mark = 1u << 21, end_mark = 1u << 22;
constexpr uint32_t dead = UINT32_MAX;           // no frequent window begins here
constexpr size_t chunk_size = size_t{1} << 17;  // characters
// records: in a table, in memory
constexpr uint64_t partition_size = uint64_t{1} << 15, group_size = uint64_t{1} << 26;

// Patterns of the frequent windows of one partition, sorted.
struct PartitionPatterns {
    std::vector<uint64_t> keys;
    std::vector<uint32_t> sizes;  // patterns of each
    std::vector<uint16_t> tags;
    std::vector<uint32_t> counts;
};

struct RecordCount {
    uint64_t record;
    uint32_t count;
};

// How often each record is there, in the order of records; `table` is room to be used again.
std::vector<RecordCount> tally(std::span<const uint64_t> records, std::vector<RecordCount>& table) {
    table.assign(std::bit_ceil(2 * records.size() + 2), {0, 0});
    const size_t mask = table.size() - 1;
    for (const uint64_t record : records) {
        size_t at = mix64(record) & mask;
        while (table[at].count != 0 && table[at].record != record) at = (at + 1) & mask;
        table[at].record = record, ++table[at].count;
    }
    std::vector<RecordCount> found;
    std::copy_if(table.begin(), table.end(), std::back_inserter(found),
                 [](const RecordCount& t) { return t.count != 0; });
    std::sort(found.begin(), found.end(),
              [](const RecordCount& a, const RecordCount& b) { return a.record < b.record; });
    return found;
}

// One length of windows: the positions where one may begin, spread
// over partitions by a hash of the window, counted one by one.
class Level {
public:
    Level(std::span<const uint32_t> text, std::vector<uint32_t>& nodes, unsigned length,
          const SpacingOptions& options)
        : text_(text), nodes_(nodes), length_(length), options_(options),
          chunks_((text.size() + chunk_size - 1) / chunk_size) {}

    CountedSpacing run(const std::function<void()>& tick) {
        keep_candidates(tick);
        parts_.resize(size_t{1} << bits_);
        size_t begin = 0;
        while (begin < parts_.size()) {
            size_t end = begin;
            uint64_t records = 0;
            while (end < parts_.size() && (end == begin || records + sizes_[end] <= group_size))
                records += sizes_[end++];
            count_group(begin, end, records, tick);
            begin = end;
        }
        return joined();
    }

    // The number of the window that begins at each position.
    void look_up(const SpacingIndex& index, const std::function<void()>& tick) {
        all_pieces(
            chunks_, options_.threads,
            [&](uint64_t chunk, unsigned) {
                constexpr size_t ahead = 12;
                const size_t end = chunk_end(chunk);
                for (size_t i = chunk * chunk_size; i < end; ++i) {
                    if (i + ahead < end && nodes_[i + ahead] != dead)
                        index.prefetch(key(i + ahead));
                    if (nodes_[i] == dead) continue;
                    const uint32_t number = index.find(key(i));
                    nodes_[i] = number == 0 ? dead : number;
                }
            },
            tick);
    }

private:
    size_t chunk_end(uint64_t chunk) const {
        return std::min(text_.size(), (chunk + 1) * chunk_size);
    }
    uint64_t key(size_t i) const {
        return spacing_key(nodes_[i], text_[i + length_ - 1] & code_mask);
    }
    uint64_t partition(uint64_t key) const { return bits_ == 0 ? 0 : mix64(key) >> (64 - bits_); }
    uint64_t record(size_t i, uint64_t key) const {
        if (length_ < options_.min_window) return key << length_;  // blanks do not matter yet
        uint64_t tags = 0;
        for (unsigned j = 0; j < length_; ++j)
            tags |= uint64_t{(text_[i + j] & (blank_mark | end_mark)) != 0} << j;
        return key << length_ | tags;
    }

    // A longer window needs a frequent one here and at the
    // next character, and a character more in the line.
    void keep_candidates(const std::function<void()>& tick) {
        std::vector<uint32_t> next(chunks_);
        for (uint64_t chunk = 0; chunk < chunks_; ++chunk)
            next[chunk] = chunk_end(chunk) < text_.size() ? nodes_[chunk_end(chunk)] : dead;
        std::vector<uint64_t> kept(chunks_);
        all_pieces(
            chunks_, options_.threads,
            [&](uint64_t chunk, unsigned) {
                const size_t end = chunk_end(chunk);
                for (size_t i = chunk * chunk_size; i < end; ++i) {
                    const uint32_t after = i + 1 < end ? nodes_[i + 1] : next[chunk];
                    const bool fits = length_ == 1 || (after != dead && (text_[i] & end_mark) == 0);
                    if (!fits) nodes_[i] = dead;
                    kept[chunk] += nodes_[i] != dead;
                }
            },
            tick);
        uint64_t all = 0;
        for (const uint64_t k : kept) all += k;
        bits_ = static_cast<unsigned>(std::bit_width(all / partition_size));
        count_sizes(tick);
    }

    void count_sizes(const std::function<void()>& tick) {
        const size_t partitions = size_t{1} << bits_;
        starts_.assign(chunks_ * partitions, 0);
        all_pieces(
            chunks_, options_.threads,
            [&](uint64_t chunk, unsigned) {
                uint32_t* const own = &starts_[chunk * partitions];
                for (size_t i = chunk * chunk_size; i < chunk_end(chunk); ++i)
                    if (nodes_[i] != dead) ++own[partition(key(i))];
            },
            tick);
        sizes_.assign(partitions, 0);
        for (uint64_t chunk = 0; chunk < chunks_; ++chunk)
            for (size_t p = 0; p < partitions; ++p) sizes_[p] += starts_[chunk * partitions + p];
    }

    void count_group(size_t begin, size_t end, uint64_t total, const std::function<void()>& tick) {
        const size_t partitions = parts_.size();
        std::vector<uint64_t> records(total), places(chunks_ * (end - begin)), bounds{0};
        uint64_t at = 0;
        for (size_t p = begin; p < end; ++p) {
            for (uint64_t chunk = 0; chunk < chunks_; ++chunk) {
                places[chunk * (end - begin) + p - begin] = at;
                at += starts_[chunk * partitions + p];
            }
            bounds.push_back(at);
        }
        all_pieces(
            chunks_, options_.threads,
            [&](uint64_t chunk, unsigned) {
                uint64_t* const own = &places[chunk * (end - begin)];
                for (size_t i = chunk * chunk_size; i < chunk_end(chunk); ++i) {
                    if (nodes_[i] == dead) continue;
                    const uint64_t k = key(i), p = partition(k);
                    if (p >= begin && p < end) records[own[p - begin]++] = record(i, k);
                }
            },
            tick);
        std::vector<std::vector<RecordCount>> rooms(options_.threads);
        all_pieces(
            end - begin, options_.threads,
            [&](uint64_t p, unsigned worker) {
                const std::span<const uint64_t> own(records.data() + bounds[p],
                                                    bounds[p + 1] - bounds[p]);
                parts_[begin + p] = frequent(tally(own, rooms[worker]));
            },
            tick);
    }

    PartitionPatterns frequent(const std::vector<RecordCount>& tallies) const {
        PartitionPatterns part;
        for (size_t begin = 0, end = 0; begin < tallies.size(); begin = end) {
            const uint64_t k = tallies[begin].record >> length_;
            uint64_t sum = 0;
            for (; end < tallies.size() && tallies[end].record >> length_ == k; ++end)
                sum += tallies[end].count;
            if (sum < options_.min_count) continue;
            part.keys.push_back(k);
            const bool with_patterns = length_ >= options_.min_window;
            part.sizes.push_back(with_patterns ? static_cast<uint32_t>(end - begin) : 0);
            for (size_t i = begin; with_patterns && i < end; ++i) {
                part.tags.push_back(
                    static_cast<uint16_t>(tallies[i].record & ((1u << length_) - 1)));
                part.counts.push_back(tallies[i].count);
            }
        }
        return part;
    }

    CountedSpacing joined() const {
        CountedSpacing all;
        all.offsets.clear();  // sizes for now
        for (const PartitionPatterns& part : parts_) {
            all.keys.insert(all.keys.end(), part.keys.begin(), part.keys.end());
            all.offsets.insert(all.offsets.end(), part.sizes.begin(), part.sizes.end());
            all.tags.insert(all.tags.end(), part.tags.begin(), part.tags.end());
            all.counts.insert(all.counts.end(), part.counts.begin(), part.counts.end());
        }
        return all;
    }

    std::span<const uint32_t> text_;
    std::vector<uint32_t>& nodes_;
    unsigned length_;
    const SpacingOptions& options_;
    uint64_t chunks_;
    unsigned bits_ = 0;
    std::vector<uint32_t> starts_;  // [chunks][partitions], records of a chunk
    std::vector<uint64_t> sizes_;   // [partitions], records
    std::vector<PartitionPatterns> parts_;
};

void append(CountedSpacing& all, const CountedSpacing& level) {
    if (all.keys.size() + level.keys.size() >= dead || all.tags.size() + level.tags.size() >= dead)
        throw std::length_error("more than 2^32 windows; raise min_count");
    all.keys.insert(all.keys.end(), level.keys.begin(), level.keys.end());
    for (const uint32_t size : level.offsets) all.offsets.push_back(all.offsets.back() + size);
    all.tags.insert(all.tags.end(), level.tags.begin(), level.tags.end());
    all.counts.insert(all.counts.end(), level.counts.begin(), level.counts.end());
}

}  // namespace

void SpacingCounter::feed(std::string_view lines) {
    const char* p = lines.data();
    const char* const end = p + lines.size();
    while (p < end) {
        const void* const found = std::memchr(p, '\n', static_cast<size_t>(end - p));
        const char* const newline = found ? static_cast<const char*>(found) : end;
        feed_line(p, newline > p && newline[-1] == '\r' ? newline - 1 : newline);
        p = newline + 1;
    }
    statistics_.bytes += lines.size();
}

void SpacingCounter::feed_line(const char* p, const char* end) {
    const size_t before = text_.size();
    while (p < end) {
        if (*p == ' ') {
            if (text_.size() > before) text_.back() |= blank_mark;
            ++p;
            continue;
        }
        const SpacingCharacter c = spacing_character(p, end);
        text_.push_back(c.code);
        p += c.size;
    }
    ++statistics_.lines;
    if (text_.size() == before) {
        ++statistics_.empty_lines;
        return;
    }
    if (text_.size() >= dead)
        throw std::length_error("more than 2^32 characters; learn from less text");
    text_.back() = (text_.back() & ~blank_mark) | end_mark;
    statistics_.characters += text_.size() - before;
    for (size_t i = before; i < text_.size(); ++i)
        statistics_.blanks += (text_[i] & blank_mark) != 0;
}

CountedSpacing SpacingCounter::finish(const SpacingOptions& options, const Tick& tick) {
    check(options);
    CountedSpacing all;
    std::vector<uint32_t> nodes(text_.size(), 0);
    uint64_t done = 0;
    const auto beat = [&] {
        if (tick) tick({done, 0, 0});
    };
    for (unsigned length = 1; length <= options.max_window; ++length) {
        Level level(text_, nodes, length, options);
        const CountedSpacing counted = level.run(beat);
        const auto first = static_cast<uint32_t>(all.keys.size() + 1);
        append(all, counted);
        if (length < options.max_window) level.look_up(SpacingIndex(counted.keys, first), beat);
        done += text_.size();
        beat();
    }
    return all;
}

}  // namespace malvec
