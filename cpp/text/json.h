// JSON as a tree that does not change; text is UTF-8. Read strictly: no name occurs twice in an
// object, nothing is nested deeper than 64, no more values and bytes than a limit, nothing after
// the end. Like Python's reader it takes NaN, Infinity and -Infinity, which Python writes, and
// surrogates without a partner in \u escapes, which become the three bytes UTF-8 would have.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace malvec {

struct JsonTree;

// What is too much to be read: a value takes 24 bytes of memory, a byte of text one or two.
struct JsonLimits {
    size_t bytes = 100'000'000, values = size_t{1} << 22;
};

// A value in a tree, which it keeps alive. What asks for another kind
// of value than it is throws FormatError, as damage that was found late.
class Json {
public:
    enum class Kind : uint8_t { null, boolean, integer, number, text, list, object };
    struct Item;
    class Items;

    Json() = default;  // null
    Kind kind() const;
    bool is(Kind kind) const { return this->kind() == kind; }
    bool boolean() const;
    int64_t integer() const;          // exact; whole numbers beyond 64 bits are numbers
    double number() const;            // of an integer too
    std::string_view text() const;    // lives as long as the tree
    std::string_view source() const;  // as it was written
    size_t size() const;              // values of a list, members of an object
    Items items() const;              // in the order of the text
    Items members() const;            // the same, of an object only
    std::optional<Json> find(std::string_view name) const;  // of an object; a walk over it

private:
    friend Json parse_json(std::string text, const JsonLimits& limits);
    Json(std::shared_ptr<const JsonTree> tree, uint32_t place)
        : tree_(std::move(tree)), place_(place) {}
    void want(Kind kind) const;

    std::shared_ptr<const JsonTree> tree_;
    uint32_t place_ = 0;
};

// Throws FormatError, which says what is wrong and at which byte.
Json parse_json(std::string text, const JsonLimits& limits = {});

struct Json::Item {
    std::string_view name;  // empty in a list
    Json value;
};

class Json::Items {
public:
    class Iterator {
    public:
        Item operator*() const;
        Iterator& operator++();
        bool operator==(const Iterator& other) const { return place_ == other.place_; }

    private:
        friend Items;
        Iterator(const Items* items, uint32_t place) : items_(items), place_(place) {}
        const Items* items_;
        uint32_t place_;
    };
    Iterator begin() const { return {this, first_}; }
    Iterator end() const { return {this, end_}; }

private:
    friend Json;
    Items(Json owner, uint32_t first, uint32_t end, bool named)
        : owner_(std::move(owner)), first_(first), end_(end), named_(named) {}
    Json owner_;
    uint32_t first_, end_;
    bool named_;
};

}  // namespace malvec
