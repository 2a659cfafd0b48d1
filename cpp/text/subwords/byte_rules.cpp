#include "text/subwords/byte_rules.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "core/error.h"
#include "text/utf8.h"

namespace malvec {
namespace {

// of darts-clone's units
size_t rules_offset(uint32_t unit) { return size_t{unit >> 10} << ((unit & 512u) >> 6); }
uint32_t rules_label(uint32_t unit) { return unit & (1u << 31 | 255u); }
bool rules_end(uint32_t unit) { return unit >> 8 & 1; }
constexpr uint32_t rules_value = (1u << 31) - 1;

}  // namespace

ByteRules::ByteRules(std::string_view blob) {
    uint32_t size = 0;
    if (blob.size() >= 4) std::memcpy(&size, blob.data(), 4);
    if (!blob.empty() && (size % 4 || size == 0 || size > blob.size() - 4 || blob.back() != '\0'))
        throw FormatError("the map of characters is cut");
    if (!blob.empty()) {
        units_.resize(size / 4);
        std::memcpy(units_.data(), blob.data() + 4, size);
        texts_ = blob.substr(4 + size);
    }
    if (!is_utf8(texts_)) throw FormatError("the map of characters is not UTF-8");
    find_touched();
}

// on_rule(size, where its text begins) for each rule that the text begins with, the shortest first,
// while it is true.
template <class OnRule>
void ByteRules::walk(std::string_view text, OnRule&& on_rule) const {
    if (units_.empty()) return;
    size_t node = rules_offset(units_[0]);
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<uint8_t>(text[i]);
        node ^= byte;
        if (byte == 0 || node >= units_.size() || rules_label(units_[node]) != byte) return;
        const uint32_t unit = units_[node];
        node ^= rules_offset(unit);
        if (!rules_end(unit) || node >= units_.size()) continue;
        const size_t value = units_[node] & rules_value;
        if (value < texts_.size() && !on_rule(i + 1, value)) return;
    }
}

ByteRules::Rule ByteRules::longest(std::string_view text) const {
    size_t size = 0, at = 0;
    walk(text, [&](size_t found, size_t value) { return size = found, at = value, true; });
    return size ? Rule{size, texts_.c_str() + at} : Rule{};
}

ByteRules::Rule ByteRules::shortest(std::string_view text) const {
    size_t size = 0, at = 0;
    walk(text, [&](size_t found, size_t value) { return size = found, at = value, false; });
    return size ? Rule{size, texts_.c_str() + at} : Rule{};
}

// By a walk over characters: parts of rules that are alike are stored once and looked at once.
void ByteRules::find_touched() {
    std::vector<bool> touched(0x110000), seen(units_.size());
    struct Place {
        size_t node;
        bool behind;        // the first character
        std::string bytes;  // of the next one
    };
    std::vector<Place> waiting;
    if (!units_.empty()) waiting.push_back({rules_offset(units_[0]), false, ""});
    for (size_t steps = 0; !waiting.empty(); ++steps) {
        if (steps > 64 * units_.size()) throw FormatError("the map of characters goes in circles");
        const Place place = std::move(waiting.back());
        waiting.pop_back();
        for (size_t byte = 1; byte < 256; ++byte) {
            const size_t at = place.node ^ byte;
            if (at >= units_.size() || rules_label(units_[at]) != byte) continue;
            const std::string bytes = place.bytes + static_cast<char>(byte);
            const size_t node = at ^ rules_offset(units_[at]);
            if (!is_utf8(bytes)) {
                if (bytes.size() < 4) waiting.push_back({node, place.behind, bytes});
                continue;
            }
            const char* p = bytes.data();
            const char32_t c = next_character(p);
            if (place.behind || rules_end(units_[at])) touched[c] = true;
            if (node >= units_.size() || seen[node]) continue;
            seen[node] = true;
            waiting.push_back({node, true, ""});
        }
    }
    touched_.emplace([&](char32_t c) { return touched[c]; });
}

}  // namespace malvec
