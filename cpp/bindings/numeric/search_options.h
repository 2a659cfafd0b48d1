// How Python wants rows to be searched.
#pragma once
#include <pybind11/stl.h>

#include <optional>
#include <vector>

#include "bindings/arrays.h"
#include "bindings/tick.h"
#include "core/cpu_budget.h"
#include "search/codes8.h"
#include "search/exact.h"

namespace malvec {

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

// A dict of topn, restrict, threads, 0 being all that this process may use, and perhaps allowed
// uint64, a bit per row, signs of the terms of 3CosMul, and codes as HeldCodes8 takes them.
struct HeldSearchOptions {
    size_t topn, restrict_rows;
    unsigned threads;
    std::optional<Array<uint64_t>> allowed;
    std::vector<float> signs;
    py::object codes = py::none();

    explicit HeldSearchOptions(const py::dict& how)
        : topn(how["topn"].cast<size_t>()), restrict_rows(how["restrict"].cast<size_t>()),
          threads(how["threads"].cast<unsigned>()) {
        if (threads == 0) {
            static const double quota = group_quota();
            threads = cpu_budget(quota).threads();
        }
        if (how.contains("allowed")) allowed = how["allowed"].cast<Array<uint64_t>>();
        if (how.contains("signs")) signs = how["signs"].cast<std::vector<float>>();
        if (how.contains("codes")) codes = how["codes"];
    }

    // What `search` finds without the GIL; Ctrl-C stops it.
    template <class Search>
    Found run(const Search& search) const {
        const py::object nothing = py::none();
        const Tick tick = make_tick(nothing);
        const SearchOptions options{topn, restrict_rows, threads, [&tick] { return tick({}); },
                                    allowed ? as_span(*allowed) : AllowedRows{}};
        const py::gil_scoped_release release;
        return search(options);
    }
};

}  // namespace malvec
