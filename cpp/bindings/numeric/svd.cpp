// The truncated singular value decomposition of sparse matrices.
#include "models/cells/svd.h"

#include "bindings/numeric/recipe.h"
#include "bindings/numeric/register.h"

namespace malvec {
namespace {

Matrix matrix_or_nothing(const py::object& array, const char* name) {
    return array.is_none() ? Matrix{} : as_matrix(array.cast<py::array_t<float>>(), name);
}

py::dict decompose(const py::dict& knobs, const py::tuple& cells, const py::object& left,
                   const py::object& right, const py::object& tick) {
    const auto options = options_from<SvdOptions>(knobs);
    const HeldCsr<float> held(cells);
    const Csr<float> view = held.view();
    const SvdVectors out{matrix_or_nothing(left, "left"), matrix_or_nothing(right, "right")};
    const auto fits = [&](const Matrix& m, size_t rows) {
        return !m.data || (m.rows == rows && m.dim == options.dim);
    };
    if (!fits(out.left, view.rows()) || !fits(out.right, view.width) ||
        (!out.left.data && !out.right.data))
        throw std::invalid_argument(
            "left is [rows, dim], right is [columns, dim], and one of them must be given");
    SvdResult result;
    try {
        const Tick core_tick = make_tick(tick);
        const py::gil_scoped_release release;
        result = svd(view, options, out, core_tick);
    } catch (const Stopped&) {
        PyErr_SetNone(PyExc_KeyboardInterrupt);
        throw py::error_already_set();
    }
    py::dict told;
    told["singular_values"] = to_array(std::move(result.values));
    told["residuals"] = to_array(std::move(result.residuals));
    told["iterations"] = result.iterations, told["dimensions"] = result.dimensions;
    told["squared_norm"] = result.squared_norm;
    told["converged"] = result.converged, told["symmetric"] = result.symmetric;
    return told;
}

}  // namespace

void register_svd(py::module_& m) {
    m.def("svd", &decompose, py::arg("knobs"), py::arg("cells"), py::arg("left"), py::arg("right"),
          py::arg("tick"),
          "Writes singular vectors into left [rows, dim] and right [columns, dim], of which one "
          "may be None; returns what was found.");
    add_knobs<SvdOptions>(m, "svd");
}

}  // namespace malvec
