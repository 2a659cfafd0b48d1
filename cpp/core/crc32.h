// CRC-32 as zlib and PNG have it.
#pragma once
#include <cstdint>
#include <string_view>

namespace malvec {

// Of `bytes` after those of which `before` is the checksum.
uint32_t crc32(std::string_view bytes, uint32_t before = 0);

// Of two pieces one after another, by their own checksums and the size of the second one.
uint32_t crc32_joined(uint32_t first, uint32_t second, uint64_t size_of_second);

}  // namespace malvec
