// MurmurHash3 for 32-bit machines (Appleby, 2011; public domain), by which the model of a MeCab
// dictionary names its features.
#pragma once
#include <cstdint>
#include <string_view>

namespace malvec {

// The lower half of the 128 bits, with MeCab's seed.
uint64_t murmur_hash(std::string_view text);

}  // namespace malvec
