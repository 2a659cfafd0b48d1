// Words of Python's vectors as library/ looks them up and adds them up: as C does.
#include <pybind11/stl.h>

#include <algorithm>

#include "bindings/numeric/register.h"
#include "bindings/numeric/word_table.h"
#include "library/questions.h"

namespace malvec {
namespace {

// The GIL is held in every call: each takes microseconds, and `clean` may be Python's.
class WordLookup {
public:
    WordLookup(const py::tuple& words, const py::object& rows, const py::object& ngrams,
               bool unit_length, const py::object& clean)
        : held_(py::dict(py::arg("words") = words, py::arg("rows") = rows,
                         py::arg("inverse_norms") = py::none(), py::arg("ngrams") = ngrams,
                         py::arg("unit_length") = unit_length)),
          clean_(clean) {
        if (!clean_.is_none())
            held_.table.clean = [this](std::string_view text, std::string& out) {
                out = clean_(py::bytes(text.data(), text.size())).cast<std::string>();
                return out != text;
            };
    }
    WordLookup(const WordLookup&) = delete;
    WordLookup& operator=(const WordLookup&) = delete;

    int64_t find(const std::string& word) const {
        return std::max<int64_t>(Lookup(held_.table).find(word), -1);
    }

    // Terms are words as bytes, or vectors float32 [dim].
    py::tuple add_up(const std::vector<py::object>& terms, const std::vector<float>& signs) const {
        if (terms.size() != signs.size()) throw std::invalid_argument("each term has a sign");
        Question question(held_.table);
        for (size_t i = 0; i < terms.size(); ++i) {
            if (py::isinstance<py::bytes>(terms[i]))
                question.add(std::string_view(terms[i].cast<py::bytes>()), signs[i]);
            else
                question.add(as_span(terms[i].cast<Array<float>>()), signs[i]);
        }
        const auto direction = question.direction();
        return py::make_tuple(to_array(std::vector<float>(direction.begin(), direction.end())),
                              question.hidden());
    }

private:
    HeldWordTable held_;
    py::object clean_;
};

}  // namespace

void register_word_lookup(py::module_& m) {
    py::class_<WordLookup>(m, "WordLookup", py::module_local(),
                           "Words, their rows and those of n-grams: library/lookup.h has the "
                           "order in which a word is looked for.")
        .def(py::init<const py::tuple&, const py::object&, const py::object&, bool,
                      const py::object&>(),
             py::arg("words"), py::arg("rows"), py::arg("ngrams"), py::arg("unit_length"),
             py::arg("clean"))
        .def("find", &WordLookup::find, py::arg("word"), "The id of a word given as bytes, or -1.")
        .def("add_up", &WordLookup::add_up, py::arg("terms"), py::arg("signs"),
             "The sum of signed unit vectors of words (bytes) and vectors, float32 [dim], and the "
             "ids of the words, which must not be found.");
}

}  // namespace malvec
