#include <memory>

#include "bindings/arrays.h"
#include "bindings/numeric/register.h"
#include "bindings/options.h"
#include "bindings/tick.h"
#include "models/tokens/cbow.h"
#include "models/tokens/heldout.h"
#include "models/tokens/skipgram.h"

namespace malvec {
namespace {

// What a recipe's fit holds on to: the arrays, the prepared training, and the workers.
struct Trainer {
    Array<uint32_t> ids;
    Array<uint64_t> offsets, counts;
    py::array_t<float> input, output;
    // with rows: the input rows of each word, where words are composed
    Array<uint64_t> row_offsets;
    Array<uint32_t> rows;
    std::unique_ptr<Training> training;
    TrainChunk train_chunk;

    py::tuple run_epoch(uint64_t epoch, uint64_t first_chunk, const py::object& tick) {
        Totals totals;
        {
            const Tick core_tick = make_tick(tick);
            const py::gil_scoped_release release;
            totals = malvec::run_epoch(*training, epoch, first_chunk, train_chunk, core_tick);
        }
        return py::make_tuple(totals.chunks, totals.kept, totals.pairs, totals.loss);
    }
};

template <class Options>
std::unique_ptr<Trainer> make_trainer(TrainChunk (*model)(const Training&, const Options&),
                                      const py::dict& knobs, const py::tuple& corpus,
                                      const py::tuple& matrices) {
    auto t = std::make_unique<Trainer>();
    t->ids = corpus[0].cast<Array<uint32_t>>();
    t->offsets = corpus[1].cast<Array<uint64_t>>();
    t->counts = corpus[2].cast<Array<uint64_t>>();
    t->input = matrices[0].cast<py::array_t<float>>();
    t->output = matrices[1].cast<py::array_t<float>>();
    const Options options = options_from<Options>(knobs);
    const Sentences sentences{as_span(t->ids), as_span(t->offsets)};
    Matrices views{as_matrix(t->input, "input"), as_matrix(t->output, "output")};
    if (matrices.size() == 4) {
        t->row_offsets = matrices[2].cast<Array<uint64_t>>();
        t->rows = matrices[3].cast<Array<uint32_t>>();
        views.row_lists = {as_span(t->row_offsets), as_span(t->rows)};
    }
    t->training = std::make_unique<Training>(options, sentences, as_span(t->counts), views);
    t->train_chunk = model(*t->training, options);
    return t;
}

// Two functions per recipe: NAME(knobs, corpus, matrices) -> Trainer,
// and NAME_knobs(knobs), which checks them and fills in defaults.
template <class Options>
void register_recipe(py::module_& m, const char* name,
                     TrainChunk (*model)(const Training&, const Options&)) {
    m.def(
        name,
        [model](const py::dict& knobs, const py::tuple& corpus, const py::tuple& matrices) {
            return make_trainer(model, knobs, corpus, matrices);
        },
        py::arg("knobs"), py::arg("corpus"), py::arg("matrices"),
        "A trainer over (ids, offsets, counts) that updates (input, output) in place; (…, row "
        "offsets, rows) where words are composed.");
    m.def((std::string(name) + "_knobs").c_str(),
          [](const py::dict& knobs) {
              const auto options = options_from<Options>(knobs);
              check(options);
              return options_to_dict(options);
          },
          py::arg("knobs"),
          "All knobs with their values; throws where one is out of range or unknown.");
}

void initialize(const py::array_t<float>& array, uint64_t seed, size_t first_row) {
    initialize_rows(as_matrix(array, "matrix"), seed, first_row);
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
        return {as_span(centres), as_span(contexts), as_span(offsets), mean};
    }
};

double loss_by_noise(const py::tuple& matrices, const py::tuple& examples,
                     const Array<double>& noise, unsigned threads) {
    const Heldout h(matrices, examples);
    const Matrix in = as_matrix(h.input, "input"), out = as_matrix(h.output, "output");
    const py::object nobody = py::none();
    const Tick tick = make_tick(nobody);
    const py::gil_scoped_release release;
    return heldout_loss(in, out, h.examples(), as_span(noise), threads, tick);
}

double loss_by_tree(const py::tuple& matrices, const py::tuple& examples,
                    const Array<uint64_t>& counts) {
    const Heldout h(matrices, examples);
    const Matrix in = as_matrix(h.input, "input"), out = as_matrix(h.output, "output");
    const py::gil_scoped_release release;
    return heldout_tree_loss(in, out, h.examples(), as_span(counts));
}

}  // namespace

void register_models(py::module_& m) {
    py::class_<Trainer>(m, "Trainer", py::module_local())
        .def("run_epoch", &Trainer::run_epoch, py::arg("epoch"), py::arg("first_chunk"),
             py::arg("tick"),
             "From a chunk to the end of the epoch, or until tick(done_tokens, loss, pairs) is "
             "False: (chunks, kept, pairs, loss).");
    register_recipe<SkipgramOptions>(m, "skipgram", &skipgram);
    register_recipe<CbowOptions>(m, "cbow", &cbow);
    m.attr("CHUNK_TOKENS") = chunk_tokens;
    m.def("initialize_rows", &initialize, py::arg("matrix"), py::arg("seed"),
          py::arg("first_row") = 0,
          "Rows from first_row on: uniform in [-1, 1) / dim, each by its own number and the seed.");
    m.def("heldout_loss", &loss_by_noise, py::arg("matrices"), py::arg("examples"),
          py::arg("noise").noconvert(), py::arg("threads"),
          "Mean exact negative-sampling loss of examples (centres, contexts, offsets, mean); "
          "noise: expected negatives per word.");
    m.def("heldout_tree_loss", &loss_by_tree, py::arg("matrices"), py::arg("examples"),
          py::arg("counts").noconvert(),
          "Mean hierarchical-softmax loss of examples (centres, contexts, offsets, mean).");
    m.def(
        "all_finite",
        [](const py::array_t<float>& array) { return all_finite(as_matrix(array, "matrix")); },
        py::arg("matrix"), "False where some value is infinite or not a number.");
}

}  // namespace malvec
