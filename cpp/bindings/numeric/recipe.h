// What the bindings of all models share: their knobs, and trainers that run one epoch.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "bindings/cells.h"
#include "bindings/options.h"
#include "bindings/tick.h"
#include "models/cells/epoch_sums.h"
#include "models/tokens/training.h"

namespace malvec {

// Matrices of a state, by the names that Rows::fields gives them, kept alive behind the views.
template <class Rows>
struct HeldState {
    std::vector<py::array_t<float>> arrays;
    Rows rows;

    explicit HeldState(const py::dict& state, const std::string& suffix = "") {
        Rows::fields([&](const char* name, auto field) {
            const std::string key = name + suffix;
            arrays.push_back(state[key.c_str()].cast<py::array_t<float>>());
            rows.*field = as_matrix(arrays.back(), key.c_str());
        });
    }
};

// Runs without the GIL; `job(tick)` may call the Python callable through the tick.
template <class Job>
auto released(const py::object& tick, Job&& job) {
    const Tick core_tick = make_tick(tick);
    const py::gil_scoped_release release;
    return job(core_tick);
}

// A model over a sparse matrix in training, with the arrays that it works on.
struct CellTrainer {
    virtual ~CellTrainer() = default;
    virtual EpochSums run_epoch(uint64_t epoch, const Tick& tick) = 0;
};

// A Training(options, cells, rows) over cells that are float32 or float64.
template <class Training, class Rows>
struct MatrixTrainer : CellTrainer {
    HeldState<Rows> state;
    std::unique_ptr<Training> training;

    template <class Options>
    MatrixTrainer(const Options& options, const py::tuple& cells, const py::dict& arrays)
        : state(arrays) {
        if (cells[2].attr("dtype").attr("char").cast<std::string>() == "f")
            prepare(options, HeldCsr<float>(cells));
        else
            prepare(options, HeldCsr<double>(cells));
    }
    template <class Options, class Value>
    void prepare(const Options& options, const HeldCsr<Value>& cells) {
        const Csr<Value> matrix = cells.view();
        const py::gil_scoped_release release;
        training = std::make_unique<Training>(options, matrix, state.rows);
    }
    EpochSums run_epoch(uint64_t epoch, const Tick& tick) override {
        return training->run_epoch(epoch, tick);
    }
};

// NAME(knobs, cells, state) -> trainer, and NAME_knobs. A new model over cells is one line:
//     add_cell_recipe<SwivelOptions, MatrixTrainer<SwivelTraining, SwivelRows>>(m, "swivel");
// Shown is what Python sees of the trainer.
template <class Options, class Trainer, class Shown = CellTrainer>
void add_cell_recipe(py::module_& m, const char* name) {
    m.def(
        name,
        [](const py::dict& knobs, const py::tuple& cells, const py::dict& state) {
            const auto options = options_from<Options>(knobs);
            return std::unique_ptr<Shown>(std::make_unique<Trainer>(options, cells, state));
        },
        py::arg("knobs"), py::arg("cells"), py::arg("state"),
        "A trainer over cells that updates the arrays of the state in place.");
    add_knobs<Options>(m, name);
}

// A model over a token stream in training, with the arrays that it works on.
struct TokenTrainer {
    virtual ~TokenTrainer() = default;
    virtual Totals run_epoch(uint64_t epoch, uint64_t first_chunk, const Tick& tick) = 0;
};

// What trains chunk after chunk by the loop of models/tokens/training.h.
struct ChunkTrainer : TokenTrainer {
    std::unique_ptr<Training> training;
    TrainChunk train_chunk;

    Totals run_epoch(uint64_t epoch, uint64_t first_chunk, const Tick& tick) override {
        return malvec::run_epoch(*training, epoch, first_chunk, train_chunk, tick);
    }
};

// (ids, offsets, counts), kept alive.
struct HeldCorpus {
    Array<uint32_t> ids;
    Array<uint64_t> offsets, counts;

    explicit HeldCorpus(const py::tuple& corpus)
        : ids(corpus[0].cast<Array<uint32_t>>()), offsets(corpus[1].cast<Array<uint64_t>>()),
          counts(corpus[2].cast<Array<uint64_t>>()) {}
    Sentences sentences() const { return {as_span(ids), as_span(offsets)}; }
};

}  // namespace malvec
