#include "text/subwords/clusters.h"

#include "text/hangul.h"
#include "text/subwords/unit_characters.h"

namespace malvec {
namespace {

enum ClusterKind : uint32_t {
    breaks_control = 1,
    breaks_return = 2,
    breaks_feed = 4,
    breaks_extend = 8,
    breaks_joiner = 16,
    breaks_spacing = 32,
    breaks_prepend = 64,
    breaks_initial = 128,
    breaks_vowel = 256,
    breaks_final = 512,
    breaks_flag = 1024,
    breaks_picture = 2048,
    breaks_consonant = 4096,
    breaks_linker = 8192,
    breaks_linked = 16384,
    breaks_open = 1 << 20,  // syllables, which are not in the table
    breaks_closed = 1 << 21,
};

uint32_t cluster_kind(char32_t c) {
    if (is_syllable(c)) return is_open(c) ? breaks_open : breaks_closed;
    return UnitCharacters::get().breaks[c];
}

// What stands before a place within a cluster, as far as the rules look back.
class ClusterState {
public:
    explicit ClusterState(uint32_t kind) { add(kind); }

    bool goes_on(uint32_t next) const {  // by the numbers of the rules
        constexpr uint32_t controls = breaks_control | breaks_return | breaks_feed;
        if (last_ & breaks_return && next & breaks_feed) return true;  // 3
        if ((last_ | next) & controls) return false;                   // 4, 5
        if (last_ & breaks_initial &&
            next & (breaks_initial | breaks_vowel | breaks_open | breaks_closed))  // 6
            return true;
        if (last_ & (breaks_open | breaks_vowel) && next & (breaks_vowel | breaks_final))  // 7
            return true;
        if (last_ & (breaks_closed | breaks_final) && next & breaks_final) return true;  // 8
        if (next & (breaks_extend | breaks_joiner | breaks_spacing)) return true;        // 9, 9a
        if (last_ & breaks_prepend) return true;                                         // 9b
        if (linked_ && next & breaks_consonant) return true;                             // 9c
        if (joined_ && next & breaks_picture) return true;                               // 11
        return flags_ % 2 == 1 && next & breaks_flag;                                    // 12
    }

    void add(uint32_t kind) {
        joined_ = pictured_ && kind & breaks_joiner;
        pictured_ = kind & breaks_picture || (pictured_ && kind & breaks_extend);
        linked_ = consonant_ && (kind & breaks_linker || (linked_ && kind & breaks_linked));
        consonant_ =
            kind & breaks_consonant || (consonant_ && kind & (breaks_linker | breaks_linked));
        flags_ = kind & breaks_flag ? flags_ + 1 : 0;
        last_ = kind;
    }

private:
    uint32_t last_ = 0;
    unsigned flags_ = 0;
    bool pictured_ = false, joined_ = false, consonant_ = false, linked_ = false;
};

}  // namespace

size_t cluster_size(std::string_view text) {
    const char *p = text.data(), *const end = p + text.size();
    ClusterState state(cluster_kind(next_character(p)));
    while (p < end) {
        const char* next = p;
        const uint32_t kind = cluster_kind(next_character(next));
        if (!state.goes_on(kind)) break;
        state.add(kind);
        p = next;
    }
    return static_cast<size_t>(p - text.data());
}

}  // namespace malvec
