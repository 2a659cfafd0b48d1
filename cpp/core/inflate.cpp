#include "core/inflate.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "core/error.h"

namespace malvec {
namespace {

[[noreturn]] void refuse_data(const char* why) { throw FormatError(why); }

// Bits from the lowest of each byte on.
class BitReader {
public:
    explicit BitReader(std::string_view bytes) : bytes_(bytes) {}

    uint32_t peek(unsigned count) {  // zeros behind the end
        while (size_ < count) {
            const uint64_t byte = at_ < bytes_.size() ? static_cast<uint8_t>(bytes_[at_]) : 0;
            ++at_;
            bits_ |= byte << size_;
            size_ += 8;
        }
        return static_cast<uint32_t>(bits_ & ((uint64_t{1} << count) - 1));
    }
    void skip(unsigned count) {
        bits_ >>= count;
        size_ -= count;
        if (at_ - size_ / 8 > bytes_.size()) refuse_data("it is cut");
    }
    uint32_t take(unsigned count) {
        const uint32_t found = peek(count);
        skip(count);
        return found;
    }
    // The next whole bytes; what is left of one is skipped.
    std::string_view take_bytes(size_t count) {
        const size_t begin = at_ - size_ / 8;
        if (begin > bytes_.size() || bytes_.size() - begin < count) refuse_data("it is cut");
        bits_ = 0, size_ = 0, at_ = begin + count;
        return bytes_.substr(begin, count);
    }

private:
    std::string_view bytes_;
    size_t at_ = 0;
    uint64_t bits_ = 0;
    unsigned size_ = 0;  // of bits_
};

// Symbols by their codes, highest bit first; codes of one length
// are numbered in the order of their symbols (RFC 1951, 3.2.2).
class HuffmanCode {
public:
    static constexpr unsigned longest = 15;

    explicit HuffmanCode(std::span<const uint8_t> lengths) {
        for (const uint8_t length : lengths) ++counts_[length];
        counts_[0] = 0;
        std::array<uint16_t, longest + 2> next{};
        for (unsigned length = 1; length <= longest; ++length) {
            if ((left_ = 2 * left_ - counts_[length]) < 0)
                refuse_data("a code has too many symbols");
            if (counts_[length]) longest_ = length;
            next[length + 1] = static_cast<uint16_t>(next[length] + counts_[length]);
        }
        for (size_t symbol = 0; symbol < lengths.size(); ++symbol)
            if (lengths[symbol]) symbols_[next[lengths[symbol]]++] = static_cast<uint16_t>(symbol);
    }

    // Whether every row of bits means something, or there is nothing to mean.
    bool complete() const { return left_ == 0 || longest_ == 0; }
    bool single() const { return longest_ <= 1; }

    unsigned take(BitReader& bits) const {
        uint32_t ahead = bits.peek(longest), code = 0, first = 0, index = 0;
        for (unsigned length = 1; length <= longest_; ++length, ahead >>= 1) {
            code = code << 1 | (ahead & 1);
            first <<= 1;
            if (code - first < counts_[length]) {
                bits.skip(length);
                return symbols_[index + code - first];
            }
            index += counts_[length];
            first += counts_[length];
        }
        refuse_data("a code is of no symbol");
    }

private:
    std::array<uint16_t, longest + 1> counts_{};
    std::array<uint16_t, 288> symbols_{};
    int left_ = 1;
    unsigned longest_ = 0;
};

struct Codes {
    HuffmanCode lengths, distances;
};

Codes fixed_codes() {
    std::array<uint8_t, 288> lengths;
    std::fill_n(lengths.begin(), 144, uint8_t{8});
    std::fill_n(lengths.begin() + 144, 112, uint8_t{9});
    std::fill_n(lengths.begin() + 256, 24, uint8_t{7});
    std::fill_n(lengths.begin() + 280, 8, uint8_t{8});
    std::array<uint8_t, 32> distances;
    distances.fill(5);
    return {HuffmanCode(lengths), HuffmanCode(distances)};
}

HuffmanCode code_of_lengths(BitReader& bits, unsigned count) {
    constexpr uint8_t order[] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    std::array<uint8_t, 19> lengths{};
    for (unsigned i = 0; i < count; ++i) lengths[order[i]] = static_cast<uint8_t>(bits.take(3));
    const HuffmanCode code(lengths);
    if (!code.complete()) refuse_data("a code has too few symbols");
    return code;
}

Codes stored_codes(BitReader& bits) {
    const unsigned lengths = bits.take(5) + 257, distances = bits.take(5) + 1;
    if (lengths > 286 || distances > 30) refuse_data("a code has too many symbols");
    const HuffmanCode code = code_of_lengths(bits, bits.take(4) + 4);
    std::array<uint8_t, 286 + 30> found{};
    for (unsigned at = 0; at < lengths + distances;) {
        const unsigned symbol = code.take(bits);
        if (symbol < 16) {
            found[at++] = static_cast<uint8_t>(symbol);
            continue;
        }
        if (symbol == 16 && at == 0) refuse_data("a length repeats nothing");
        const uint8_t value = symbol == 16 ? found[at - 1] : uint8_t{0};
        const unsigned times = symbol == 16   ? 3 + bits.take(2)
                               : symbol == 17 ? 3 + bits.take(3)
                                              : 11 + bits.take(7);
        if (at + times > lengths + distances) refuse_data("there are too many lengths");
        std::fill_n(found.begin() + at, times, value);
        at += times;
    }
    if (found[256] == 0) refuse_data("nothing ends a block");
    const std::span<const uint8_t> all(found);
    Codes codes{HuffmanCode(all.first(lengths)), HuffmanCode(all.subspan(lengths, distances))};
    for (const HuffmanCode& each : {codes.lengths, codes.distances})
        if (!each.complete() && !each.single()) refuse_data("a code has too few symbols");
    return codes;
}

class Inflater {
public:
    Inflater(std::string_view compressed, size_t most) : bits_(compressed), most_(most) {}

