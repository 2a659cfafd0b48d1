// The neural language model, over a state {"input", "hidden",
// "output"} and, for training, the same with "_squares".
#include "models/tokens/nplm.h"

#include <memory>

#include "bindings/arrays.h"
#include "bindings/numeric/register.h"
#include "bindings/options.h"
#include "bindings/tick.h"

namespace malvec {
namespace {

struct HeldNplmRows {
    py::array_t<float> input, hidden, output;

    HeldNplmRows(const py::dict& state, const std::string& suffix)
        : input(state[("input" + suffix).c_str()].cast<py::array_t<float>>()),
          hidden(state[("hidden" + suffix).c_str()].cast<py::array_t<float>>()),
          output(state[("output" + suffix).c_str()].cast<py::array_t<float>>()) {}
    NplmRows view() const {
        return {as_matrix(input, "input"), as_matrix(hidden, "hidden"),
                as_matrix(output, "output")};
    }
};

// The arrays that training works on, kept alive.
struct NplmTrainer {
    Array<uint32_t> ids;
    Array<uint64_t> offsets, counts;
    HeldNplmRows rows, squares;
    NplmTraining training;

    NplmTrainer(const NplmOptions& options, const py::tuple& corpus, const py::dict& state)
        : ids(corpus[0].cast<Array<uint32_t>>()), offsets(corpus[1].cast<Array<uint64_t>>()),
          counts(corpus[2].cast<Array<uint64_t>>()), rows(state, ""), squares(state, "_squares"),
          training(options, {as_span(ids), as_span(offsets)}, as_span(counts),
                   {rows.view(), squares.view()}) {}

    py::tuple run_epoch(uint64_t epoch, uint64_t first_chunk, const py::object& tick) {
        Totals totals;
        {
            const Tick core_tick = make_tick(tick);
            const py::gil_scoped_release release;
            totals = training.run_epoch(epoch, first_chunk, core_tick);
        }
        return py::make_tuple(totals.chunks, totals.kept, totals.pairs, totals.loss);
    }
};

Array<float> log_probabilities(const py::dict& knobs, const Array<uint32_t>& ids,
                               const Array<uint64_t>& offsets, const py::dict& state,
                               const py::object& tick) {
    const auto options = options_from<NplmOptions>(knobs);
    const HeldNplmRows rows(state, "");
    const NplmRows views = rows.view();
    const Sentences sentences{as_span(ids), as_span(offsets)};
    std::vector<float> logs(sentences.ids.size());
    {
        const Tick core_tick = make_tick(tick);
        const py::gil_scoped_release release;
        nplm_log_probabilities(options, sentences, views, logs.data(), core_tick);
    }
    return to_array(std::move(logs));
}

}  // namespace

void register_nplm(py::module_& m) {
    py::class_<NplmTrainer>(m, "NplmTrainer", py::module_local())
        .def("run_epoch", &NplmTrainer::run_epoch, py::arg("epoch"), py::arg("first_chunk"),
             py::arg("tick"),
             "From a chunk to the end of the epoch, or until tick(done_tokens, loss, tokens) is "
             "False: (chunks, tokens, tokens, loss).");
    m.def(
        "nplm",
        [](const py::dict& knobs, const py::tuple& corpus, const py::dict& state) {
            return std::make_unique<NplmTrainer>(options_from<NplmOptions>(knobs), corpus, state);
        },
        py::arg("knobs"), py::arg("corpus"), py::arg("state"),
        "A trainer over (ids, offsets, counts) that updates the state in place.");
    m.def(
        "nplm_knobs",
        [](const py::dict& knobs) {
            const auto options = options_from<NplmOptions>(knobs);
            check(options);
            return options_to_dict(options);
        },
        py::arg("knobs"),
        "All knobs with their values; throws where one is out of range or unknown.");
    m.def(
        "initialize_nplm",
        [](const py::dict& knobs, const Array<uint64_t>& counts, const py::dict& state) {
            initialize_nplm(options_from<NplmOptions>(knobs), as_span(counts),
                            HeldNplmRows(state, "").view());
        },
        py::arg("knobs"), py::arg("counts").noconvert(), py::arg("state"),
        "The rows before the first epoch.");
    m.def("nplm_log_probabilities", &log_probabilities, py::arg("knobs"),
          py::arg("ids").noconvert(), py::arg("offsets").noconvert(), py::arg("state"),
          py::arg("tick"), "log p of each token by the softmax over all words.");
}

}  // namespace malvec
