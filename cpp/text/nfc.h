// Unicode's form NFC of UTF-8, in time linear in the text.
// Bytes that are not UTF-8 stay, and nothing combines across them.
// The order of marks is part of the form, and no writing needs more than a few on a letter: a run
// of them is broken after 30 by a combining grapheme joiner, U+034F, which is not seen (Unicode's
// stream-safe format, UAX #15, D4). The tables are those of the Unicode version that nfc_tables.inc
// names; characters that are not assigned in it are left as they are.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace malvec {

// Bytes begin .. end - 1 of the text in form NFC stand for those as it was written.
struct NfcChange {
    size_t begin, end, written_begin, written_end;
};

// The text in form NFC, appended to `out`. False: it is in that form, and `out` is untouched.
bool to_nfc(std::string_view text, std::string& out);

// The same, and the least pieces that are changed, with their places in what is appended.
bool to_nfc_with_changes(std::string_view text, std::string& out, std::vector<NfcChange>& changes);

// Where bytes of the text in form NFC stood as it was written, with the whole of
// a piece that was changed.
struct WrittenSpan {
    size_t begin, end;
};
WrittenSpan span_as_written(std::span<const NfcChange> changes, size_t begin, size_t end);

// Where a character begins that may not be, or change what stands before it; the
// text's size where it is in form NFC for sure. Quick, and in doubt about some that is.
size_t first_not_nfc(std::string_view text);

}  // namespace malvec
