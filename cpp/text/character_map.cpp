#include "text/character_map.h"

#include <cstring>

#include "text/code_points.h"

namespace malvec {
namespace {

// of darts-clone's units
constexpr uint32_t stop = 1u << 31;
size_t offset_of(uint32_t unit) { return size_t{unit >> 10} << ((unit & 512u) >> 6); }

}  // namespace

CharacterMap::CharacterMap(std::string blob) {
    if (blob.size() < 4) return;
    uint32_t size = 0;
    std::memcpy(&size, blob.data(), 4);
    if (size % 4 || size > blob.size() - 4) return;
    units_.resize(size / 4);
    std::memcpy(units_.data(), blob.data() + 4, size);
    texts_ = blob.substr(4 + size);
}

size_t CharacterMap::apply(CodePoints text, std::vector<uint32_t>& out) const {
    if (units_.empty()) return 0;
    size_t taken = 0, value = 0, node = offset_of(units_[0]);
    for (size_t i = 0; i < text.size(); ++i) {
        const uint32_t unit = step(node, text[i]);
        if (unit == stop) break;
        if (unit >> 8 & 1 && node < units_.size())
            taken = i + 1, value = units_[node] & ((1u << 31) - 1);
    }
    if (taken == 0 || value >= texts_.size()) return 0;
    const char* p = texts_.data() + value;
    for (const char* const end = p + std::strlen(p); p < end;) {
        const CodePoint c = code_point_at(p, end);
        out.push_back(static_cast<uint32_t>(c.value));
        p += c.size;
    }
    return taken;
}

// Goes on by the bytes of a character; the last unit on the way, or `stop`.
uint32_t CharacterMap::step(size_t& node, uint32_t character) const {
    std::string bytes;
    append_code_point(character, bytes);
    uint32_t unit = stop;
    for (const char c : bytes) {
        const auto label = static_cast<unsigned char>(c);
        node ^= label;
        if (node >= units_.size()) return stop;
        unit = units_[node];
        if ((unit & (1u << 31 | 255u)) != label) return stop;
        node ^= offset_of(unit);
    }
    return unit;
}

}  // namespace malvec
