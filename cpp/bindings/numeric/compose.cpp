// Vectors of words made of the rows of their n-grams.
#include "text/compose.h"

#include "bindings/numeric/register.h"
#include "bindings/numeric/word_table.h"
#include "bindings/tick.h"
#include "bindings/words.h"

namespace malvec {
namespace {

void compose_rows(const py::tuple& words, const py::tuple& table, const std::string& mix,
                  py::array_t<float>& rows, unsigned threads) {
    const HeldWords held(words);
    const HeldNgrams ngrams(table);
    if (!rows.writeable()) throw std::invalid_argument("the rows are read-only");
    if (mix != "seen" && mix != "raw" && mix != "unseen")
        throw std::invalid_argument("mix is 'seen', 'raw' or 'unseen'");
    const Mix how = mix == "seen" ? Mix::seen : mix == "raw" ? Mix::raw : Mix::unseen;
    const Matrix target = as_rows(rows);
    const py::object nothing = py::none();
    const Tick tick = make_tick(nothing);
    const py::gil_scoped_release release;
    compose(held.view(), ngrams.table, how, target, threads, tick);
}

}  // namespace

void register_compose(py::module_& m) {
    m.def("compose_rows", &compose_rows, py::arg("words"), py::arg("table"), py::arg("mix"),
          py::arg("rows").noconvert(), py::arg("threads"),
          "In place: rows of words become vectors ('seen'), vectors rows ('raw'), or anything "
          "vectors of unseen words ('unseen').");
    m.def(
        "rows_are_finite", [](const py::array_t<float>& rows) { return all_finite(as_rows(rows)); },
        py::arg("rows").noconvert(), "False where some value is infinite or not a number.");
}

}  // namespace malvec
