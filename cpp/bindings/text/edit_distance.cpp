// Edit distances between texts in bytes. The GIL is released, and Ctrl-C gets through.
#include "text/edit_distance.h"

#include "bindings/arrays.h"
#include "bindings/text/register.h"
#include "bindings/tick.h"

namespace malvec {
namespace {

// job(beat) without the GIL.
template <class Job>
auto interruptible(Job&& job) {
    const py::object nobody = py::none();
    const Tick tick = make_tick(nobody);
    const py::gil_scoped_release released;
    return job([&] { tick({}); });
}

double distance_of(const std::string& a, const std::string& b, bool jamo) {
    const EditCosts costs{jamo};
    return interruptible([&](const Beat& beat) {
        return static_cast<double>(EditDistance(a, costs).to(b, beat)) / costs.unit();
    });
}

Array<double> distances_of(const std::string& word, const Array<uint8_t>& bytes,
                           const Array<uint64_t>& offsets, bool jamo, unsigned threads) {
    const Words words = as_words(bytes, offsets);
    check_words(words);
    std::vector<double> found(static_cast<size_t>(offsets.size()) - 1);
    interruptible(
        [&](const Beat& beat) { edit_distances(word, words, {jamo}, threads, found, beat); });
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
