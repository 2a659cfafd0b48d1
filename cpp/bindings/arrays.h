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
#include "search/rows.h"

namespace malvec {
namespace py = pybind11;

// One-dimensional, contiguous, exactly this dtype: nothing is copied behind the caller's back.
template <class T>
using Array = py::array_t<T, py::array::c_style>;

template <class T>
std::span<const T> as_span(const Array<T>& array) {
    return {array.data(), static_cast<size_t>(array.size())};
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

// Words by their bytes, offsets and index. Its `find` is safe whatever
// the arrays hold; check_word_offsets says whether they are sound.
inline VocabView as_vocab(const Array<uint8_t>& bytes, const Array<uint64_t>& offsets,
                          const Array<uint32_t>& index) {
    if (offsets.size() < 1 || !std::has_single_bit(static_cast<size_t>(index.size())))
        throw std::invalid_argument("vocabulary arrays have impossible sizes");
    return {as_chars(bytes), as_span(offsets), as_span(index)};
}

// Any float32 [rows, dim] with contiguous rows, such as a view of a mapped file.
inline RowsView as_rows(const py::array_t<float>& array) {
    if (array.ndim() != 2) throw std::invalid_argument("a matrix must have two dimensions");
    const auto rows = static_cast<size_t>(array.shape(0)),
               dim = static_cast<size_t>(array.shape(1));
    if (rows == 0 || dim == 0) return {array.data(), rows, dim, dim};
    const py::ssize_t stride =
        rows > 1 ? array.strides(0) : array.shape(1) * static_cast<py::ssize_t>(sizeof(float));
    if ((dim > 1 && array.strides(1) != sizeof(float)) || stride < 0 ||
        stride % sizeof(float) != 0 || static_cast<size_t>(stride) < dim * sizeof(float) ||
        reinterpret_cast<uintptr_t>(array.data()) % sizeof(float) != 0)
        throw std::invalid_argument("the rows of a matrix must be contiguous and aligned");
    return {array.data(), rows, dim, static_cast<size_t>(stride) / sizeof(float)};
}

// Rows as malvec.encoded has them: (codes uint8 [rows, parts], scales
// float32 [rows], centroids float32 [parts, 256, width] or None).
struct HeldEncoded {
    Array<uint8_t> codes;
    Array<float> scales, centroids;
    EncodedRows rows;

    explicit HeldEncoded(const py::tuple& parts)
        : codes(parts[0].cast<Array<uint8_t>>()), scales(parts[1].cast<Array<float>>()) {
        const bool product = !parts[2].is_none();
        if (product) centroids = parts[2].cast<Array<float>>();
        const bool fits =
            codes.ndim() == 2 && scales.ndim() == 1 && scales.shape(0) == codes.shape(0);
        const bool book_fits =
            !product || (centroids.ndim() == 3 && centroids.shape(0) == codes.shape(1) &&
                         centroids.shape(1) == static_cast<py::ssize_t>(centroids_per_part));
        if (!fits || !book_fits)
            throw std::invalid_argument("the parts of encoded rows do not fit one another");
        const auto count = static_cast<size_t>(codes.shape(0)),
                   per_row = static_cast<size_t>(codes.shape(1));
        const size_t dim = product ? per_row * static_cast<size_t>(centroids.shape(2)) : per_row;
        rows = {codes.data(), scales.data(), product ? centroids.data() : nullptr,
                count,        dim,           per_row};
    }
};

// Rows that are a float32 array, or a tuple as HeldEncoded takes it, kept alive.
struct HeldRows {
    py::array_t<float> floats;
    std::unique_ptr<HeldEncoded> encoded;

    explicit HeldRows(const py::object& object) {
        if (py::isinstance<py::tuple>(object)) {
            encoded = std::make_unique<HeldEncoded>(object.cast<py::tuple>());
        } else if (py::isinstance<py::array_t<float>>(object)) {
            floats = object.cast<py::array_t<float>>();
        } else {
            throw py::type_error("rows are a float32 array, or codes, scales and centroids");
        }
    }
    RowsView view() const {
        return encoded ? RowsView{nullptr, encoded->rows.rows, encoded->rows.dim, encoded->rows.dim,
                                  &encoded->rows}
                       : as_rows(floats);
    }
};

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
inline Matrix as_any_rows(const py::array_t<float>& array) {
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
