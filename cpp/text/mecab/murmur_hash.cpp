#include "text/mecab/murmur_hash.h"

#include <array>
#include <bit>
#include <cstring>

namespace malvec {

uint64_t murmur_hash(std::string_view text) {
    using Lanes = std::array<uint32_t, 4>;
    constexpr Lanes factors{0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93},
        summands{0x561ccd1b, 0x0bcaa747, 0x96cd1c35, 0x32ac3b17};
    constexpr std::array<int, 4> first{15, 16, 17, 18}, second{19, 17, 15, 13};
    Lanes hash;
    hash.fill(0xfd14deff);
    const auto mix_in = [&](size_t i, uint32_t word) {
        hash[i] ^= std::rotl(word * factors[i], first[i]) * factors[(i + 1) % 4];
    };
    size_t at = 0;
    for (; at + 16 <= text.size(); at += 16) {
        Lanes words;
        std::memcpy(&words, text.data() + at, 16);
        for (size_t i = 0; i < 4; ++i) {
            mix_in(i, words[i]);
            hash[i] = (std::rotl(hash[i], second[i]) + hash[(i + 1) % 4]) * 5 + summands[i];
        }
    }
    Lanes rest{};
    if (at < text.size()) std::memcpy(&rest, text.data() + at, text.size() - at);
    for (size_t i = 0; i < 4; ++i) mix_in(i, rest[i]);  // a word of zeros changes nothing
    const auto spread = [&] {
        hash[0] += hash[1] + hash[2] + hash[3];
        for (size_t i = 1; i < 4; ++i) hash[i] += hash[0];
    };
    for (uint32_t& lane : hash) lane ^= static_cast<uint32_t>(text.size());
    spread();
    for (uint32_t& lane : hash) {
        lane = (lane ^ lane >> 16) * 0x85ebca6b;
        lane = (lane ^ lane >> 13) * 0xc2b2ae35;
        lane ^= lane >> 16;
    }
    spread();
    return hash[0] | uint64_t{hash[1]} << 32;
}

}  // namespace malvec
