// A sparse matrix that NumPy holds, as the core's view of it: (offsets
// uint64 [rows + 1], columns uint32 [cells], values [cells], width).
#pragma once
#include "bindings/arrays.h"
#include "core/csr.h"

namespace malvec {

// Keeps the arrays alive behind the view; whether rows and columns are sound, check_csr says.
template <class Value>
struct HeldCsr {
    Array<uint64_t> offsets;
    Array<uint32_t> columns;
    Array<Value> values;
    size_t width;

    explicit HeldCsr(const py::tuple& parts)
        : offsets(parts[0].cast<Array<uint64_t>>()), columns(parts[1].cast<Array<uint32_t>>()),
          values(parts[2].cast<Array<Value>>()), width(parts[3].cast<size_t>()) {
        const bool fits =
            offsets.size() > 0 && offsets.data()[0] == 0 && columns.size() == values.size() &&
            offsets.data()[offsets.size() - 1] == static_cast<uint64_t>(columns.size());
        if (!fits) throw std::invalid_argument("the offsets of the rows do not span the cells");
    }
    Csr<Value> view() const { return {as_span(offsets), as_span(columns), as_span(values), width}; }
};

}  // namespace malvec
