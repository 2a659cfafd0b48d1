#include "core/crc32.h"

#include <array>

#include "core/hash.h"

namespace malvec {
namespace {

constexpr uint32_t crc_polynomial = 0xedb88320;  // bits reversed
constexpr size_t crc_slices = 16;

// table[k][b]: what a byte b does to the checksum with k bytes of zero after it.
using CrcTables = std::array<std::array<uint32_t, 256>, crc_slices>;

constexpr CrcTables make_crc_tables() {
    CrcTables tables{};
    for (uint32_t byte = 0; byte < 256; ++byte) {
        uint32_t crc = byte;
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? crc_polynomial : 0);
        tables[0][byte] = crc;
    }
    for (size_t k = 1; k < crc_slices; ++k)
        for (size_t byte = 0; byte < 256; ++byte) {
            const uint32_t crc = tables[k - 1][byte];
            tables[k][byte] = crc >> 8 ^ tables[0][crc & 0xff];
        }
    return tables;
}

constexpr CrcTables crc_tables = make_crc_tables();

// What eight bytes do, with `after` bytes of zero behind them.
uint32_t crc_of_eight(uint64_t bytes, size_t after) {
    uint32_t crc = 0;
    for (size_t k = 0; k < 8; ++k) crc ^= crc_tables[after + 7 - k][bytes >> 8 * k & 0xff];
    return crc;
}

// a * b of polynomials modulo that of the checksum; the highest bit is 1.
uint32_t crc_product(uint32_t a, uint32_t b) {
    uint32_t product = 0;
    for (uint32_t bit = 1u << 31; bit != 0; bit >>= 1) {
        if (a & bit) product ^= b;
        b = b >> 1 ^ (b & 1 ? crc_polynomial : 0);
    }
    return product;
}

}  // namespace

// Sixteen bytes a step (Kounavis & Berry 2005).
uint32_t crc32(std::string_view bytes, uint32_t before) {
    uint32_t crc = ~before;
    const char* p = bytes.data();
    const char* const end = p + bytes.size();
    for (; end - p >= 16; p += 16)
        crc = crc_of_eight(load64(p) ^ crc, 8) ^ crc_of_eight(load64(p + 8), 0);
    for (; p < end; ++p)
        crc = crc >> 8 ^ crc_tables[0][(crc ^ static_cast<unsigned char>(*p)) & 0xff];
    return ~crc;
}

// first * x^(8 size) + second: the power by repeated squaring.
uint32_t crc32_joined(uint32_t first, uint32_t second, uint64_t size_of_second) {
    uint32_t power = 1u << 31, square = 1u << 23;  // 1, and x^8
    for (; size_of_second != 0; size_of_second >>= 1) {
        if (size_of_second & 1) power = crc_product(power, square);
        square = crc_product(square, square);
    }
    return crc_product(first, power) ^ second;
}

}  // namespace malvec
