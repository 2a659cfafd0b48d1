// Exact search over matrices that NumPy holds; the GIL is released while rows are scored.
#include <pybind11/stl.h>

#include <algorithm>
#include <optional>

#include "bindings/numeric/register.h"
#include "bindings/numeric/rows.h"
#include "bindings/tick.h"
#include "search/codes8.h"
#include "search/exact.h"

namespace malvec {
namespace {

struct Options {
    size_t topn, restrict_rows;
    unsigned threads;
    std::vector<float> signs;
    std::optional<Array<uint64_t>> allowed;
    std::optional<py::tuple> codes;
};

// (codes uint8 [blocks, groups * 64], scales, errors float32 [rows]) as encode_codes8 gives them.
struct HeldCodes8 {
    Array<uint8_t> codes;
    Array<float> scales, errors;
    Codes8 view;

    HeldCodes8(const py::tuple& parts, const RowsView& rows)
        : codes(parts[0].cast<Array<uint8_t>>()), scales(parts[1].cast<Array<float>>()),
          errors(parts[2].cast<Array<float>>()),
          view{codes.data(), scales.data(), errors.data(), rows.rows, rows.dim} {
        const auto size = [](const auto& array) { return static_cast<size_t>(array.size()); };
        if (size(scales) != rows.rows || size(errors) != rows.rows ||
            size(codes) != view.blocks() * view.groups() * codes8_bytes)
            throw std::invalid_argument("the codes are not of these rows");
    }
};

py::tuple find_nearest(const py::object& matrix, const Array<float>& norms,
                       const Array<float>& queries, const Array<uint64_t>& excluded_offsets,
                       const Array<int64_t>& excluded_ids, const Options& options) {
    const HeldRows held(matrix);
    RowsView rows = held.view();
    std::optional<HeldCodes8> held_codes;
    if (options.codes) rows.codes = &held_codes.emplace(*options.codes, rows).view;
    if (queries.ndim() != 3 || static_cast<size_t>(queries.shape(2)) != rows.dim)
        throw std::invalid_argument("queries must have the shape [count, terms, " +
                                    std::to_string(rows.dim) + "]");
    const Queries asked{queries.data(), static_cast<size_t>(queries.shape(0)),
                        static_cast<size_t>(queries.shape(1)), options.signs};
    const py::object nothing = py::none();
    const Tick tick = make_tick(nothing);
    const SearchOptions inner{options.topn, options.restrict_rows, options.threads,
                              [&tick] { return tick({}); },
                              options.allowed ? as_span(*options.allowed) : AllowedRows{}};
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
    py::class_<Options>(m, "SearchOptions", py::module_local(),
                        "How many to find, among how many first rows, by how many threads; signs "
                        "per term: 3CosMul; a bit per row that is allowed; what encode_codes8 gave "
                        "of the rows.")
        .def(py::init([](size_t topn, size_t restrict_rows, unsigned threads,
                         std::vector<float> signs, std::optional<Array<uint64_t>> allowed,
                         std::optional<py::tuple> codes) {
                 return Options{topn, restrict_rows, threads, std::move(signs), allowed, codes};
             }),
             py::kw_only(), py::arg("topn"), py::arg("restrict"), py::arg("threads"),
             py::arg("signs") = std::vector<float>{}, py::arg("allowed") = py::none(),
             py::arg("codes") = py::none());
    m.def("inverse_norms", &norms, py::arg("matrix"), py::arg("threads"),
          "1 / norm of each row, float32 [rows]; 0 for rows of zeros.");
    m.def("encode_codes8", &make_codes8, py::arg("matrix"), py::arg("inverse_norms").noconvert(),
          py::arg("threads"),
          "Rows of length 1 in a byte per component: codes uint8 [blocks of 16 rows * groups of 4 "
          "components * 64], scales and bounds of what rounding lost, float32 [rows].");
    m.def("find_nearest", &find_nearest, py::arg("matrix"), py::arg("inverse_norms").noconvert(),
          py::arg("queries").noconvert(), py::arg("excluded_offsets").noconvert(),
          py::arg("excluded_ids").noconvert(), py::arg("options"),
          "Exact search: scores float32 [count, topn] and ids int64 [count, topn], best first, id "
          "-1 where there are fewer.");
}

}  // namespace malvec
