// Words with something of each, looked up by parts of texts that are not copied.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "core/hash.h"

namespace malvec {

struct HashOfWord {
    using is_transparent = void;
    size_t operator()(std::string_view word) const { return hash_bytes(word); }
};

using WordSet = std::unordered_set<std::string, HashOfWord, std::equal_to<>>;
template <class Value>
using WordMap = std::unordered_map<std::string, Value, HashOfWord, std::equal_to<>>;

}  // namespace malvec
