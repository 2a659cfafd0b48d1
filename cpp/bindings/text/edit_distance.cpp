// Edit distances between texts in bytes.
#include "text/edit_distance.h"

#include "bindings/arrays.h"
#include "bindings/text/register.h"

namespace malvec {
namespace {

double distance_of(const std::string& a, const std::string& b, bool jamo) {
    const EditCosts costs{jamo};
    return static_cast<double>(EditDistance(a, costs).to(b)) / costs.unit();
}

Array<double> distances_of(const std::string& word, const Array<uint8_t>& bytes,
                           const Array<uint64_t>& offsets, bool jamo, unsigned threads) {
    check_words(as_words(bytes, offsets));
    std::vector<double> found(static_cast<size_t>(offsets.size()) - 1);
    {
        const py::gil_scoped_release released;
        edit_distances(word, as_chars(bytes), as_span(offsets), {jamo}, threads, found);
    }
    return to_array(std::move(found));
}

}  // namespace

void register_edit_distance(py::module_& m) {
    m.def("edit_distance", &distance_of, py::arg("a"), py::arg("b"), py::arg("jamo"),
          "Levenshtein's distance of two texts in bytes.");
    m.def("edit_distances", &distances_of, py::arg("word"), py::arg("bytes").noconvert(),
          py::arg("offsets").noconvert(), py::arg("jamo"), py::arg("threads"),
          "Those of one word to many, float64.");
}

}  // namespace malvec
