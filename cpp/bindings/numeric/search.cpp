// Exact search over matrices that NumPy holds; the GIL is released while rows are scored.
#include <pybind11/stl.h>

#include <algorithm>

#include "bindings/numeric/register.h"
#include "bindings/numeric/rows.h"
#include "bindings/tick.h"
#include "search/exact.h"

namespace malvec {
namespace {

struct Options {
    size_t topn, restrict_rows;
    unsigned threads;
    std::vector<float> signs;
};

py::tuple find_nearest(const py::object& matrix, const Array<float>& norms,
                       const Array<float>& queries, const Array<uint64_t>& excluded_offsets,
                       const Array<int64_t>& excluded_ids, const Options& options) {
    const HeldRows held(matrix);
    const RowsView rows = held.view();
    if (queries.ndim() != 3 || static_cast<size_t>(queries.shape(2)) != rows.dim)
        throw std::invalid_argument("queries must have the shape [count, terms, " +
                                    std::to_string(rows.dim) + "]");
    const Queries asked{queries.data(), static_cast<size_t>(queries.shape(0)),
                        static_cast<size_t>(queries.shape(1)), options.signs};
    const py::object nothing = py::none();
    const Tick tick = make_tick(nothing);
    const SearchOptions inner{options.topn, options.restrict_rows, options.threads,
                              [&tick] { return tick({}); }};
    const auto norm_view = as_span(norms);
    const Excluded excluded{as_span(excluded_ids), as_span(excluded_offsets)};
    Found found;
    {
        const py::gil_scoped_release release;
        found = search(rows, norm_view, asked, excluded, inner);
    }
    const auto columns =
        static_cast<py::ssize_t>(std::min({options.topn, options.restrict_rows, rows.rows}));
    const std::vector<py::ssize_t> shape{queries.shape(0), columns};
    return py::make_tuple(to_array(std::move(found.scores)).reshape(shape),
                          to_array(std::move(found.ids)).reshape(shape));
}

Array<float> norms(const py::object& matrix, unsigned threads) {
    const HeldRows held(matrix);
    const RowsView rows = held.view();
    std::vector<float> result;
    {
        const py::gil_scoped_release release;
        result = inverse_norms(rows, threads);
    }
    return to_array(std::move(result));
}

}  // namespace

void register_search(py::module_& m) {
    py::class_<Options>(m, "SearchOptions", py::module_local(),
                        "How many to find, among how many first rows, by how many threads; signs "
                        "per term: 3CosMul.")
        .def(py::init(
                 [](size_t topn, size_t restrict_rows, unsigned threads, std::vector<float> signs) {
                     return Options{topn, restrict_rows, threads, std::move(signs)};
                 }),
             py::kw_only(), py::arg("topn"), py::arg("restrict"), py::arg("threads"),
             py::arg("signs") = std::vector<float>{});
    m.def("inverse_norms", &norms, py::arg("matrix"), py::arg("threads"),
          "1 / norm of each row, float32 [rows]; 0 for rows of zeros.");
    m.def("find_nearest", &find_nearest, py::arg("matrix"), py::arg("inverse_norms").noconvert(),
          py::arg("queries").noconvert(), py::arg("excluded_offsets").noconvert(),
          py::arg("excluded_ids").noconvert(), py::arg("options"),
          "Exact search: scores float32 [count, topn] and ids int64 [count, topn], best first, id "
          "-1 where there are fewer.");
}

}  // namespace malvec
