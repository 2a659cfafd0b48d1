// What is asked of sparse matrices before any algorithm sees them.
#include "bindings/cells.h"

#include "bindings/text/register.h"

namespace malvec {
namespace {

void check_cells(const Array<uint64_t>& offsets, const Array<uint32_t>& columns, size_t width,
                 unsigned threads) {
    const auto cells = static_cast<size_t>(columns.size());
    const auto offset_view = as_span(offsets);
    const auto column_view = as_span(columns);
    const py::gil_scoped_release release;
    check_csr(offset_view, column_view, cells, width, threads);
}

template <class Value>
size_t not_finite(const Array<Value>& values, unsigned threads) {
    const auto view = as_span(values);
    const py::gil_scoped_release release;
    return first_not_finite(view, threads);
}

}  // namespace

void register_cells(py::module_& m) {
    m.def("check_cells", &check_cells, py::arg("offsets").noconvert(),
          py::arg("columns").noconvert(), py::arg("width"), py::arg("threads"),
          "Throws where the columns of a row do not ascend, come twice or lie outside the matrix.");
    m.def("first_not_finite", &not_finite<float>, py::arg("values").noconvert(), py::arg("threads"),
          "Where the first value is that is infinite or not a number; their number where all are "
          "finite.");
    m.def("first_not_finite", &not_finite<double>, py::arg("values").noconvert(),
          py::arg("threads"));
}

}  // namespace malvec
