// Rows in one byte per component or less: made, and read.
#include <pybind11/stl.h>

#include "bindings/numeric/register.h"
#include "bindings/numeric/rows.h"
#include "bindings/options.h"
#include "bindings/tick.h"
#include "core/parallel.h"
#include "core/quantise.h"

namespace malvec {
namespace {

py::tuple as_codes(Encoding&& e, size_t rows, size_t parts) {
    const std::vector<py::ssize_t> shape{static_cast<py::ssize_t>(rows),
                                         static_cast<py::ssize_t>(parts)};
    return py::make_tuple(to_array(std::move(e.codes)).reshape(shape),
                          to_array(std::move(e.scales)));
}

py::tuple make_8bit(const py::array_t<float>& array, unsigned threads) {
    const Matrix rows = as_rows(array);
    Encoding e;
    {
        const py::gil_scoped_release release;
        e = encode_8bit(rows, threads);
    }
    return as_codes(std::move(e), rows.rows, rows.dim);
}

py::tuple make_product(const py::array_t<float>& array, const py::dict& knobs, unsigned threads,
                       const py::object& tick) {
    const Matrix rows = as_rows(array);
    const auto options = options_from<QuantiserOptions>(knobs);
    const Tick call = make_tick(tick);
    std::vector<float> centroids;
    Encoding e;
    {
        const py::gil_scoped_release release;
        centroids = learn_centroids(rows, options, threads, call);
        e = encode_product(rows, centroids, options.parts, threads, call);
    }
    const auto parts = static_cast<py::ssize_t>(options.parts),
               all = static_cast<py::ssize_t>(centroids_per_part);
    const std::vector<py::ssize_t> shape{parts, all, static_cast<py::ssize_t>(rows.dim) / parts};
    const py::tuple codes = as_codes(std::move(e), rows.rows, options.parts);
    return py::make_tuple(codes[0], codes[1], to_array(std::move(centroids)).reshape(shape));
}

py::array_t<float> decoded(const py::tuple& parts, const Array<int64_t>& ids) {
    const HeldEncoded held(parts);
    py::array_t<float> out({ids.size(), static_cast<py::ssize_t>(held.rows.dim)});
    float* const first = out.mutable_data();
    const auto wanted = as_span(ids);
    for (const int64_t id : wanted)
        if (id < 0 || static_cast<size_t>(id) >= held.rows.rows)
            throw py::index_error("row " + std::to_string(id) + " of " +
                                  std::to_string(held.rows.rows));
    const py::gil_scoped_release release;
    for (size_t i = 0; i < wanted.size(); ++i)
        held.rows.decode(static_cast<size_t>(wanted[i]), first + i * held.rows.dim);
    return out;
}

}  // namespace

void register_encoded(py::module_& m) {
    m.def("encode_8bit", &make_8bit, py::arg("rows").noconvert(), py::arg("threads"),
          "Codes uint8 [rows, dim] and scales float32 [rows].");
    m.def("encode_product", &make_product, py::arg("rows").noconvert(), py::arg("knobs"),
          py::arg("threads"), py::arg("tick"),
          "Codes uint8 [rows, parts], scales float32 [rows], centroids float32 [parts, 256, dim / "
          "parts].");
    m.def("decode_rows", &decoded, py::arg("parts"), py::arg("ids").noconvert(),
          "The rows of these ids as floats, float32 [ids, dim], from (codes, scales, centroids or "
          "None).");
}

}  // namespace malvec
