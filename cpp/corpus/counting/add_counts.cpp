// Counts of several machines become one.
#include <cmath>
#include <stdexcept>

#include "corpus/counting/cooccur.h"
#include "corpus/counting/count_plan.h"

namespace malvec {
namespace {

class PartRows : public RowSource {
public:
    PartRows(std::span<const CountsPart> parts, double scale) : parts_(parts), scale_(scale) {}

    void add_row(uint64_t row, unsigned, RowSums& sums) override {
        RowSums::Adder<uint64_t> adder(sums);
        for (const CountsPart& part : parts_) {
            const uint32_t own = part.own_rows[row];
            if (own == CountsPart::no_row) continue;
            for (uint64_t i = part.cells.offsets[own]; i < part.cells.offsets[own + 1]; ++i)
                adder.add(part.sum_columns[part.cells.columns[i]], units(part.cells.values[i]));
        }
    }
    uint64_t mass(uint64_t row) const override { return cells(row); }
    uint64_t cells(uint64_t row) const {
        uint64_t cells = 0;
        for (const CountsPart& part : parts_)
            if (const uint32_t own = part.own_rows[row]; own != CountsPart::no_row)
                cells += part.cells.offsets[own + 1] - part.cells.offsets[own];
        return cells;
    }

private:
    uint64_t units(double value) const {
        const double exact = value * scale_, whole = std::round(exact);
        if (!(whole >= 1 && whole <= static_cast<double>(RowSums::largest_sum) &&
              std::abs(exact - whole) <= 1e-3))
            throw std::invalid_argument("the value " + std::to_string(value) +
                                        " is no sum of the window's weights");
        return static_cast<uint64_t>(whole);
    }

    std::span<const CountsPart> parts_;
    double scale_;
};

void check_maps(const CountsPart& part, uint64_t rows, uint64_t width, unsigned threads) {
    check_csr(part.cells.offsets, part.cells.columns, part.cells.values.size(), part.cells.width,
              threads);
    bool fits = part.own_rows.size() == rows && part.sum_columns.size() == part.cells.width;
    for (const uint32_t own : part.own_rows)
        fits = fits && (own == CountsPart::no_row || own < part.cells.rows());
    for (const uint32_t column : part.sum_columns) fits = fits && column < width;
    if (!fits) throw std::invalid_argument("the rows or columns of a part do not fit the sum");
}

}  // namespace

CountedCells add_counts(std::span<const CountsPart> parts, uint64_t width, uint64_t scale,
                        const CountOptions& options, const Tick& tick) {
    if (parts.empty()) throw std::invalid_argument("no counts were given");
    const uint64_t rows = parts.front().own_rows.size();
    for (const CountsPart& part : parts) check_maps(part, rows, width, options.threads);
    PartRows source(parts, static_cast<double>(scale));
    const CountPlan plan = plan_rows(
        rows, width, [&](uint64_t row) { return std::min(width, source.cells(row)); }, options);
    CellStore cells(options.directory, rows, plan.most_cells, plan.cell_memory,
                    static_cast<double>(scale));
    if (!deliver_rows(source, cells, plan.pieces, plan.shape, tick))
        throw std::runtime_error("merging was stopped");
    CountedCells result;
    result.cells = cells.finish();
    result.threads = plan.shape.threads;
    return result;
}

}  // namespace malvec
