// What principal components need of the core.
#include "bindings/arrays.h"
#include "bindings/numeric/register.h"
#include "core/moments.h"
#include "core/symmetric_eigen.h"

namespace malvec {
namespace {

py::array square_array(std::vector<double>&& values, size_t n) {
    return to_array(std::move(values)).reshape({n, n});
}

py::array moments_of_rows(const py::array_t<float>& rows, const Array<double>& mean,
                          unsigned threads) {
    const Matrix view = as_rows(rows);
    const auto point = as_span(mean);
    if (point.size() != view.dim)
        throw std::invalid_argument("the mean has another dimension than the rows");
    std::vector<double> sums;
    {
        const py::gil_scoped_release release;
        sums = second_moments(view, point, threads);
    }
    return square_array(std::move(sums), view.dim);
}

py::tuple eigen_of_symmetric(const py::array_t<double, py::array::c_style>& matrix) {
    if (matrix.ndim() != 2 || matrix.shape(0) != matrix.shape(1))
        throw std::invalid_argument("a symmetric matrix is square");
    const auto n = static_cast<size_t>(matrix.shape(0));
    std::vector<double> copy(matrix.data(), matrix.data() + n * n);
    SymmetricEigen eigen;
    {
        const py::gil_scoped_release release;
        eigen = symmetric_eigen(std::move(copy), n);
    }
    return py::make_tuple(to_array(std::move(eigen.values)),
                          square_array(std::move(eigen.vectors), n));
}

}  // namespace

void register_pca(py::module_& m) {
    m.def("second_moments", &moments_of_rows, py::arg("rows"), py::arg("mean").noconvert(),
          py::arg("threads"),
          "The sum of (x - mean)(x - mean)ᵀ over all rows x, float64 [dim, dim].");
    m.def("symmetric_eigen", &eigen_of_symmetric, py::arg("matrix").noconvert(),
          "Eigenvalues, descending, and eigenvectors, one per row, of a symmetric float64 matrix.");
}

}  // namespace malvec
