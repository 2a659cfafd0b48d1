// Documents: doc2vec(knobs, corpus, matrices, tags) -> trainer;
// Doc2vecInference -> vectors of texts that were not trained.
#include "models/tokens/doc2vec.h"

#include "bindings/numeric/recipe.h"
#include "bindings/numeric/register.h"

namespace malvec {
namespace {

// Input and output rows; with concat an output row is as wide as several input rows.
Matrices word_matrices(const py::array_t<float>& input, const py::array_t<float>& output) {
    const Matrix in = as_matrix(input, "input"), out = as_matrix(output, "output");
    return {in, out, {}, in.stride == 0 ? 0 : out.stride / in.stride};
}

// The arrays that training works on, kept alive: a corpus, (documents, input,
// output), and the tags of each sentence as (offsets, rows of documents).
struct Doc2vecTrainer : ChunkTrainer {
    HeldCorpus corpus;
    Array<uint64_t> tag_offsets;
    Array<uint32_t> tag_rows;
    py::array_t<float> documents, input, output;

    Doc2vecTrainer(const Doc2vecOptions& options, const py::tuple& arrays,
                   const py::tuple& matrices, const py::tuple& tags)
        : corpus(arrays), tag_offsets(tags[0].cast<Array<uint64_t>>()),
          tag_rows(tags[1].cast<Array<uint32_t>>()),
          documents(matrices[0].cast<py::array_t<float>>()),
          input(matrices[1].cast<py::array_t<float>>()),
          output(matrices[2].cast<py::array_t<float>>()) {
        const Documents rows{as_matrix(documents, "documents"),
                             {as_span(tag_rows), as_span(tag_offsets)}};
        training = std::make_unique<Training>(window_options(options), corpus.sentences(),
                                              as_span(corpus.counts), word_matrices(input, output));
        train_chunk = doc2vec(*training, options, rows);
    }
};

// A trained model that infers: its counts and (input, output),
// which stay as they are; calls may come from several threads.
struct Doc2vecInference {
    Array<uint64_t> counts;
    py::array_t<float> input, output;
    Doc2vecOptions options;
    std::vector<uint64_t> nothing{0};  // the offsets of no sentences
    std::unique_ptr<Training> training;

    Doc2vecInference(const py::dict& knobs, const Array<uint64_t>& word_counts,
                     const py::tuple& matrices)
        : counts(word_counts), input(matrices[0].cast<py::array_t<float>>()),
          output(matrices[1].cast<py::array_t<float>>()),
          options(options_from<Doc2vecOptions>(knobs)) {
        check(options);
        const Sentences none{{}, nothing};
        training = std::make_unique<Training>(window_options(options), none, as_span(counts),
                                              word_matrices(input, output));
        check_output(*training, options);
    }

    bool infer(const py::tuple& texts, const py::array_t<float>& vectors, const py::dict& how,
               const py::object& tick) const {
        const auto ids = texts[0].cast<Array<uint32_t>>();
        const auto offsets = texts[1].cast<Array<uint64_t>>();
        const auto inference = options_from<InferenceOptions>(how);
        const Matrix rows = as_matrix(vectors, "vectors");
        const Tick core_tick = make_tick(tick);
        const py::gil_scoped_release release;
        return infer_documents(*training, options, inference, {as_span(ids), as_span(offsets)},
                               rows, core_tick);
    }
};

void register_inference(py::module_& m) {
    py::class_<Doc2vecInference>(m, "Doc2vecInference", py::module_local())
        .def(py::init<const py::dict&, const Array<uint64_t>&, const py::tuple&>(),
             py::arg("knobs"), py::arg("counts"), py::arg("matrices"))
        .def("infer", &Doc2vecInference::infer, py::arg("texts"), py::arg("vectors"),
             py::arg("how"), py::arg("tick"),
             "Row i becomes the vector of text i of (ids, offsets); False where the tick said "
             "stop.");
}

}  // namespace

void register_doc2vec(py::module_& m) {
    m.def(
        "doc2vec",
        [](const py::dict& knobs, const py::tuple& corpus, const py::tuple& matrices,
           const py::tuple& tags) {
            const auto options = options_from<Doc2vecOptions>(knobs);
            return std::unique_ptr<TokenTrainer>(
                std::make_unique<Doc2vecTrainer>(options, corpus, matrices, tags));
        },
        py::arg("knobs"), py::arg("corpus"), py::arg("matrices"), py::arg("tags"),
        "A trainer over (ids, offsets, counts) that updates (documents, input, output) in place; "
        "tags: (offsets, rows) by sentence.");
    add_knobs<Doc2vecOptions>(m, "doc2vec");
    register_inference(m);
    m.def(
        "hidden_slots",
        [](const py::dict& knobs, size_t tags) {
            return hidden_slots(options_from<Doc2vecOptions>(knobs), tags);
        },
        py::arg("knobs"), py::arg("tags"),
        "How many input rows lie side by side in what an output row meets.");
    m.def(
        "initialize_documents",
        [](const py::array_t<float>& rows, uint64_t seed) {
            initialize_rows(as_matrix(rows, "rows"), random_key(seed, for_documents));
        },
        py::arg("rows"), py::arg("seed"),
        "Uniform in [-1, 1) / dim, each row by its number and the seed; other numbers than the "
        "words'.");
}

}  // namespace malvec
