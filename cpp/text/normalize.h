// Cleaning of text, line by line; a newline is never touched,
// so many texts can go through at once. In this order:
//   halfwidth  full-width ASCII and half-width letters become those
//              of ordinary width (Unicode's <wide> and <narrow>)
//   controls   control, zero-width and direction characters vanish, blanks
//              of other kinds become a space, fillers of Hangul where no
//              jamo follows too; joiners of emoji stay
//   html       entities become characters, tags vanish: those within
//              a line of text to nothing, all others to a space
//   emoji      vanish; between two characters that are no blanks they leave a space
//   keys       words of Latin letters that spell whole syllables on the Korean
//              keyboard become these: dkssud -> 안녕
//   only       what is not of the kinds kept becomes a space
//   emoticons  앜ㅋㅋ -> 아ㅋㅋㅋ and ㅋ쿠ㅜㅜ -> ㅋㅋㅜㅜㅜ: no letter is lost, only cut anew
//   repeats    a run of one letter of jamo, sign or symbol is cut to
//              that many; never syllables, digits, or letters of words
//   squeeze    runs of blanks become one space, at both ends of a line none
// What vanishes behind a byte that is not UTF-8 leaves a space. Applying it twice changes nothing
// more. Unicode's form NFC is made before: text/nfc.h.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace malvec {

struct NormalizeOptions {
    bool halfwidth = false, controls = false, html = false, emoticons = false, squeeze = false,
         emoji = false, keys = false;
    uint32_t repeats = 0;   // 0: as they are
    std::string only = "";  // "": all, "hangul", "hangul+digits", "text"

    bool operator==(const NormalizeOptions&) const = default;

    template <class Visit>
    static void fields(Visit&& visit) {
        using O = NormalizeOptions;
        visit("halfwidth", &O::halfwidth), visit("controls", &O::controls), visit("html", &O::html);
        visit("emoticons", &O::emoticons), visit("squeeze", &O::squeeze), visit("emoji", &O::emoji),
            visit("keys", &O::keys), visit("repeats", &O::repeats), visit("only", &O::only);
    }
};

class TextNormalizer {
public:
    // Throws invalid_argument naming the knob.
    explicit TextNormalizer(NormalizeOptions options);

    // False: `out` is untouched and the text is as it should be.
    bool normalize(std::string_view text, std::string& out) const;

private:
    bool maybe_changes(std::string_view text) const;
    std::string_view clean(std::string_view line, std::string& now, std::string& next) const;

    NormalizeOptions options_;
    bool plain_ascii_[128] = {};  // characters that no step ever changes
    bool hangul_is_plain_ = false;
};

}  // namespace malvec
