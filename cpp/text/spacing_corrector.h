// Putting blanks where the counts of windows want them. Each place
// between two characters has three scores, of windows to its left, to
// its right and around it; the surest places are decided first,
// and what is decided rules out patterns of the windows there.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/tick.h"
#include "text/spacing.h"

namespace malvec {

// Text that stays as it is written. A blank at its start
// or end wants one there; without, the edge is free.
struct SpacingException {
    std::u32string characters;  // without blanks
    std::vector<bool> blanks;   // after each character; of the last one: wanted or free
    bool blank_before = false;
};
SpacingException spacing_exception(std::string_view text);

class SpacingLine;  // one line being corrected; room to be used again

class SpacingCorrector {
public:
    // The arrays are checked, and must outlive the corrector.
    SpacingCorrector(const SpacingTrie& trie, const SpacingOptions& options,
                     std::span<const SpacingException> exceptions);
    ~SpacingCorrector();

    // Lines of a text, each by itself, appended to `out`. A line
    // without Hangul is left alone; blanks at both ends of others go,
    // and several in a row become one. Nothing but blanks is touched.
    void correct(std::string_view text, std::string& out, SpacingLine& line) const;

    struct Texts {
        std::string bytes;
        std::vector<uint64_t> ends;
    };
    // Texts end to end and where each one ends; the same comes back.
    Texts correct_all(std::string_view bytes, std::span<const uint64_t> ends, unsigned threads,
                      const Tick& tick) const;
    std::string correct_text(std::string_view text, unsigned threads, const Tick& tick) const;

private:
    friend class SpacingLine;
    void correct_line(std::string_view text, std::string& out, SpacingLine& line) const;

    SpacingTrie trie_;
    SpacingOptions options_;
    SpacingIndex index_;
    // by the first character, longest first
    std::unordered_map<char32_t, std::vector<SpacingException>> exceptions_;
};

}  // namespace malvec
