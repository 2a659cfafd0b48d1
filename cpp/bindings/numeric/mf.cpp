// Factorisation of ratings by gradient descent, over arrays that NumPy holds.
#include <memory>

#include "bindings/arrays.h"
#include "bindings/cells.h"
#include "bindings/numeric/register.h"
#include "bindings/options.h"
#include "bindings/tick.h"
#include "models/cells/mf.h"

namespace malvec {
namespace {

// Keeps the state alive behind the core's views of
// it: rows, columns, row_biases, column_biases, mean.
struct MfTrainer {
    py::array_t<float> rows, columns;
    Array<float> row_biases, column_biases;
    std::unique_ptr<Mf> mf;

    MfTrainer(const py::dict& knobs, const py::tuple& parts, const py::dict& state)
        : rows(state["rows"].cast<py::array_t<float>>()),
          columns(state["columns"].cast<py::array_t<float>>()),
          row_biases(state["row_biases"].cast<Array<float>>()),
          column_biases(state["column_biases"].cast<Array<float>>()) {
        const auto options = options_from<MfOptions>(knobs);
        const HeldCsr<float> cells(parts);
        const auto view = cells.view();
        const auto mean = static_cast<double>(state["mean"].cast<Array<float>>().at(0));
        const MfFactors row_view{
            as_matrix(rows, "rows"),
            {row_biases.mutable_data(), static_cast<size_t>(row_biases.size())}};
        const MfFactors column_view{
            as_matrix(columns, "columns"),
            {column_biases.mutable_data(), static_cast<size_t>(column_biases.size())}};
        const py::gil_scoped_release release;
        check_csr(view.offsets, view.columns, view.values.size(), view.width, options.threads);
        mf = std::make_unique<Mf>(options, view, row_view, column_view, mean);
    }

    py::tuple run_epoch(uint64_t epoch, const py::object& tick) {
        MfEpoch done;
        {
            const Tick core_tick = make_tick(tick);
            const py::gil_scoped_release release;
            done = mf->run_epoch(epoch, core_tick);
        }
        return py::make_tuple(done.finished, done.cells, done.loss);
    }
};

}  // namespace

void register_mf(py::module_& m) {
    py::class_<MfTrainer>(m, "MfTrainer", py::module_local())
        .def("run_epoch", &MfTrainer::run_epoch, py::arg("epoch"), py::arg("tick"),
             "One pass over the ratings, or until tick(cells, 0, 0) is False: (finished, cells, "
             "squared errors).");
    m.def(
        "mf",
        [](const py::dict& knobs, const py::tuple& cells, const py::dict& state) {
            return std::make_unique<MfTrainer>(knobs, cells, state);
        },
        py::arg("knobs"), py::arg("cells"), py::arg("state"),
        "A trainer over float32 cells that updates the arrays of the state in place.");
    m.def(
        "mf_knobs",
        [](const py::dict& knobs) {
            const auto options = options_from<MfOptions>(knobs);
            check(options);
            return options_to_dict(options);
        },
        py::arg("knobs"),
        "All knobs with their values; throws where one is out of range or unknown.");
}

}  // namespace malvec
