// A 64-bit hash of bytes by 64x64->128 multiplication
// (the idea of wyhash). The value is stored in files
// (the word index of a vocabulary), so it never changes; little-endian machines only.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace malvec {

static_assert(std::endian::native == std::endian::little);

inline uint64_t load64(const char* p) {
    uint64_t x;
    std::memcpy(&x, p, 8);
    return x;
}

inline uint64_t load32(const char* p) {
    uint32_t x;
    std::memcpy(&x, p, 4);
    return x;
}

inline uint64_t fold_product(uint64_t a, uint64_t b) {
    const auto product = static_cast<unsigned __int128>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

inline uint64_t hash_bytes(std::string_view s) {
    constexpr uint64_t k0 = 0xa0761d6478bd642full, k1 = 0xe7037ed1a0b428dbull;
    const char* p = s.data();
    const size_t n = s.size();
    uint64_t a, b, h = k0 ^ n;
    if (n >= 8) {
        for (size_t i = 0; i + 8 < n; i += 8) h = fold_product(h ^ load64(p + i), k1);
        a = load64(p + n - 8), b = n;
    } else if (n >= 4) {
        a = load32(p), b = load32(p + n - 4);
    } else if (n > 0) {
        const auto byte = [p](size_t i) {
            return static_cast<uint64_t>(static_cast<unsigned char>(p[i]));
        };
        a = byte(0) << 16 | byte(n / 2) << 8 | byte(n - 1), b = 0;
    } else {
        a = b = 0;
    }
    return fold_product(fold_product(h ^ a, k1 ^ b), k0);
}

}  // namespace malvec
