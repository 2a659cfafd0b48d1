// The trainers that all recipes share.
#include "bindings/numeric/recipe.h"
#include "bindings/numeric/register.h"

namespace malvec {
namespace {

py::tuple run_cells(CellTrainer& trainer, uint64_t epoch, const py::object& tick) {
    const auto sums =
        released(tick, [&](const Tick& core_tick) { return trainer.run_epoch(epoch, core_tick); });
    return py::make_tuple(sums.finished, sums.cells, sums.loss);
}

py::tuple run_tokens(TokenTrainer& trainer, uint64_t epoch, uint64_t first_chunk,
                     const py::object& tick) {
    const auto totals = released(tick, [&](const Tick& core_tick) {
        return trainer.run_epoch(epoch, first_chunk, core_tick);
    });
    return py::make_tuple(totals.chunks, totals.kept, totals.pairs, totals.loss);
}

}  // namespace

void register_trainers(py::module_& m) {
    py::class_<CellTrainer>(m, "CellTrainer", py::module_local())
        .def(
            "run_epoch", &run_cells, py::arg("epoch"), py::arg("tick"),
            "One epoch, or less where tick(cells, loss, terms) is False: (finished, cells, loss).");
    py::class_<TokenTrainer>(m, "TokenTrainer", py::module_local())
        .def("run_epoch", &run_tokens, py::arg("epoch"), py::arg("first_chunk"), py::arg("tick"),
             "From a chunk to the end of the epoch, or until tick(done_tokens, loss, pairs) is "
             "False: (chunks, kept, pairs, loss).");
}

}  // namespace malvec
