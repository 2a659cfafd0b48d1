// Weighted pooling of words' rows into sentences; the GIL is released meanwhile.
#include "sentences/pool.h"

#include <pybind11/stl.h>

#include "bindings/numeric/register.h"
#include "bindings/numeric/rows.h"
#include "bindings/tick.h"

namespace malvec {
namespace {

// (rows float32 or encoded, weights float32 [rows]), kept alive.
struct HeldWeightedRows {
    HeldRows rows;
    Array<float> weights;
    WeightedRows view;

    explicit HeldWeightedRows(const py::tuple& parts)
        : rows(parts[0]), weights(parts[1].cast<Array<float>>()) {
        view.weights = as_span(weights);
        if (rows.encoded) {
            view.encoded = rows.encoded->rows;
            view.rows = {nullptr, view.encoded->rows, view.encoded->dim, 0};
        } else {
            view.rows = as_rows(rows.floats);
        }
    }
};

py::tuple pool_sentences(const py::tuple& sentences, const py::tuple& rows, const py::dict& how,
                         py::array_t<float>& out) {
    const auto ids = sentences[0].cast<Array<uint32_t>>();
    const auto offsets = sentences[1].cast<Array<uint64_t>>();
    const HeldWeightedRows seen(rows[0].cast<py::tuple>()), unseen(rows[1].cast<py::tuple>());
    const auto directions = how["components"].cast<Array<float>>(),
               shares = how["shares"].cast<Array<float>>();
    const bool by_weights = how["by_weights"].cast<bool>();
    if (!out.writeable()) throw std::invalid_argument("the rows are read-only");
    const Pooling pooling{seen.view,
                          unseen.view,
                          by_weights ? Divisor::weights : Divisor::words,
                          CommonComponents{as_span(directions), as_span(shares)},
                          how["threads"].cast<unsigned>(),
                          how["first"].cast<uint64_t>()};
    const Matrix target = as_rows(out);
    const Sentences wanted{as_span(ids), as_span(offsets)};
    const py::object nothing = py::none();
    const Tick tick = make_tick(nothing);
    Pooled pooled;
    {
        const py::gil_scoped_release release;
        pooled = pool(wanted, pooling, target, tick);
    }
    return py::make_tuple(pooled.empty, pooled.skipped, pooled.bad_word);
}

}  // namespace

void register_pool(py::module_& m) {
    m.def("pool_sentences", &pool_sentences, py::arg("sentences"), py::arg("rows"), py::arg("how"),
          py::arg("out").noconvert(),
          "Rows of sentences (ids uint32, offsets uint64) from two of (rows, weights), those of "
          "seen and of unseen words; by "
          "how = components, shares, by_weights, threads, first (the number of the first sentence, "
          "for messages). Gives the empty sentences, the words "
          "without a row, and a word whose row is "
          "not finite, or None.");
}

}  // namespace malvec
