#include "text/dictionary_entries.h"

#include <cstring>
#include <stdexcept>
#include <string>

namespace malvec {
namespace {

// what follows the bytes of a word
constexpr size_t longest_word = size_t{1} << 20, tail = 1 + sizeof(int64_t) + 1;

}  // namespace

DictionaryEntries parse_dictionary(std::string_view bytes, size_t most, size_t first) {
    DictionaryEntries found;
    while (found.size() < most) {
        const std::string_view rest = bytes.substr(found.consumed);
        const size_t length = rest.substr(0, longest_word + 1).find('\0');
        const auto fail = [&](const char* what) {
            throw std::invalid_argument("word " + std::to_string(first + found.size()) +
                                        " of the dictionary " + what);
        };
        if (length == std::string_view::npos && rest.size() > longest_word)
            fail("has more than a million bytes: damaged");
        if (length == std::string_view::npos || rest.size() < length + tail) break;
        int64_t count;
        std::memcpy(&count, rest.data() + length + 1, sizeof count);
        const auto kind = static_cast<uint8_t>(rest[length + tail - 1]);
        if (count < 0) fail("has a negative count: damaged");
        if (kind > 1) fail("is neither a word nor a label: damaged");
        found.words.insert(found.words.end(), rest.begin(),
                           rest.begin() + static_cast<ptrdiff_t>(length));
        found.ends.push_back(found.words.size());
        found.counts.push_back(count);
        found.kinds.push_back(kind);
        found.consumed += length + tail;
    }
    return found;
}

}  // namespace malvec
