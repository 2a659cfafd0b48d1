// Factorisation of ratings by gradient descent, over arrays that NumPy holds.
#include "models/cells/mf.h"

#include "bindings/numeric/recipe.h"
#include "bindings/numeric/register.h"

namespace malvec {
namespace {

// The state: rows, columns, row_biases, column_biases, mean.
struct MfTrainer : CellTrainer {
    py::array_t<float> rows, columns;
    Array<float> row_biases, column_biases;
    std::unique_ptr<Mf> mf;

    MfTrainer(const MfOptions& options, const py::tuple& parts, const py::dict& state)
        : rows(state["rows"].cast<py::array_t<float>>()),
          columns(state["columns"].cast<py::array_t<float>>()),
          row_biases(state["row_biases"].cast<Array<float>>()),
          column_biases(state["column_biases"].cast<Array<float>>()) {
        const HeldCsr<float> cells(parts);
        const auto view = cells.view();
        const auto mean = static_cast<double>(state["mean"].cast<Array<float>>().at(0));
        const MfFactors row_view{as_matrix(rows, "rows"), as_mutable_span(row_biases)};
        const MfFactors column_view{as_matrix(columns, "columns"), as_mutable_span(column_biases)};
        const py::gil_scoped_release release;
        check_csr(view.offsets, view.columns, view.values.size(), view.width, options.threads);
        mf = std::make_unique<Mf>(options, view, row_view, column_view, mean);
    }
    EpochSums run_epoch(uint64_t epoch, const Tick& tick) override {
        return mf->run_epoch(epoch, tick);
    }
};

}  // namespace

void register_mf(py::module_& m) { add_cell_recipe<MfOptions, MfTrainer>(m, "mf"); }

}  // namespace malvec
