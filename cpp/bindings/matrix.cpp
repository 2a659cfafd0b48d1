#include "core/matrix.h"

#include "bindings/arrays.h"
#include "bindings/register.h"

namespace malvec {
namespace {

py::array_t<float> make_matrix(size_t rows, size_t dim) {
    const size_t stride = padded_dim(dim);
    if (dim != 0 && rows > SIZE_MAX / sizeof(float) / stride) throw std::bad_alloc();
    auto* owner = new std::shared_ptr<float[]>(allocate_floats(rows * stride));
    const py::capsule keeper(owner, [](void* p) { delete static_cast<std::shared_ptr<float[]>*>(p); });
    return py::array_t<float>({rows, dim}, {stride * sizeof(float), sizeof(float)}, owner->get(), keeper);
}

}  // namespace

void register_matrix(py::module_& m) {
    m.def("matrix", &make_matrix, py::arg("rows"), py::arg("dim"),
          "Zeros [rows, dim] float32, rows 64-byte aligned and padded with zeros to whole cache lines.");
}

}  // namespace malvec
