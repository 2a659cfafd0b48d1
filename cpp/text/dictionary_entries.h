// The words of a fastText model: bytes, a zero byte,
// the count (int64), the kind (int8: 0 word, 1 label).
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

namespace malvec {

struct DictionaryEntries {
    std::vector<char> words;     // end to end
    std::vector<uint64_t> ends;  // of each word
    std::vector<int64_t> counts;
    std::vector<uint8_t> kinds;
    size_t consumed = 0;  // bytes

    size_t size() const { return ends.size(); }
};

// As many whole entries as `bytes` holds, at most `most`; `first`
// numbers them for messages. invalid_argument for what cannot be one.
DictionaryEntries parse_dictionary(std::string_view bytes, size_t most, size_t first);

}  // namespace malvec
