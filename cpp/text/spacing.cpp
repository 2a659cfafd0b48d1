#include "text/spacing.h"

#include <bit>
#include <cmath>
#include <stdexcept>

#include "core/knobs.h"
#include "text/utf8.h"

namespace malvec {
void check(const SpacingOptions& o) {
    const std::string most = std::to_string(most_spacing_window);
    require_knob(o.min_window >= 2 && o.min_window <= most_spacing_window, "min_window",
                 o.min_window, "between 2 and " + most);
    require_knob(o.max_window >= o.min_window && o.max_window <= most_spacing_window, "max_window",
                 o.max_window,
                 "between min_window=" + std::to_string(o.min_window) + " and " + most);
    require_knob(o.min_count >= 1, "min_count", o.min_count, "1 or more");
    require_knob(o.min_evidence >= 1, "min_evidence", o.min_evidence, "1 or more");
    require_knob(o.force_threshold > 0 && o.force_threshold <= 1, "force_threshold",
                 o.force_threshold, "above 0 and at most 1");
    require_knob(o.nonspace_threshold >= -1 && o.nonspace_threshold <= 0, "nonspace_threshold",
                 o.nonspace_threshold, "between -1 and 0");
    require_knob(o.space_threshold >= 0 && o.space_threshold <= 1, "space_threshold",
                 o.space_threshold, "between 0 and 1");
    require_knob(o.space_weight > 0 && o.space_weight <= 1e6, "space_weight", o.space_weight,
                 "above 0 and at most 1000000");
    require_knob(o.threads >= 1 && o.threads <= 1024, "threads", o.threads, "between 1 and 1024");
}

SpacingCharacter spacing_character(const char* p, const char* end) {
    const auto byte = [p](size_t i) { return static_cast<unsigned char>(p[i]); };
    const bool surrogate = end - p >= 3 && byte(0) == 0xed && byte(1) >= 0xa0 && byte(1) <= 0xbf &&
                           (byte(2) & 0xc0) == 0x80;
    const size_t size = surrogate ? 3 : code_point_size(p, end);
    switch (size) {
        case 0:
            return {0xdc00u + byte(0), 1};
        case 1:
            return {byte(0), 1};
        case 2:
            return {(byte(0) & 31u) << 6 | (byte(1) & 63u), 2};
        case 3:
            return {(byte(0) & 15u) << 12 | (byte(1) & 63u) << 6 | (byte(2) & 63u), 3};
        default:
            return {(byte(0) & 7u) << 18 | (byte(1) & 63u) << 12 | (byte(2) & 63u) << 6 |
                        (byte(3) & 63u),
                    4};
    }
}

SpacingIndex::SpacingIndex(std::span<const uint64_t> keys, uint32_t first_number)
    : slots_(std::bit_ceil(2 * keys.size() + 2)),
      shift_(64 - static_cast<unsigned>(std::countr_zero(slots_.size()))) {
    for (size_t i = 0; i < keys.size(); ++i) {
        size_t at = home(keys[i]);
        while (slots_[at].key != 0) at = (at + 1) & (slots_.size() - 1);
        slots_[at] = {keys[i], first_number + static_cast<uint32_t>(i)};
    }
}

}  // namespace malvec
