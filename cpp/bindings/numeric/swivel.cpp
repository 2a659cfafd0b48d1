// Swivel: swivel(knobs, cells, state) -> trainer, over a
// state {"rows", "columns", "row_squares", "column_squares"}.
#include "models/cells/swivel.h"

#include <memory>

#include "bindings/cells.h"
#include "bindings/numeric/register.h"
#include "bindings/options.h"
#include "bindings/tick.h"

namespace malvec {
namespace {

// The arrays that training works on, kept alive.
struct SwivelTrainer {
    py::array_t<float> rows, columns, row_squares, column_squares;
    std::unique_ptr<SwivelTraining> training;

    SwivelTrainer(const SwivelOptions& options, const py::tuple& cells, const py::dict& state)
        : rows(state["rows"].cast<py::array_t<float>>()),
          columns(state["columns"].cast<py::array_t<float>>()),
          row_squares(state["row_squares"].cast<py::array_t<float>>()),
          column_squares(state["column_squares"].cast<py::array_t<float>>()) {
        if (cells[2].attr("dtype").attr("char").cast<std::string>() == "f")
            prepare(options, HeldCsr<float>(cells));
        else
            prepare(options, HeldCsr<double>(cells));
    }

    template <class Value>
    void prepare(const SwivelOptions& options, const HeldCsr<Value>& cells) {
        const SwivelRows views{as_matrix(rows, "rows"), as_matrix(columns, "columns"),
                               as_matrix(row_squares, "row_squares"),
                               as_matrix(column_squares, "column_squares")};
        const Csr<Value> matrix = cells.view();
        const py::gil_scoped_release release;
        training = std::make_unique<SwivelTraining>(options, matrix, views);
    }

    py::tuple run_epoch(uint64_t epoch, const py::object& tick) const {
        SwivelSums sums;
        {
            const Tick core_tick = make_tick(tick);
            const py::gil_scoped_release release;
            sums = training->run_epoch(epoch, core_tick);
        }
        return py::make_tuple(sums.finished, sums.entries, sums.loss);
    }
};

void initialize_swivel_rows(const py::array_t<float>& rows, const py::array_t<float>& columns,
                            uint64_t seed) {
    const SwivelRows views{as_matrix(rows, "rows"), as_matrix(columns, "columns"), {}, {}};
    const py::gil_scoped_release release;
    initialize_swivel(views, seed);
}

}  // namespace

void register_swivel(py::module_& m) {
    py::class_<SwivelTrainer>(m, "SwivelTrainer", py::module_local())
        .def("run_epoch", &SwivelTrainer::run_epoch, py::arg("epoch"), py::arg("tick"),
             "One epoch, or less where tick(entries, loss, entries) is False: (finished, entries "
             "of the matrix, loss).");
    m.def(
        "swivel",
        [](const py::dict& knobs, const py::tuple& cells, const py::dict& state) {
            return std::make_unique<SwivelTrainer>(options_from<SwivelOptions>(knobs), cells,
                                                   state);
        },
        py::arg("knobs"), py::arg("cells"), py::arg("state"),
        "A trainer that updates the state's matrices in place.");
    m.def(
        "swivel_knobs",
        [](const py::dict& knobs) {
            const auto options = options_from<SwivelOptions>(knobs);
            check(options);
            return options_to_dict(options);
        },
        py::arg("knobs"),
        "All knobs with their values; throws where one is out of range or unknown.");
    m.def("initialize_swivel", &initialize_swivel_rows, py::arg("rows"), py::arg("columns"),
          py::arg("seed"), "Vectors before the first epoch.");
}

}  // namespace malvec
