// Small dense and tall panel algebra, sparse products, against loops in double.
#include <cmath>
#include <numeric>

#include "check.h"
#include "core/csr_product.h"
#include "core/error.h"
#include "core/moments.h"
#include "core/orthonormal.h"
#include "core/random.h"
#include "core/symmetric_eigen.h"

using namespace malvec;

namespace {

std::vector<double> random_symmetric(size_t n, uint64_t key) {
    Random random(key);
    std::vector<double> a(n * n);
    for (size_t i = 0; i < n; ++i)
        for (size_t k = 0; k <= i; ++k) a[i * n + k] = a[k * n + i] = random.uniform() - 0.5;
    return a;
}

Panel random_panel(size_t rows, uint64_t key) {
    Panel panel = new_panel(rows);
    Random random(key);
    for (size_t i = 0; i < rows * panel_width; ++i) panel[i] = random.uniform() - 0.5f;
    return panel;
}

// The largest error of A v = w v and of the vectors' orthonormality.
double eigen_error(const std::vector<double>& a, size_t n, const SymmetricEigen& e) {
    double worst = 0;
    for (size_t i = 0; i < n; ++i)
        for (size_t row = 0; row < n; ++row) {
            double product = 0, overlap = 0;
            for (size_t k = 0; k < n; ++k)
                product += a[row * n + k] * e.vectors[i * n + k],
                    overlap += e.vectors[i * n + k] * e.vectors[row * n + k];
            worst = std::max({worst, std::abs(product - e.values[i] * e.vectors[i * n + row]),
                              std::abs(overlap - (i == row))});
        }
    return worst;
}

struct TestCsr {
    std::vector<uint64_t> offsets{0};
    std::vector<uint32_t> columns;
    std::vector<float> values;
    size_t width;

    TestCsr(size_t rows, size_t wide, uint64_t key) : width(wide) {
        Random random(key);
        for (size_t row = 0; row < rows; ++row) {
            for (uint32_t column = 0; column < width; ++column)
                if (row == 3 || (row % 5 && random.below(4) == 0))
                    columns.push_back(column), values.push_back(random.uniform() - 0.3f);
            offsets.push_back(columns.size());
        }
    }
    Csr<float> view() const { return {offsets, columns, values, width}; }
};

}  // namespace

TEST(eigenvalues_of_symmetric_matrices) {
    for (const size_t n : {1, 2, 3, 17, 64, 130}) {
        const auto a = random_symmetric(n, n);
        const SymmetricEigen e = symmetric_eigen(a, n);
        CHECK(eigen_error(a, n, e) < 1e-12);
        CHECK(std::is_sorted(e.values.rbegin(), e.values.rend()));
        const size_t first = n / 2, kept = n - first;
        const SymmetricEigen last = symmetric_eigen(a, n, first);
        for (size_t i = 0; i < n; ++i)
            for (size_t k = 0; k < kept; ++k)
                CHECK(std::abs(last.vectors[i * kept + k] - e.vectors[i * n + first + k]) < 1e-12);
    }
}

TEST(eigenvalues_of_special_matrices) {
    const size_t n = 40;
    std::vector<double> diagonal(n * n), ones(n * n, 1.0), zero(n * n);
    for (size_t i = 0; i < n; ++i)
        diagonal[i * n + i] = std::pow(10.0, -static_cast<double>(i % 8));
    for (const auto& a : {diagonal, ones, zero})
        CHECK(eigen_error(a, n, symmetric_eigen(a, n)) < 1e-12);
    zero[5] = NAN;
    CHECK_THROWS(symmetric_eigen(zero, n), NumericalError);
}

TEST(panel_products) {
    const size_t rows = 1300;
    const Panels q{rows, {random_panel(rows, 1), random_panel(rows, 2)}};
    const Panel w = random_panel(rows, 3), copy = random_panel(rows, 3);
    const Small h = project(q, w.get(), 2), g = gram(w.get(), rows, 2);
    double wrong = 0;
    for (size_t k = 0; k < q.width(); ++k)
        for (size_t c = 0; c < panel_width; ++c) {
            double sum = 0, square = 0;
            for (size_t r = 0; r < rows; ++r) {
                sum += double{q.list[k / 16][r * 16 + k % 16]} * w[r * 16 + c];
                square += double{w[r * 16 + k % 16]} * w[r * 16 + c];
            }
            wrong = std::max({wrong, std::abs(sum - h[k * 16 + c]) * 1e-3,
                              k < 16 ? std::abs(square - g[k * 16 + c]) : 0});
        }
    CHECK(wrong < 1e-6);
    subtract(q, h, w.get(), 2);
    auto memory = allocate_floats(rows * 32);
    const Matrix product{memory.get(), rows, 20, 32};
    Small y(q.width() * 20);
    for (size_t k = 0; k < q.width(); ++k)
        for (size_t c = 0; c < 16; ++c) y[k * 20 + c] = h[k * 16 + c];
    combine(q, y, product, 2);
    for (size_t r = 0; r < rows; ++r) {
        for (size_t c = 0; c < 16; ++c)
            CHECK(std::abs(copy[r * 16 + c] - product.row(r)[c] - w[r * 16 + c]) < 1e-3);
        for (size_t c = 16; c < 32; ++c) CHECK(product.row(r)[c] == 0);
    }
}

