// GloVe: glove(knobs, cells, state) -> trainer, over a state {"rows",
// "columns"} of interleaved parameters and squares of gradients.
#include "models/cells/glove.h"

#include <functional>
#include <memory>

#include "bindings/cells.h"
#include "bindings/numeric/register.h"
#include "bindings/options.h"
#include "bindings/tick.h"
#include "models/cells/glove_als.h"

namespace malvec {
namespace {

// The arrays that training works on, kept alive.
struct GloveTrainer {
    py::array_t<float> rows, columns;
    std::function<EpochSums(uint64_t epoch, const Tick& tick)> run;

    GloveTrainer(const GloveOptions& options, const py::tuple& cells, const py::dict& state)
        : rows(state["rows"].cast<py::array_t<float>>()),
          columns(state["columns"].cast<py::array_t<float>>()) {
        if (cells[2].attr("dtype").attr("char").cast<std::string>() == "f")
            prepare(options, HeldCsr<float>(cells));
        else
            prepare(options, HeldCsr<double>(cells));
    }

    template <class Value>
    void prepare(const GloveOptions& options, const HeldCsr<Value>& cells) {
        const GloveRows views{as_matrix(rows, "rows"), as_matrix(columns, "columns")};
        const Csr<Value> matrix = cells.view();
        const py::gil_scoped_release release;
        if (options.solver == "als") {
            const auto als = std::make_shared<const GloveAls>(options, matrix, views);
            run = [als](uint64_t, const Tick& tick) { return als->run_epoch(tick); };
        } else {
            const auto sgd = std::make_shared<const GloveTraining>(options, matrix, views);
            run = [sgd](uint64_t epoch, const Tick& tick) { return sgd->run_epoch(epoch, tick); };
        }
    }

    py::tuple run_epoch(uint64_t epoch, const py::object& tick) const {
        EpochSums sums;
        {
            const Tick core_tick = make_tick(tick);
            const py::gil_scoped_release release;
            sums = run(epoch, core_tick);
        }
        return py::make_tuple(sums.finished, sums.cells, sums.loss);
    }
};

void initialize_glove_rows(const py::dict& knobs, const py::array_t<float>& rows,
                           const py::array_t<float>& columns) {
    const auto options = options_from<GloveOptions>(knobs);
    const GloveRows views{as_matrix(rows, "rows"), as_matrix(columns, "columns")};
    const py::gil_scoped_release release;
    initialize_glove(views, options);
}

}  // namespace

void register_glove(py::module_& m) {
    py::class_<GloveTrainer>(m, "GloveTrainer", py::module_local())
        .def(
            "run_epoch", &GloveTrainer::run_epoch, py::arg("epoch"), py::arg("tick"),
            "One epoch, or less where tick(cells, loss, terms) is False: (finished, cells, loss).");
    m.def(
        "glove",
        [](const py::dict& knobs, const py::tuple& cells, const py::dict& state) {
            return std::make_unique<GloveTrainer>(options_from<GloveOptions>(knobs), cells, state);
        },
        py::arg("knobs"), py::arg("cells"), py::arg("state"),
        "A trainer that updates the state's rows and columns in place.");
    m.def(
        "glove_knobs",
        [](const py::dict& knobs) {
            const auto options = options_from<GloveOptions>(knobs);
            check(options);
            return options_to_dict(options);
        },
        py::arg("knobs"),
        "All knobs with their values; throws where one is out of range or unknown.");
    m.def("glove_width", &glove_width, py::arg("dim"),
          "Floats of half a row: vector, bias, constant, padding.");
    m.def("initialize_glove", &initialize_glove_rows, py::arg("knobs"), py::arg("rows"),
          py::arg("columns"), "Rows and columns [n, 2 glove_width] before the first epoch.");
}

}  // namespace malvec
