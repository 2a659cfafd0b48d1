// GloVe, over a state {"rows", "columns"} of interleaved parameters and squares of gradients.
#include "models/cells/glove.h"

#include <functional>

#include "bindings/numeric/recipe.h"
#include "bindings/numeric/register.h"
#include "models/cells/glove_als.h"

namespace malvec {
namespace {

// By either solver.
struct GloveSolver {
    std::function<EpochSums(uint64_t epoch, const Tick& tick)> run_epoch;

    template <class Value>
    GloveSolver(const GloveOptions& options, const Csr<Value>& counts, const GloveRows& state) {
        if (options.solver == "als") {
            const auto als = std::make_shared<const GloveAls>(options, counts, state);
            run_epoch = [als](uint64_t, const Tick& tick) { return als->run_epoch(tick); };
        } else {
            const auto sgd = std::make_shared<const GloveTraining>(options, counts, state);
            run_epoch = [sgd](uint64_t epoch, const Tick& tick) {
                return sgd->run_epoch(epoch, tick);
            };
        }
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
    add_cell_recipe<GloveOptions, MatrixTrainer<GloveSolver, GloveRows>>(m, "glove");
    m.def("glove_width", &glove_width, py::arg("dim"),
          "Floats of half a row: vector, bias, constant, padding.");
    m.def("initialize_glove", &initialize_glove_rows, py::arg("knobs"), py::arg("rows"),
          py::arg("columns"), "Rows and columns [n, 2 glove_width] before the first epoch.");
}

}  // namespace malvec