TEST(orthonormal_panels_fill_a_space_and_no_more) {
    const size_t rows = 100;
    Panels q{rows};
    for (size_t block = 0; block < 8; ++block) {
        const Panel w = random_panel(rows, block + 10), before = random_panel(rows, block + 10);
        const Orthonormal o = orthonormalise(q, w.get(), 2);
        CHECK(o.rank == std::min<size_t>(16, rows - std::min(rows, 16 * block)));
        for (size_t r = 0; r < rows; ++r)
            for (size_t c = 0; c < 16; ++c) {
                double back = 0;
                for (size_t k = 0; k < q.width(); ++k)
                    back += q.list[k / 16][r * 16 + k % 16] * o.h[k * 16 + c];
                for (size_t k = 0; k < 16; ++k) back += w[r * 16 + k] * o.r[k * 16 + c];
                CHECK(std::abs(back - before[r * 16 + c]) < 1e-5);
            }
        q.list.push_back(w);
        const Small overlap = project(q, w.get(), 1);
        for (size_t i = 0; i < overlap.size(); ++i) {
            const size_t k = i / 16, c = i % 16;
            CHECK(std::abs(overlap[i] - (k == block * 16 + c && c < o.rank)) < 1e-5);
        }
    }
}

TEST(sparse_times_panel_and_transpose) {
    const TestCsr a(70, 900, 1);
    const Panel x = random_panel(900, 2), out = new_panel(70);
    multiply_panel(a.view(), x.get(), 0.5f, out.get(), 2, nullptr);
    for (size_t row = 0; row < 70; ++row)
        for (size_t c = 0; c < 16; ++c) {
            double sum = 0;
            for (uint64_t i = a.offsets[row]; i < a.offsets[row + 1]; ++i)
                sum += double{a.values[i]} * x[a.columns[i] * 16 + c];
            CHECK(std::abs(out[row * 16 + c] - sum / 2) < 1e-4);
        }
    for (const unsigned threads : {1u, 3u}) {
        const OwnCsr t = transpose(a.view(), threads), back = transpose(t.view(), threads);
        check_csr(t.offsets, t.view().columns, t.view().cells(), 70, 1);
        CHECK(back.offsets == a.offsets);
        CHECK(std::equal(a.columns.begin(), a.columns.end(), back.columns.get()));
        CHECK(std::equal(a.values.begin(), a.values.end(), back.values.get()));
    }
}

TEST(symmetry_is_seen_to_the_last_bit) {
    const TestCsr a(60, 60, 4);
    const OwnCsr t = transpose(a.view(), 1);
    CHECK(!is_symmetric(a.view(), 2));
    TestCsr both(0, 60, 0);
    for (uint32_t row = 0; row < 60; ++row) {
        std::vector<float> sums(60);
        for (uint64_t i = a.offsets[row]; i < a.offsets[row + 1]; ++i)
            sums[a.columns[i]] += a.values[i];
        for (uint64_t i = t.offsets[row]; i < t.offsets[row + 1]; ++i)
            sums[t.columns[i]] += t.values[i];
        for (uint32_t column = 0; column < 60; ++column)
            if (sums[column] != 0)
                both.columns.push_back(column), both.values.push_back(sums[column]);
        both.offsets.push_back(both.columns.size());
    }
    CHECK(is_symmetric(both.view(), 2));
    both.values[100] = std::nextafter(both.values[100], 9.0f);
    CHECK(!is_symmetric(both.view(), 2));
}

TEST(pieces_hold_about_equally_many_cells) {
    const std::vector<uint64_t> offsets{0, 0, 5, 6, 500, 501, 501, 510, 510};
    const auto cuts = equal_cells(offsets, 10);
    CHECK(cuts == std::vector<uint64_t>({0, 3, 4, 8}));
    CHECK(equal_cells(std::vector<uint64_t>{0}, 10) == std::vector<uint64_t>{0});
}

TEST(second_moments_are_sums_of_products) {
    const size_t rows = 5000, dim = 19;
    auto memory = allocate_floats(rows * 32);
    const Matrix m{memory.get(), rows, dim, 32};
    initialize_rows(m, 7);
    const std::vector<double> mean(dim, 0.01), one = second_moments(m, mean, 1),
                                               three = second_moments(m, mean, 3);
    CHECK(one == three);
    for (size_t i = 0; i < dim; ++i)
        for (size_t k = 0; k < dim; ++k) {
            double sum = 0;
            for (size_t r = 0; r < rows; ++r) sum += (m.row(r)[i] - 0.01) * (m.row(r)[k] - 0.01);
            CHECK(std::abs(sum - one[i * dim + k]) < 1e-9);
        }
}
