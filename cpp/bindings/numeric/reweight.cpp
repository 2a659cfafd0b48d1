// Counts to PMI and TF-IDF; each function takes float32 and float64 values.
#include "models/cells/reweight.h"

#include "bindings/cells.h"
#include "bindings/numeric/register.h"

namespace malvec {
namespace {

template <class T>
Array<T> kept_array(std::unique_ptr<T[]>&& values, size_t size) {
    const T* data = values.get();
    return Array<T>(size, data, kept_for_array(std::move(values)));
}

py::tuple as_cells(Reweighted&& r, size_t width) {
    const uint64_t cells = r.offsets.back();
    return py::make_tuple(to_array(std::move(r.offsets)), kept_array(std::move(r.columns), cells),
                          kept_array(std::move(r.values), cells), width);
}

// function(view of the cells) without the GIL, for either type of value.
template <class Function>
auto with_counts(const py::tuple& cells, const Function& function) {
    const auto run = [&](const auto& held) {
        const auto view = held.view();
        const py::gil_scoped_release release;
        return function(view);
    };
    return py::isinstance<Array<float>>(cells[2]) ? run(HeldCsr<float>(cells))
                                                  : run(HeldCsr<double>(cells));
}

py::tuple pmi_cells(const py::tuple& cells, double shift, double smoothing, double threshold,
                    bool positive, unsigned threads) {
    const PmiOptions options{shift, smoothing, threshold, positive, threads};
    return as_cells(with_counts(cells, [&](const auto& view) { return pmi(view, options); }),
                    cells[3].cast<size_t>());
}

py::tuple tfidf_cells(const py::tuple& cells, bool sublinear, bool smooth, bool normalize,
                      unsigned threads) {
    const TfidfOptions options{sublinear, smooth, normalize, threads};
    return as_cells(with_counts(cells, [&](const auto& view) { return tfidf(view, options); }),
                    cells[3].cast<size_t>());
}

}  // namespace

void register_reweight(py::module_& m) {
    m.def("pmi", &pmi_cells, py::arg("cells"), py::kw_only(), py::arg("shift"),
          py::arg("smoothing"), py::arg("threshold"), py::arg("positive"), py::arg("threads"),
          "Counts to pointwise mutual information, float32 cells.");
    m.def("tfidf", &tfidf_cells, py::arg("cells"), py::kw_only(), py::arg("sublinear"),
          py::arg("smooth"), py::arg("normalize"), py::arg("threads"),
          "Counts of documents [rows] and terms [columns] to TF-IDF, float32 cells.");
}

}  // namespace malvec
