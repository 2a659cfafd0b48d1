// Where text may not be in Unicode's form NFC. It is not made here: Python's tables do that.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace malvec {

// Whether the text is in form NFC for sure; false also for
// some text that is. Bytes that are not UTF-8 do not matter.
bool certainly_nfc(std::string_view text);

// Where the first byte stands that `certainly_nfc` stumbles over; text.size() where there is none.
size_t first_not_nfc(std::string_view text);

// Whole lines in form NFC: `compose` appends those to `out` that
// may not be in it, some lines at a time; all others are copied.
// False: all are, and `out` is untouched.
using Compose = std::function<void(std::string_view lines, std::string& out)>;
bool compose_lines(std::string_view text, const Compose& compose, std::string& out);

}  // namespace malvec
