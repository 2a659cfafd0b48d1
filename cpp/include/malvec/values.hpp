// What malvec.hpp takes and gives: errors, neighbours, rows, texts, options.
#pragma once
#include <malvec/malvec.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace malvec {

class Error : public std::runtime_error {
public:
    Error(std::int32_t code, const std::string& text) : std::runtime_error(text), code_(code) {}
    std::int32_t code() const { return code_; }  // MALVEC_NOT_FOUND, MALVEC_FORMAT, …

private:
    std::int32_t code_;
};

struct Neighbour {
    std::string word;  // of an index without names the number of the row
    float score;       // the cosine; of MALVEC_3COSMUL its score
    std::uint64_t id;  // the row
};
using Neighbours = std::vector<Neighbour>;  // best first

// Floats of somebody else, end to end: of a vector, an array, a span, a list in braces.
class Row {
public:
    Row(const float* data, std::size_t size) : data_(data), size_(size) {}
    Row(std::initializer_list<float> values) : Row(values.begin(), values.size()) {}
    template <class T,
              std::enable_if_t<std::is_convertible_v<decltype(std::data(std::declval<const T&>())),
                                                     const float*>,
                               int> = 0>
    Row(const T& values) : Row(std::data(values), std::size(values)) {}
    const float* data() const { return data_; }
    std::size_t size() const { return size_; }
    const float* begin() const { return data_; }
    const float* end() const { return data_ + size_; }
    float operator[](std::size_t i) const { return data_[i]; }

private:
    const float* data_;
    std::size_t size_;
};

// A vector per row; rows live as long as it does.
struct Matrix {
    std::size_t dim;
    std::vector<float> values;  // [size][dim]

    std::size_t size() const { return dim == 0 ? 0 : values.size() / dim; }
    Row operator[](std::size_t i) const { return {values.data() + i * dim, dim}; }
};

// Texts of a call, not copied: one, a list in braces, or a range of them.
class Texts {
public:
    Texts() = default;
    Texts(std::initializer_list<std::string_view> texts) : Texts(texts.begin(), texts.end()) {}
    template <class T, std::enable_if_t<std::is_convertible_v<const T&, std::string_view>, int> = 0>
    Texts(const T& text) {
        add(text);
    }
    template <class T, class Item = decltype(*std::begin(std::declval<const T&>())),
              std::enable_if_t<std::is_convertible_v<Item, std::string_view> &&
                                   !std::is_convertible_v<const T&, std::string_view>,
                               int> = 0>
    Texts(const T& texts) : Texts(std::begin(texts), std::end(texts)) {}
    template <class Iterator>
    Texts(Iterator begin, Iterator end) {
        static_assert(std::is_reference_v<decltype(*begin)> ||
                          std::is_trivially_destructible_v<std::decay_t<decltype(*begin)>>,
                      "this range makes each text anew, and it would be gone before it is read: "
                      "put the texts into a std::vector<std::string>");
        for (; begin != end; ++begin) add(*begin);
    }
    void add(std::string_view text) { texts_.push_back({text.data(), text.size()}); }
    const malvec_text* data() const { return texts_.data(); }
    std::size_t size() const { return texts_.size(); }

private:
    std::vector<malvec_text> texts_;
};

struct Open {
    std::uint32_t flags = 0;    // MALVEC_OPEN_COPY | MALVEC_OPEN_VERIFY | MALVEC_OPEN_PREFAULT
    std::uint32_t threads = 0;  // 0: as many as this process may use, here and below
    std::function<bool()> keep_going = {};  // asked about ten times a second, here and below;
                                            // false ends the call with MALVEC_STOPPED
    std::string dictionary = "";  // the folder of MeCab's, for a model whose text was cut by it
};

// How to search. A number stands for that many neighbours.
struct Search {
    std::size_t topn = 10;
    std::size_t restrict_rows = 0;       // 0: all words; else only the first so many
    std::vector<std::uint64_t> allowed;  // a bit per row, bit i % 64 of word i / 64; empty: all
    std::uint32_t threads = 0;
    std::function<bool()> keep_going;

    Search() = default;
    Search(std::size_t how_many) : topn(how_many) {}
};

// How to encode.
struct Encode {
    std::uint32_t threads = 0;
    std::function<bool()> keep_going = {};
};

// Cuts a cleaned text: calls `emit` for each token.
using Emit = std::function<void(std::string_view token)>;
using Cut = std::function<void(std::string_view text, const Emit& emit)>;

}  // namespace malvec
