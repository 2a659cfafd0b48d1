// Unicode's form NFC of UTF-8, in time linear in the text.
// Bytes that are not UTF-8 stay, and nothing combines across them.
// The order of marks is part of the form, and no writing needs more than a few on a letter: a run
// of them is broken after 30 by a combining grapheme joiner, U+034F, which is not seen (Unicode's
// stream-safe format, UAX #15, D4). The tables are those of the Unicode version that nfc_tables.inc
// names; characters that are not assigned in it are left as they are.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace malvec {

// The text in form NFC, appended to `out`. False: it is in that form, and `out` is untouched.
bool to_nfc(std::string_view text, std::string& out);

// Where a character begins that may not be, or change what stands before it; the
// text's size where it is in form NFC for sure. Quick, and in doubt about some that is.
size_t first_not_nfc(std::string_view text);

}  // namespace malvec
