// Readers of bytes for the fuzzer: READER(name, examples) { … `in` … } reads what the driver makes
// of the examples. It may throw what the core promises: std::invalid_argument, std::out_of_range,
// std::overflow_error, NumericalError, FormatError; all else, a failed REQUIRE too, is a finding.
#pragma once
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

// Bytes that are read from the front: numbers, short arrays, text. What is missing is 0 or empty.
class Input {
public:
    explicit Input(std::string_view bytes) : bytes_(bytes) {}

    template <class Number>
    Number number() {
        Number value{};
        const std::string_view taken = take(sizeof(Number));
        std::copy(taken.begin(), taken.end(), reinterpret_cast<char*>(&value));
        return value;
    }
    // At most 255 numbers; the first byte says how many.
    template <class Number>
    std::vector<Number> array() {
        std::vector<Number> values(number<uint8_t>());
        for (Number& value : values) value = number<Number>();
        return values;
    }
    // At most 255 bytes.
    std::string_view text() { return take(number<uint8_t>()); }
    std::string_view rest() { return take(bytes_.size()); }

private:
    std::string_view take(size_t size) {
        const std::string_view taken = bytes_.substr(0, size);
        bytes_.remove_prefix(taken.size());
        return taken;
    }
    std::string_view bytes_;
};

// What Input reads, put together.
template <class Number>
std::string packed(const std::vector<Number>& values) {
    std::string bytes(1, static_cast<char>(values.size()));
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Number));
    return bytes;
}
inline std::string packed(std::string_view text) {
    return std::string(1, static_cast<char>(text.size())).append(text);
}

struct Reader {
    std::string name;
    std::vector<std::string> examples;
    void (*read)(Input in);
    uint64_t one_in = 1;  // slow ones get one input where others get so many
};

inline std::vector<Reader>& readers() {
    static std::vector<Reader> list;
    return list;
}

inline bool add(Reader reader) {
    readers().push_back(std::move(reader));
    return true;
}

inline void fail(const char* what) {
    std::fprintf(stderr, "not true: %s\n", what);
    std::abort();
}

}  // namespace fuzz

#define READER_OF(name, one_in, ...)                                                        \
    static void read_##name(fuzz::Input in);                                                \
    static const bool added_##name = fuzz::add({#name, __VA_ARGS__, &read_##name, one_in}); \
    static void read_##name(fuzz::Input in)
#define READER(name, ...) READER_OF(name, 1, __VA_ARGS__)
#define SLOW_READER(name, ...) READER_OF(name, 20, __VA_ARGS__)

#define REQUIRE(...) ((__VA_ARGS__) ? void() : fuzz::fail(#__VA_ARGS__))
