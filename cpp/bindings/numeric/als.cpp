// Alternating least squares over arrays that NumPy holds.
#include <memory>

#include "bindings/arrays.h"
#include "bindings/cells.h"
#include "bindings/numeric/register.h"
#include "bindings/options.h"
#include "bindings/tick.h"
#include "models/cells/als.h"

namespace malvec {
namespace {

// Keeps cells and state alive behind the core's views of them. The
// state: rows, columns, and with biases row_biases, column_biases, mean.
struct AlsTrainer {
    HeldCsr<float> cells;
    py::array_t<float> rows, columns;
    Array<float> row_biases, column_biases;
    std::unique_ptr<Als> als;

    AlsTrainer(const py::dict& knobs, const py::tuple& parts, const py::dict& state)
        : cells(parts), rows(state["rows"].cast<py::array_t<float>>()),
          columns(state["columns"].cast<py::array_t<float>>()) {
        const auto options = options_from<AlsOptions>(knobs);
        AlsFactors row_view{as_matrix(rows, "rows")}, column_view{as_matrix(columns, "columns")};
        double mean = 0;
        if (options.biases) {
            row_biases = state["row_biases"].cast<Array<float>>();
            column_biases = state["column_biases"].cast<Array<float>>();
            mean = static_cast<double>(state["mean"].cast<Array<float>>().at(0));
            row_view.biases = {row_biases.mutable_data(), static_cast<size_t>(row_biases.size())};
            column_view.biases = {column_biases.mutable_data(),
                                  static_cast<size_t>(column_biases.size())};
            if (row_view.biases.size() != row_view.factors.rows ||
                column_view.biases.size() != column_view.factors.rows)
                throw std::invalid_argument("one bias per row and column is needed");
        }
        const auto view = cells.view();
        const py::gil_scoped_release release;
        check_csr(view.offsets, view.columns, view.values.size(), view.width, options.threads);
        als = std::make_unique<Als>(options, view, row_view, column_view, mean);
    }

    py::tuple run_epoch(uint64_t epoch, const py::object& tick) {
        AlsEpoch done;
        {
            const Tick core_tick = make_tick(tick);
            const py::gil_scoped_release release;
            done = als->run_epoch(epoch, core_tick);
        }
        return py::make_tuple(done.finished, done.cells, done.loss);
    }

    void solve_rows() {
        const py::object nobody = py::none();
        const Tick core_tick = make_tick(nobody);
        const py::gil_scoped_release release;
        als->solve_rows(core_tick);
    }
};

}  // namespace

void register_als(py::module_& m) {
    py::class_<AlsTrainer>(m, "AlsTrainer", py::module_local())
        .def("run_epoch", &AlsTrainer::run_epoch, py::arg("epoch"), py::arg("tick"),
             "Rows, then columns, or until tick(cells, 0, 0) is False: (finished, cells of both, "
             "objective).")
        .def("solve_rows", &AlsTrainer::solve_rows,
             "The rows alone, exactly; rows and columns of the state turn alike.");
    m.def(
        "als",
        [](const py::dict& knobs, const py::tuple& cells, const py::dict& state) {
            return std::make_unique<AlsTrainer>(knobs, cells, state);
        },
        py::arg("knobs"), py::arg("cells"), py::arg("state"),
        "A trainer over float32 cells that updates the arrays of the state in place.");
    m.def(
        "als_knobs",
        [](const py::dict& knobs) {
            const auto options = options_from<AlsOptions>(knobs);
            check(options);
            return options_to_dict(options);
        },
        py::arg("knobs"),
        "All knobs with their values; throws where one is out of range or unknown.");
}

}  // namespace malvec
