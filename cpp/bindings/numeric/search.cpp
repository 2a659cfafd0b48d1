// Exact search over matrices that NumPy holds; the GIL is released while rows are scored.
#include <algorithm>
#include <optional>

#include "bindings/numeric/register.h"
#include "bindings/numeric/rows.h"
#include "bindings/numeric/search_options.h"
#include "search/among.h"
#include "search/graph_bytes.h"

namespace malvec {
namespace {

py::tuple find_nearest(const py::object& matrix, const Array<float>& norms,
                       const Array<float>& queries, const Array<uint64_t>& excluded_offsets,
                       const Array<int64_t>& excluded_ids, const py::dict& options) {
    const HeldRows held(matrix);
    const HeldSearchOptions how(options);
    RowsView rows = held.view();
    std::optional<HeldCodes8> codes;
    if (!how.codes.is_none()) rows.codes = &codes.emplace(how.codes.cast<py::tuple>(), rows).view;
    if (queries.ndim() != 3 || static_cast<size_t>(queries.shape(2)) != rows.dim)
        throw std::invalid_argument("queries must have the shape [count, terms, " +
                                    std::to_string(rows.dim) + "]");
    const Queries asked{queries.data(), static_cast<size_t>(queries.shape(0)),
                        static_cast<size_t>(queries.shape(1)), how.signs};
    const auto norm_view = as_span(norms);
    const Excluded excluded{as_span(excluded_ids), as_span(excluded_offsets)};
    Found found = how.run([&](const SearchOptions& inner) {
        return search(rows, norm_view, asked, excluded, inner);
    });
    const auto columns =
        static_cast<py::ssize_t>(std::min({how.topn, how.restrict_rows, rows.rows}));
    const std::vector<py::ssize_t> shape{queries.shape(0), columns};
    return py::make_tuple(to_array(std::move(found.scores)).reshape(shape),
                          to_array(std::move(found.ids)).reshape(shape));
}

py::tuple find_among(const py::object& matrix, const Array<float>& norms,
                     const Array<uint64_t>& near, const py::tuple& asked,
                     const std::optional<Array<bool>>& allowed, size_t topn) {
    const auto query = asked[0].cast<Array<float>>();
    const auto excluded = asked[1].cast<std::vector<int64_t>>();
    const HeldRows held(matrix);
    const RowsView rows = held.view();
    const AmongOptions options{topn, excluded,
                               allowed ? as_span(*allowed) : std::span<const bool>{}};
    Found found = search_among(rows, as_span(norms), as_span(query), as_span(near), options);
    return py::make_tuple(to_array(std::move(found.scores)), to_array(std::move(found.ids)));
}

py::tuple make_codes8(const py::object& matrix, const Array<float>& norms, unsigned threads) {
    const HeldRows held(matrix);
    const RowsView rows = held.view();
    const auto norm_view = as_span(norms);
    Codes8Memory made;
    {
        const py::gil_scoped_release release;
        made = encode_codes8(rows, norm_view, threads);
    }
    const uint8_t* const codes = made.codes.get();
    return py::make_tuple(Array<uint8_t>(made.bytes, codes, kept_for_array(std::move(made.codes))),
                          to_array(std::move(made.scales)), to_array(std::move(made.errors)));
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
    m.def("inverse_norms", &norms, py::arg("matrix"), py::arg("threads"),
          "1 / norm of each row, float32 [rows]; 0 for rows of zeros.");
    m.def("encode_codes8", &make_codes8, py::arg("matrix"), py::arg("inverse_norms").noconvert(),
          py::arg("threads"),
          "Rows of length 1 in a byte per component: codes uint8 [blocks of 16 rows * groups of 4 "
          "components * 64], scales and bounds of what rounding lost, float32 [rows].");
    m.def("find_nearest", &find_nearest, py::arg("matrix"), py::arg("inverse_norms").noconvert(),
          py::arg("queries").noconvert(), py::arg("excluded_offsets").noconvert(),
          py::arg("excluded_ids").noconvert(), py::arg("options"),
          "Exact search with options as in search_options.h: scores float32 [count, topn] and ids "
          "int64 [count, topn], best first, id -1 where there are fewer.");
    m.def("find_among", &find_among, py::arg("matrix"), py::arg("inverse_norms").noconvert(),
          py::arg("near").noconvert(), py::arg("asked"), py::arg("allowed"), py::arg("topn"),
          "Exact search among some rows, in any order; asked is a vector and the rows that it must "
          "not find: scores float32 and ids int64, best first, at most topn.");
    m.def(
        "check_graph",
        [](const Array<uint8_t>& stored, size_t rows, size_t dim) {
            const auto bytes = as_span(stored);
            const py::gil_scoped_release release;
            check_graph(bytes, rows, dim);
        },
        py::arg("stored").noconvert(), py::arg("rows"), py::arg("dim"),
        "ValueError where usearch must not be handed a graph of such a matrix.");
}

}  // namespace malvec
