// NumPy arrays <-> the core's views. Everything here needs the GIL; what it returns does not.
#pragma once
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <bit>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/matrix.h"
#include "corpus/vocab.h"

namespace malvec {
namespace py = pybind11;

// One-dimensional, contiguous, exactly this dtype: nothing is copied behind the caller's back.
template <class T>
using Array = py::array_t<T, py::array::c_style>;

template <class T>
std::span<const T> as_span(const Array<T>& array) {
    return {array.data(), static_cast<size_t>(array.size())};
}

template <class T>
std::span<T> as_mutable_span(Array<T>& array) {
    return {array.mutable_data(), static_cast<size_t>(array.size())};
}

inline std::span<const char> as_chars(const Array<uint8_t>& array) {
    return {reinterpret_cast<const char*>(array.data()), static_cast<size_t>(array.size())};
}

// The bytes of an object such as bytes, memoryview or array, while `info` lives.
inline std::string_view as_text(const py::buffer_info& info) {
    py::ssize_t bytes = info.itemsize;
    for (py::ssize_t axis = info.ndim; axis-- > 0; bytes *= info.shape[static_cast<size_t>(axis)])
        if (info.shape[static_cast<size_t>(axis)] > 1 &&
            info.strides[static_cast<size_t>(axis)] != bytes)
            throw std::invalid_argument("bytes must be contiguous");
    return {static_cast<const char*>(info.ptr), static_cast<size_t>(bytes)};
}

// What keeps the memory of an array alive: the object
// that owns it, moved to where Python deletes it.
template <class Owner>
py::capsule kept_for_array(Owner&& owner) {
    static_assert(!std::is_reference_v<Owner>);
    auto kept = std::make_unique<Owner>(std::move(owner));
    py::capsule capsule(kept.get(), [](void* p) { delete static_cast<Owner*>(p); });
    kept.release();
    return capsule;
}

// Hands a vector's memory to NumPy; chars become bytes there.
template <class T>
auto to_array(std::vector<T>&& values) {
    using Item = std::conditional_t<std::is_same_v<T, char>, uint8_t, T>;
    const size_t size = values.size();
    const auto* data = reinterpret_cast<const Item*>(values.data());
    return Array<Item>(size, data, kept_for_array(std::move(values)));
}

// Words, or any pieces of text end to end; check_words says whether the offsets are sound.
inline Words as_words(const Array<uint8_t>& bytes, const Array<uint64_t>& offsets) {
    return {as_chars(bytes), as_span(offsets)};
}

// Words by their bytes, offsets and index. Its `find` is safe whatever
// the arrays hold; check_words says whether they are sound.
inline VocabView as_vocab(const Array<uint8_t>& bytes, const Array<uint64_t>& offsets,
                          const Array<uint32_t>& index) {
    if (offsets.size() < 1 || !std::has_single_bit(static_cast<size_t>(index.size())))
        throw std::invalid_argument("vocabulary arrays have impossible sizes");
    return {as_words(bytes, offsets), as_span(index)};
}

// A float32 array [rows, dim] whose rows are 64-byte aligned
// and padded with zeros, as _core.matrix makes them.
inline Matrix as_matrix(const py::array_t<float>& array, const char* name) {
    const auto fail = [name](const char* what) {
        throw std::invalid_argument(std::string(name) + " " + what + "; make it with _core.matrix");
    };
    if (array.ndim() != 2) fail("must have two dimensions");
    const auto stride = static_cast<size_t>(array.strides(0));
    if (array.shape(1) > 0 && array.strides(1) != sizeof(float)) fail("must have contiguous rows");
    if (stride % row_alignment != 0 ||
        reinterpret_cast<uintptr_t>(array.data()) % row_alignment != 0)
        fail("must have 64-byte aligned rows");
    if (stride / sizeof(float) < padded_dim(static_cast<size_t>(array.shape(1))))
        fail("must have padded rows");
    return {const_cast<float*>(array.data()), static_cast<size_t>(array.shape(0)),
            static_cast<size_t>(array.shape(1)), stride / sizeof(float)};
}

// Any float32 [rows, dim] with contiguous rows, such as a view
// of a mapped file; the stride need not be a multiple of 16.
inline Matrix as_rows(const py::array_t<float>& array) {
    if (array.ndim() != 2) throw std::invalid_argument("a matrix must have two dimensions");
    const auto rows = static_cast<size_t>(array.shape(0)),
               dim = static_cast<size_t>(array.shape(1));
    auto* const data = const_cast<float*>(array.data());
    if (rows == 0 || dim == 0) return {data, rows, dim, dim};
    const py::ssize_t stride =
        rows > 1 ? array.strides(0) : array.shape(1) * static_cast<py::ssize_t>(sizeof(float));
    if ((dim > 1 && array.strides(1) != sizeof(float)) || stride < 0 ||
        stride % sizeof(float) != 0 || static_cast<size_t>(stride) < dim * sizeof(float) ||
        reinterpret_cast<uintptr_t>(data) % sizeof(float) != 0)
        throw std::invalid_argument("the rows of a matrix must be contiguous and aligned");
    return {data, rows, dim, static_cast<size_t>(stride) / sizeof(float)};
}

}  // namespace malvec
