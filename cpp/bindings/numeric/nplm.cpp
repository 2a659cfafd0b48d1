// The neural language model, over a state {"input", "hidden",
// "output"} and, for training, the same with "_squares".
#include "models/tokens/nplm.h"

#include "bindings/numeric/recipe.h"
#include "bindings/numeric/register.h"

namespace malvec {
namespace {

// The arrays that training works on, kept alive.
struct NplmTrainer : TokenTrainer {
    HeldCorpus corpus;
    HeldState<NplmRows> state, squares;
    NplmTraining training;

    NplmTrainer(const NplmOptions& options, const py::tuple& arrays, const py::dict& parts)
        : corpus(arrays), state(parts), squares(parts, "_squares"),
          training(options, corpus.sentences(), as_span(corpus.counts),
                   {state.rows, squares.rows}) {}
    Totals run_epoch(uint64_t epoch, uint64_t first_chunk, const Tick& tick) override {
        return training.run_epoch(epoch, first_chunk, tick);
    }
};

Array<float> log_probabilities(const py::dict& knobs, const Array<uint32_t>& ids,
                               const Array<uint64_t>& offsets, const py::dict& state,
                               const py::object& tick) {
    const auto options = options_from<NplmOptions>(knobs);
    const HeldState<NplmRows> held(state);
    const Sentences sentences{as_span(ids), as_span(offsets)};
    std::vector<float> logs(sentences.values.size());
    released(tick, [&](const Tick& core_tick) {
        nplm_log_probabilities(options, sentences, held.rows, logs.data(), core_tick);
    });
    return to_array(std::move(logs));
}

}  // namespace

void register_nplm(py::module_& m) {
    m.def(
        "nplm",
        [](const py::dict& knobs, const py::tuple& corpus, const py::dict& state) {
            const auto options = options_from<NplmOptions>(knobs);
            return std::unique_ptr<TokenTrainer>(
                std::make_unique<NplmTrainer>(options, corpus, state));
        },
        py::arg("knobs"), py::arg("corpus"), py::arg("state"),
        "A trainer over (ids, offsets, counts) that updates the state in place.");
    add_knobs<NplmOptions>(m, "nplm");
    m.def(
        "initialize_nplm",
        [](const py::dict& knobs, const Array<uint64_t>& counts, const py::dict& state) {
            initialize_nplm(options_from<NplmOptions>(knobs), as_span(counts),
                            HeldState<NplmRows>(state).rows);
        },
        py::arg("knobs"), py::arg("counts").noconvert(), py::arg("state"),
        "The rows before the first epoch.");
    m.def("nplm_log_probabilities", &log_probabilities, py::arg("knobs"),
          py::arg("ids").noconvert(), py::arg("offsets").noconvert(), py::arg("state"),
          py::arg("tick"), "log p of each token by the softmax over all words.");
}

}  // namespace malvec
