#include "models/cells/als.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "core/error.h"
#include "core/parallel.h"
#include "core/symmetric_eigen.h"
#include "core/vec.h"
#include "models/cells/als_dense.h"
#include "models/cells/als_row.h"

namespace malvec {
namespace {

constexpr uint64_t piece_cells = 8192;  // the unit of work, unless a single row is larger
constexpr uint64_t piece_rows = 256;

// Rows by falling number of cells, cut into pieces: the heavy ones
// come first, so that no worker is left alone with one in the end.
struct Schedule {
    std::vector<uint32_t> order;
    std::vector<size_t> pieces{0};

    explicit Schedule(std::span<const uint64_t> offsets) : order(offsets.size() - 1) {
        const auto cells = [&](uint32_t row) { return offsets[row + 1] - offsets[row]; };
        std::iota(order.begin(), order.end(), 0u);
        std::stable_sort(order.begin(), order.end(),
                         [&](uint32_t a, uint32_t b) { return cells(a) > cells(b); });
        uint64_t in_piece = 0;
        for (size_t i = 0; i < order.size(); ++i) {
            in_piece += cells(order[i]);
            if (in_piece < piece_cells && i + 1 - pieces.back() < piece_rows) continue;
            pieces.push_back(i + 1);
            in_piece = 0;
        }
        if (pieces.back() < order.size()) pieces.push_back(order.size());
    }
};

void require(bool good, const std::string& message) {
    if (!good) throw std::invalid_argument(message);
}

}  // namespace

void check(const AlsOptions& o) {
    const auto number = [](double x) { return std::to_string(x); };
    require(o.dim > 0 && o.dim <= 4096,
            "dim=" + std::to_string(o.dim) + ": must be between 1 and 4096");
    require(std::isfinite(o.regularization) && o.regularization >= 0,
            "regularization=" + number(o.regularization) + ": must be 0 or more");
    require(std::isfinite(o.frequency) && o.frequency >= 0,
            "frequency=" + number(o.frequency) + ": must be 0 or more");
    require(std::isfinite(o.alpha) && o.alpha > 0,
            "alpha=" + number(o.alpha) + ": must be above 0");
    require(std::isfinite(o.unobserved) && o.unobserved >= 0,
            "unobserved=" + number(o.unobserved) + ": must be 0 or more");
    require(!(o.biases && o.implicit),
            "biases=True: only explicit ratings have biases; set implicit=False");
    require(o.solver == "cg" || o.solver == "exact",
            "solver='" + o.solver +
                "': must be 'cg' (conjugate gradients, fast) or 'exact' (Woodbury and Cholesky)");
    require(o.cg_steps > 0, "cg_steps=0: must be 1 or more; solver='exact' solves exactly");
    require(o.epochs > 0, "epochs=0: must be 1 or more");
    require(o.threads > 0, "threads=0: must be 1 or more");
}

Als::Als(const AlsOptions& options, const Csr<float>& cells, const AlsFactors& rows,
         const AlsFactors& columns, double mean)
    : options_(options), cells_(cells), rows_(rows), columns_(columns), mean_(mean),
      offsets_(cells.width + 1), transposed_(cells.cells()), values_(cells.cells()) {
    check(options);
    require(rows.factors.rows == cells.rows() && columns.factors.rows == cells.width &&
                rows.factors.dim == options.dim && columns.factors.dim == options.dim,
            "the factors do not fit the cells");
    for (const uint32_t column : cells.columns) ++offsets_[column + 1];
    std::partial_sum(offsets_.begin(), offsets_.end(), offsets_.begin());
    auto next = offsets_;
    for (size_t row = 0; row < cells.rows(); ++row)
        for (uint64_t i = cells.offsets[row]; i < cells.offsets[row + 1]; ++i) {
            const uint64_t at = next[cells.columns[i]]++;
            transposed_[at] = static_cast<uint32_t>(row);
            values_[at] = cells.values[i];
        }
    cells_by_column_ = {offsets_, transposed_, values_, cells.rows()};
}

double Als::regularization(size_t cells, size_t length) const {
    const double others = options_.implicit ? options_.unobserved * static_cast<double>(length) : 0;
    const double scale = options_.frequency == 0
                             ? 1
                             : std::pow(static_cast<double>(cells) + others, options_.frequency);
    return options_.regularization * scale;
}

// unobserved * eigenvalues of the fixed side's Gramian, and both sides
// turned into its eigenbasis: no score changes. Zeros for ratings.
std::vector<float> Als::turn(const Matrix& solved, const Matrix& fixed) {
    std::vector<float> spectrum(fixed.stride, 0.f);
    if (!options_.implicit) return spectrum;
    SymmetricEigen eigen = symmetric_eigen(gramian(fixed, options_.threads), options_.dim);
    for (size_t k = 0; k < options_.dim; ++k)
        spectrum[k] = static_cast<float>(options_.unobserved * std::max(eigen.values[k], 0.0));
    rotate(fixed, eigen.vectors, options_.threads);
    rotate(solved, eigen.vectors, options_.threads);
    basis_ = std::move(eigen.vectors);
    return spectrum;
}

Als::Outcome Als::solve_row(const Csr<float>& cells, const AlsFactors& solved, uint32_t i,
                            AlsRowSolver& solver) const {
    const uint64_t first = cells.offsets[i], count = cells.offsets[i + 1] - first;
    float* bias = solved.biases.empty() ? nullptr : &solved.biases[i];
    const double strength = regularization(count, cells.width);
    const AlsRow row{cells.columns.subspan(first, count), cells.values.subspan(first, count),
                     strength, solved.factors.row(i), bias};
    bool found = false;
    const double loss = solver.solve(row, found);
    if (!found)
        throw NumericalError("row or column " + std::to_string(i) +
                             " has no single solution; raise regularization above " +
                             std::to_string(options_.regularization));
    double squares = bias ? double{*bias} * *bias : 0;
    for (size_t k = 0; k < options_.dim; ++k) squares += double{row.x[k]} * row.x[k];
    return {loss, strength * squares};
}

Als::Sweep Als::sweep(const Csr<float>& cells, const AlsFactors& solved, const AlsFactors& fixed,
                      const Tick& tick) {
    const std::vector<float> spectrum = turn(solved.factors, fixed.factors);
    // the first epoch starts from nothing
    const uint32_t steps = options_.cg_steps + (epoch_ == 0);
    const AlsSide side{fixed.factors,  spectrum,
                       fixed.biases,   options_.implicit,
                       options_.alpha, options_.unobserved,
                       mean_,          options_.solver == "cg" ? steps : 0};
    const Schedule schedule(cells.offsets);
    std::vector<AlsRowSolver> solvers;
    for (uint32_t worker = 0; worker < options_.threads; ++worker) solvers.emplace_back(side);
    std::vector<Outcome> outcomes(cells.rows());
    std::atomic<uint64_t> done{0};
    const auto solve_piece = [&](uint64_t piece, unsigned worker) {
        const FlushDenormals flush;
        uint64_t here = 0;
        for (size_t at = schedule.pieces[piece]; at < schedule.pieces[piece + 1]; ++at) {
            const uint32_t row = schedule.order[at];
            outcomes[row] = solve_row(cells, solved, row, solvers[worker]);
            here += cells.offsets[row + 1] - cells.offsets[row];
        }
        done += here;
    };
    const size_t pieces = schedule.pieces.size() - 1;
    Sweep result;
    result.finished = parallel_pieces(pieces, options_.threads, solve_piece,
                                      [&] { return tick({done, 0, 0}); }) == pieces;
    result.cells = done;
    for (const Outcome& outcome : outcomes)
        result.loss += outcome.loss, result.penalty += outcome.penalty;
    return result;
}

EpochSums Als::run_epoch(uint64_t epoch, const Tick& tick) {
    epoch_ = epoch;
    const Sweep first = sweep(cells_, rows_, columns_, tick);
    if (!first.finished) return {false, first.cells, 0};
    const Sweep second = sweep(cells_by_column_, columns_, rows_, [&](const Progress& p) {
        return tick({p.done + first.cells, p.loss, p.terms});
    });
    const double loss = second.loss + first.penalty + second.penalty;
    return {second.finished, first.cells + second.cells, second.finished ? loss : 0};
}

void Als::solve_rows(const Tick& tick) {
    options_.solver = "exact";
    sweep(cells_, rows_, columns_, tick);
    if (!options_.implicit) return;
    std::vector<double> back(basis_.size());
    for (size_t i = 0; i < options_.dim; ++i)
        for (size_t j = 0; j < options_.dim; ++j)
            back[i * options_.dim + j] = basis_[j * options_.dim + i];
    rotate(rows_.factors, back, options_.threads);
    rotate(columns_.factors, back, options_.threads);
}

}  // namespace malvec
