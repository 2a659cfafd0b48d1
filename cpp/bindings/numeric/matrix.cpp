#include "core/matrix.h"

#include "bindings/arrays.h"
#include "bindings/numeric/register.h"

namespace malvec {
namespace {

py::array_t<float> make_matrix(size_t rows, size_t dim) {
    constexpr size_t most = PTRDIFF_MAX / sizeof(float);  // NumPy counts with signs
    const size_t stride = dim > most ? 0 : padded_dim(dim);
    if (dim > most || rows > most / std::max<size_t>(stride, 1)) throw std::bad_alloc();
    std::shared_ptr<float[]> memory = allocate_floats(rows * stride);
    const float* data = memory.get();
    return py::array_t<float>({rows, dim}, {stride * sizeof(float), sizeof(float)}, data,
                              kept_for_array(std::move(memory)));
}

}  // namespace

void register_matrix(py::module_& m) {
    m.def("matrix", &make_matrix, py::arg("rows"), py::arg("dim"),
          "Zeros [rows, dim] float32, rows 64-byte aligned and padded with zeros to whole cache "
          "lines.");
}

}  // namespace malvec
