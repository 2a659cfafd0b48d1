// Swivel, over a state {"rows", "columns", "row_squares", "column_squares"}.
#include "models/cells/swivel.h"

#include "bindings/numeric/recipe.h"
#include "bindings/numeric/register.h"

namespace malvec {
namespace {

void initialize_swivel_rows(const py::array_t<float>& rows, const py::array_t<float>& columns,
                            uint64_t seed) {
    const SwivelRows views{as_matrix(rows, "rows"), as_matrix(columns, "columns"), {}, {}};
    const py::gil_scoped_release release;
    initialize_swivel(views, seed);
}

}  // namespace

void register_swivel(py::module_& m) {
    add_cell_recipe<SwivelOptions, MatrixTrainer<SwivelTraining, SwivelRows>>(m, "swivel");
    m.def("initialize_swivel", &initialize_swivel_rows, py::arg("rows"), py::arg("columns"),
          py::arg("seed"), "Vectors before the first epoch.");
}

}  // namespace malvec
