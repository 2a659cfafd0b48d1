// Counting windows of characters, exactly and in bounded memory. A window was seen
// min_count times only if the window without its last and the one without its first
// character were, so windows are counted by length, and most long ones are never looked at.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/tick.h"
#include "text/spacing.h"

namespace malvec {

struct CountedSpacing {
    std::vector<uint64_t> keys;
    std::vector<uint32_t> offsets{0};
    std::vector<uint16_t> tags;
    std::vector<uint32_t> counts;
};

struct SpacingStatistics {
    // lines without a character are empty
    uint64_t bytes = 0, lines = 0, empty_lines = 0, characters = 0, blanks = 0;
};

// Holds the text in 4 bytes per character; counting takes
// about 4 more, and at most 512 MB beside the result.
class SpacingCounter {
public:
    void feed(std::string_view lines);  // the last line ends here, with a newline or not
    const SpacingStatistics& statistics() const { return statistics_; }

    // The same arrays at any number of threads. tick(positions
    // counted so far of max_window * characters) throws to stop.
    CountedSpacing finish(const SpacingOptions& options, const Tick& tick);

private:
    void feed_line(const char* p, const char* end);

    std::vector<uint32_t> text_;  // code point, and the two marks of spacing_counter.cpp
    SpacingStatistics statistics_;
};

}  // namespace malvec
