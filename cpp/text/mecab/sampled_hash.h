// A hash of the size of many bytes and of a 64th of them.
#pragma once
#include <algorithm>
#include <string_view>

#include "core/hash.h"

namespace malvec {

inline uint64_t sampled_hash(std::string_view bytes) {
    constexpr size_t block = 4096, stride = 64 * block;
    uint64_t hash = bytes.size() + 1;
    const auto add = [&](std::string_view some) {
        hash = fold_product(hash, 0x9e3779b97f4a7c15ull) ^ hash_bytes(some);
    };
    for (size_t at = 0; at < bytes.size(); at += stride) add(bytes.substr(at, block));
    add(bytes.substr(bytes.size() - std::min(block, bytes.size())));
    return hash;
}

}  // namespace malvec
