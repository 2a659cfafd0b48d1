// Alternating least squares over arrays that NumPy holds.
#include "models/cells/als.h"

#include "bindings/numeric/recipe.h"
#include "bindings/numeric/register.h"

namespace malvec {
namespace {

// The state: rows, columns, and with biases row_biases, column_biases, mean.
struct AlsTrainer : CellTrainer {
    HeldCsr<float> cells;
    py::array_t<float> rows, columns;
    Array<float> row_biases, column_biases;
    std::unique_ptr<Als> als;

    AlsTrainer(const AlsOptions& options, const py::tuple& parts, const py::dict& state)
        : cells(parts), rows(state["rows"].cast<py::array_t<float>>()),
          columns(state["columns"].cast<py::array_t<float>>()) {
        AlsFactors row_view{as_matrix(rows, "rows")}, column_view{as_matrix(columns, "columns")};
        double mean = 0;
        if (options.biases) {
            row_biases = state["row_biases"].cast<Array<float>>();
            column_biases = state["column_biases"].cast<Array<float>>();
            mean = static_cast<double>(state["mean"].cast<Array<float>>().at(0));
            row_view.biases = as_mutable_span(row_biases);
            column_view.biases = as_mutable_span(column_biases);
            if (row_view.biases.size() != row_view.factors.rows ||
                column_view.biases.size() != column_view.factors.rows)
                throw std::invalid_argument("one bias per row and column is needed");
        }
        const auto view = cells.view();
        const py::gil_scoped_release release;
        check_csr(view.offsets, view.columns, view.values.size(), view.width, options.threads);
        als = std::make_unique<Als>(options, view, row_view, column_view, mean);
    }
    EpochSums run_epoch(uint64_t epoch, const Tick& tick) override {
        return als->run_epoch(epoch, tick);
    }
    void solve_rows() {
        released(py::none(), [&](const Tick& tick) { als->solve_rows(tick); });
    }
};

}  // namespace

void register_als(py::module_& m) {
    py::class_<AlsTrainer, CellTrainer>(m, "AlsTrainer", py::module_local())
        .def("solve_rows", &AlsTrainer::solve_rows,
             "The rows alone, exactly; rows and columns of the state turn alike.");
    add_cell_recipe<AlsOptions, AlsTrainer, AlsTrainer>(m, "als");
}

}  // namespace malvec
