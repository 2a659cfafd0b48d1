// Rows that Python holds as floats or encoded, kept alive behind the core's views of them.
#pragma once
#include <memory>

#include "bindings/arrays.h"
#include "core/encoded.h"
#include "search/rows.h"

namespace malvec {

// Rows as malvec.search.quantised has them: (codes uint8 [rows, parts], scales
// float32 [rows], centroids float32 [parts, 256, width] or None).
struct HeldEncoded {
    Array<uint8_t> codes;
    Array<float> scales, centroids;
    EncodedRows rows;

    explicit HeldEncoded(const py::tuple& parts)
        : codes(parts[0].cast<Array<uint8_t>>()), scales(parts[1].cast<Array<float>>()) {
        const bool product = !parts[2].is_none();
        if (product) centroids = parts[2].cast<Array<float>>();
        const bool fits = codes.ndim() == 2 && codes.shape(1) > 0 && scales.ndim() == 1 &&
                          scales.shape(0) == codes.shape(0);
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
        if (encoded)
            return {nullptr, encoded->rows.rows, encoded->rows.dim, encoded->rows.dim,
                    &encoded->rows};
        const Matrix m = as_rows(floats);
        return {m.data, m.rows, m.dim, m.stride};
    }
};

}  // namespace malvec
