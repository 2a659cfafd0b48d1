#include "models/cells/mf.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

#include "core/error.h"
#include "core/parallel.h"
#include "core/random.h"
#include "core/vec.h"

namespace malvec {
namespace {

size_t tile_of(uint32_t row, uint32_t column) {
    return row % mf_blocks * mf_blocks + column % mf_blocks;
}

}  // namespace

void check(const MfOptions& o) {
    const auto refuse = [](const std::string& what) { throw std::invalid_argument(what); };
    if (o.dim == 0 || o.dim > 4096)
        refuse("dim=" + std::to_string(o.dim) + ": must be between 1 and 4096");
    if (!(o.lr > 0) || !std::isfinite(o.lr))
        refuse("lr=" + std::to_string(o.lr) + ": must be above 0");
    if (!(o.regularization >= 0) || !std::isfinite(o.regularization))
        refuse("regularization=" + std::to_string(o.regularization) + ": must be 0 or more");
    if (o.epochs == 0) refuse("epochs=0: must be 1 or more");
    if (o.threads == 0) refuse("threads=0: must be 1 or more");
}

Mf::Mf(const MfOptions& options, const Csr<float>& cells, const MfFactors& rows,
       const MfFactors& columns, double mean)
    : options_(options), rows_(rows), columns_(columns), mean_(static_cast<float>(mean)),
      ratings_(cells.cells()), tiles_(mf_blocks * mf_blocks + 1) {
    check(options);
    if (rows.factors.rows != cells.rows() || columns.factors.rows != cells.width ||
        rows.factors.dim != options.dim || columns.factors.dim != options.dim ||
        rows.biases.size() != cells.rows() || columns.biases.size() != cells.width)
        throw std::invalid_argument("the factors do not fit the cells");
    std::vector<std::vector<std::pair<uint64_t, Rating>>> drawn(mf_blocks * mf_blocks);
    const uint64_t key = random_key(options.seed, for_ratings);
    for (size_t row = 0; row < cells.rows(); ++row)
        for (uint64_t i = cells.offsets[row]; i < cells.offsets[row + 1]; ++i)
            drawn[tile_of(static_cast<uint32_t>(row), cells.columns[i])].push_back(
                {mix64(key ^ i), {static_cast<uint32_t>(row), cells.columns[i], cells.values[i]}});
    for (size_t t = 0; t < drawn.size(); ++t) tiles_[t + 1] = tiles_[t] + drawn[t].size();
    parallel_pieces(drawn.size(), options.threads, [&](uint64_t t, unsigned) {
        std::sort(drawn[t].begin(), drawn[t].end(),
                  [](const auto& a, const auto& b) { return a.first < b.first; });
        for (size_t i = 0; i < drawn[t].size(); ++i) ratings_[tiles_[t] + i] = drawn[t][i].second;
        drawn[t] = {};
    });
}

double Mf::train(std::span<const Rating> tile) {
    const auto rate = static_cast<float>(options_.lr),
               decay = rate * static_cast<float>(options_.regularization);
    const size_t stride = rows_.factors.stride;
    double loss = 0;
    for (size_t n = 0; n < tile.size(); ++n) {
        if (n + 4 < tile.size()) {
            prefetch_row(rows_.factors.row(tile[n + 4].row), stride);
            prefetch_row(columns_.factors.row(tile[n + 4].column), stride);
        }
        const Rating& rating = tile[n];
        float *x = rows_.factors.row(rating.row), *y = columns_.factors.row(rating.column);
        float &row_bias = rows_.biases[rating.row], &column_bias = columns_.biases[rating.column];
        Vec sums = {};
        for (size_t z = 0; z < stride; z += lanes) sums += load(x + z) * load(y + z);
        const float error = rating.value - (mean_ + row_bias + column_bias + sum(sums)),
                    step = rate * error;
        loss += double{error} * error;
        if (options_.biases)
            row_bias += step - decay * row_bias, column_bias += step - decay * column_bias;
        for (size_t z = 0; z < stride; z += lanes) {
            const Vec xz = load(x + z), yz = load(y + z);
            store(x + z, xz + (step * yz - decay * xz));
            store(y + z, yz + (step * xz - decay * yz));
        }
    }
    return loss;
}

EpochSums Mf::run_epoch(uint64_t epoch, const Tick& tick) {
    std::vector<double> losses(mf_blocks * mf_blocks);
    std::atomic<uint64_t> done{0};
    EpochSums result;
    for (size_t k = 0; k < mf_blocks; ++k) {
        const size_t shift = (k + epoch) % mf_blocks;
        const uint64_t finished = parallel_pieces(
            mf_blocks, options_.threads,
            [&](uint64_t block, unsigned) {
                const FlushDenormals flush;
                const size_t tile = block * mf_blocks + (block + shift) % mf_blocks;
                const auto ratings = std::span<const Rating>(ratings_).subspan(
                    tiles_[tile], tiles_[tile + 1] - tiles_[tile]);
                losses[tile] = train(ratings);
                done += ratings.size();
            },
            [&] { return tick({done, 0, 0}); });
        if (finished < mf_blocks) break;
        result.finished = k + 1 == mf_blocks;
    }
    result.cells = done;
    result.loss = std::accumulate(losses.begin(), losses.end(), 0.0);
    return result;
}

}  // namespace malvec