    std::string run() {
        const unsigned first = bits_.take(8), second = bits_.take(8);
        if ((first * 256 + second) % 31 || (first & 15) != 8 || first >> 4 > 7 || second & 32)
            refuse_data("it is not compressed by zlib");
        for (bool last = false; !last;) {
            last = bits_.take(1);
            block(bits_.take(2));
        }
        check_sum(bits_.take_bytes(4));
        return std::move(out_);
    }

private:
    void block(unsigned kind) {
        if (kind == 0) return copy_stored();
        if (kind == 3) refuse_data("a block is of no kind");
        expand(kind == 1 ? fixed_codes() : stored_codes(bits_));
    }

    void copy_stored() {
        const std::string_view sizes = bits_.take_bytes(4);
        const auto two = [&](size_t at) {
            return static_cast<uint8_t>(sizes[at]) | static_cast<uint8_t>(sizes[at + 1]) << 8;
        };
        if (two(0) != (two(2) ^ 0xffff)) refuse_data("the size of a block is damaged");
        room(static_cast<size_t>(two(0)));
        out_.append(bits_.take_bytes(static_cast<size_t>(two(0))));
    }

    void expand(const Codes& codes) {
        for (;;) {
            const unsigned symbol = codes.lengths.take(bits_);
            if (symbol == 256) return;
            if (symbol < 256) {
                room(1);
                out_ += static_cast<char>(symbol);
                continue;
            }
            const size_t size = length_of(symbol),
                         distance = distance_of(codes.distances.take(bits_));
            if (distance > out_.size()) refuse_data("it repeats what was not there");
            room(size);
            for (size_t i = 0; i < size; ++i) out_ += out_[out_.size() - distance];
        }
    }

    // Four symbols share a number of further bits (RFC 1951, 3.2.5).
    size_t length_of(unsigned symbol) {
        if (symbol > 285) refuse_data("a code is of no symbol");
        if (symbol == 285) return 258;
        if (symbol < 265) return symbol - 254;
        const unsigned more = (symbol - 261) / 4;
        return 3 + ((4 + (symbol - 261) % 4) << more) + bits_.take(more);
    }
    size_t distance_of(unsigned symbol) {
        if (symbol > 29) refuse_data("a code is of no symbol");
        if (symbol < 4) return symbol + 1;
        const unsigned more = (symbol - 2) / 2;
        return 1 + ((2 + symbol % 2) << more) + bits_.take(more);
    }

    void room(size_t size) {
        if (most_ - out_.size() < size) refuse_data("it is too large");
    }

    void check_sum(std::string_view stored) const {  // Adler-32
        constexpr uint32_t prime = 65521;
        uint32_t low = 1, high = 0;
        for (size_t at = 0; at < out_.size();) {
            for (const size_t end = std::min(out_.size(), at + 5552); at < end; ++at)
                low += static_cast<uint8_t>(out_[at]), high += low;
            low %= prime, high %= prime;
        }
        uint32_t expected = 0;
        for (const char byte : stored) expected = expected << 8 | static_cast<uint8_t>(byte);
        if (expected != (high << 16 | low)) refuse_data("its check sum is wrong");
    }

    BitReader bits_;
    size_t most_;
    std::string out_;
};

constexpr std::array<uint8_t, 256> values_of_base64 = [] {
    std::array<uint8_t, 256> values;
    values.fill(64);
    uint8_t value = 0;
    for (const char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        if (c) values[static_cast<uint8_t>(c)] = value++;
    return values;
}();

}  // namespace

std::string inflate(std::string_view compressed, size_t most) {
    return Inflater(compressed, most).run();
}

std::string from_base64(std::string_view text) {
    const size_t size = std::min(text.find('='), text.size()), padding = text.size() - size;
    const bool padded =
        size % 4 == 0 || (size % 4 == 2 && padding == 2) || (size % 4 == 3 && padding >= 1);
    if (!padded || padding > 2 || text.find_first_not_of('=', size) != text.npos)
        refuse_data("it is not base64: its padding is wrong");
    std::string out;
    out.reserve(size / 4 * 3 + 3);
    uint32_t bits = 0, count = 0;
    for (const char c : text.substr(0, size)) {
        const uint8_t value = values_of_base64[static_cast<uint8_t>(c)];
        if (value > 63) refuse_data("it is not base64");
        bits = bits << 6 | value;
        if (++count % 4 != 1) out += static_cast<char>(bits >> (4 - count % 4) % 4 * 2);
    }
    return out;
}

}  // namespace malvec
