// Skip-gram and CBOW, and what one asks of their vectors.
#include "bindings/numeric/recipe.h"
#include "bindings/numeric/register.h"
#include "models/tokens/cbow.h"
#include "models/tokens/heldout.h"
#include "models/tokens/skipgram.h"

namespace malvec {
namespace {

// The arrays that training works on, kept alive: (input, output), and where words are composed
// the input rows of each word.
struct WindowTrainer : ChunkTrainer {
    HeldCorpus corpus;
    py::array_t<float> input, output;
    Array<uint64_t> row_offsets;
    Array<uint32_t> rows;

    WindowTrainer(const TrainingOptions& options, const py::tuple& arrays,
                  const py::tuple& matrices)
        : corpus(arrays), input(matrices[0].cast<py::array_t<float>>()),
          output(matrices[1].cast<py::array_t<float>>()) {
        Matrices views{as_matrix(input, "input"), as_matrix(output, "output")};
        if (matrices.size() == 4) {
            row_offsets = matrices[2].cast<Array<uint64_t>>();
            rows = matrices[3].cast<Array<uint32_t>>();
            views.row_lists = {as_span(rows), as_span(row_offsets)};
        }
        training =
            std::make_unique<Training>(options, corpus.sentences(), as_span(corpus.counts), views);
    }
};

// NAME(knobs, corpus, matrices) -> trainer, and NAME_knobs.
template <class Options>
void add_window_recipe(py::module_& m, const char* name,
                       TrainChunk (*model)(const Training&, const Options&)) {
    m.def(
        name,
        [model](const py::dict& knobs, const py::tuple& corpus, const py::tuple& matrices) {
            const auto options = options_from<Options>(knobs);
            auto trainer = std::make_unique<WindowTrainer>(options, corpus, matrices);
            trainer->train_chunk = model(*trainer->training, options);
            return std::unique_ptr<TokenTrainer>(std::move(trainer));
        },
        py::arg("knobs"), py::arg("corpus"), py::arg("matrices"),
        "A trainer over (ids, offsets, counts) that updates (input, output) in place; (…, row "
        "offsets, rows) where words are composed.");
    add_knobs<Options>(m, name);
}

void initialize(const py::array_t<float>& array, uint64_t seed) {
    initialize_rows(as_matrix(array, "matrix"), seed);
}

// Keeps the arrays of (input, output) and (centres, contexts,
// offsets, mean) alive behind the core's views of them.
struct Heldout {
    py::array_t<float> input, output;
    Array<uint32_t> centres, contexts;
    Array<uint64_t> offsets;
    bool mean;

    Heldout(const py::tuple& matrices, const py::tuple& e)
        : input(matrices[0].cast<py::array_t<float>>()),
          output(matrices[1].cast<py::array_t<float>>()), centres(e[0].cast<Array<uint32_t>>()),
          contexts(e[1].cast<Array<uint32_t>>()), offsets(e[2].cast<Array<uint64_t>>()),
          mean(e[3].cast<bool>()) {}
    Examples examples() const {
        return {as_span(centres), {as_span(contexts), as_span(offsets)}, mean};
    }
};

double loss_by_noise(const py::tuple& matrices, const py::tuple& examples,
                     const Array<double>& noise, unsigned threads) {
    const Heldout h(matrices, examples);
    const Matrix in = as_matrix(h.input, "input"), out = as_matrix(h.output, "output");
    return released(py::none(), [&](const Tick& tick) {
        return heldout_loss(in, out, h.examples(), as_span(noise), threads, tick);
    });
}

double loss_by_tree(const py::tuple& matrices, const py::tuple& examples,
                    const Array<uint64_t>& counts) {
    const Heldout h(matrices, examples);
    const Matrix in = as_matrix(h.input, "input"), out = as_matrix(h.output, "output");
    const py::gil_scoped_release release;
    return heldout_tree_loss(in, out, h.examples(), as_span(counts));
}

}  // namespace

void register_tokens(py::module_& m) {
    add_window_recipe<SkipgramOptions>(m, "skipgram", &skipgram);
    add_window_recipe<CbowOptions>(m, "cbow", &cbow);
    m.attr("CHUNK_TOKENS") = chunk_tokens;
    m.def("initialize_rows", &initialize, py::arg("matrix"), py::arg("seed"),
          "Rows uniform in [-1, 1) / dim, each by its own number and the seed.");
    m.def("heldout_loss", &loss_by_noise, py::arg("matrices"), py::arg("examples"),
          py::arg("noise").noconvert(), py::arg("threads"),
          "Mean exact negative-sampling loss of examples (centres, contexts, offsets, mean); "
          "noise: expected negatives per word.");
    m.def("heldout_tree_loss", &loss_by_tree, py::arg("matrices"), py::arg("examples"),
          py::arg("counts").noconvert(),
          "Mean hierarchical-softmax loss of examples (centres, contexts, offsets, mean).");
}

}  // namespace malvec
