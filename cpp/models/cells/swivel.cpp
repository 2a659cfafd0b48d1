#include "models/cells/swivel.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <string>

#include "core/error.h"
#include "core/knobs.h"
#include "core/parallel.h"
#include "core/random.h"
#include "models/adagrad.h"

namespace malvec {
namespace {

constexpr float first_square = 0.1f;  // what AdaGrad's sums start from in the original

template <class Value>
std::vector<double> row_sums(const Csr<Value>& cells) {
    std::vector<double> sums(cells.rows());
    for (size_t row = 0; row < cells.rows(); ++row)
        for (uint64_t i = cells.offsets[row]; i < cells.offsets[row + 1]; ++i)
            sums[row] += static_cast<double>(cells.values[i]);
    return sums;
}

template <class Value>
std::vector<double> column_sums(const Csr<Value>& cells) {
    std::vector<double> sums(cells.width);
    for (size_t i = 0; i < cells.cells(); ++i)
        sums[cells.columns[i]] += static_cast<double>(cells.values[i]);
    return sums;
}

std::vector<float> log_biases(const std::vector<double>& sums, double total) {
    std::vector<float> biases(sums.size());
    for (size_t i = 0; i < sums.size(); ++i)
        biases[i] = static_cast<float>(std::log(sums[i] + 1) - std::log(total + 1));
    return biases;
}

// 0 .. count - 1 in an order of their own for every key (Fisher & Yates).
std::vector<uint32_t> shuffled(size_t count, uint64_t key) {
    std::vector<uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0u);
    Random random(key);
    for (size_t i = count; i > 1; --i)
        std::swap(order[i - 1], order[random.below(static_cast<uint32_t>(i))]);
    return order;
}

void initialize_uniform(const Matrix& m, uint64_t key) {
    const double width = 2 * std::sqrt(3.0 / static_cast<double>(m.dim));
    for (size_t i = 0; i < m.rows; ++i) {
        Random random(random_key(key, i));
        for (size_t k = 0; k < m.dim; ++k)
            m.row(i)[k] = static_cast<float>((random.uniform() - 0.5) * width);
    }
}

// How many steps each shard of one side has behind it.
class ShardTurns {
public:
    explicit ShardTurns(size_t shards) : done_(shards) {}

    void wait(size_t shard, uint32_t turn) {
        for (uint32_t now = done_[shard].load(); now < turn; now = done_[shard].load())
            done_[shard].wait(now);
    }
    void end(size_t shard) {
        done_[shard].fetch_add(1);
        done_[shard].notify_all();
    }

private:
    std::vector<std::atomic<uint32_t>> done_;
};

}  // namespace

struct SwivelTraining::Step {
    // turn: the number of steps that this shard must have behind it
    uint32_t row_shard, column_shard, row_turn, column_turn;
};

void check(const SwivelOptions& o) {
    const auto is = [](double value, double low, double high) {
        return value >= low && value <= high;
    };
    require_knob(is(o.dim, 1, 65536), "dim", o.dim, "between 1 and 65536");
    require_knob(is(o.epochs, 1, 1000000), "epochs", o.epochs, "between 1 and 1000000");
    require_knob(o.lr > 0 && o.lr <= 10, "lr", o.lr, "above 0 and at most 10");
    require_knob(is(o.shard_size, 1, 65536), "shard_size", o.shard_size, "between 1 and 65536");
    require_knob(is(o.base, 0, 1e6), "base", o.base, "between 0 and 1000000");
    require_knob(is(o.scale, 0, 1e6), "scale", o.scale, "between 0 and 1000000");
    require_knob(is(o.power, 0, 1), "power", o.power, "between 0 and 1");
    require_knob(o.base + o.scale > 0, "scale", o.scale,
                 "above 0 where base is 0: observed cells would have no weight");
    require_knob(is(o.threads, 1, 1024), "threads", o.threads, "between 1 and 1024");
}

void initialize_swivel(const SwivelRows& state, uint64_t seed) {
    initialize_uniform(state.rows, random_key(seed, for_swivel_rows));
    initialize_uniform(state.columns, random_key(seed, for_swivel_columns));
}

template <class Value>
SwivelTraining::SwivelTraining(const SwivelOptions& o, const Csr<Value>& cells,
                               const SwivelRows& state)
    : options_(o), state_(state), rows_(cells.rows(), o.shard_size),
      columns_(cells.width, o.shard_size), cells_(cells, rows_, columns_, o.threads) {
    check(o);
    const auto fits = [&](const Matrix& m, size_t size) {
        return m.rows == size && m.dim == o.dim;
    };
    if (!fits(state.rows, cells.rows()) || !fits(state.row_squares, cells.rows()) ||
        !fits(state.columns, cells.width) || !fits(state.column_squares, cells.width))
        throw std::invalid_argument("the matrices do not fit the cells and dim");
    const std::vector<double> sums = row_sums(cells);
    row_bias_ = log_biases(sums, std::accumulate(sums.begin(), sums.end(), 0.0));
    column_bias_ = log_biases(column_sums(cells), 0);
    const Confidence confidence{static_cast<float>(o.base), static_cast<float>(o.scale),
                                static_cast<float>(o.power)};
    // no more steps can be under way
    const size_t useful = std::min<size_t>(o.threads, std::min(rows_.count, columns_.count));
    for (size_t w = 0; w < useful; ++w)
        workers_.push_back({{rows_.largest(), columns_.largest(), o.dim, confidence}, {}, {}});
}

template SwivelTraining::SwivelTraining(const SwivelOptions&, const Csr<float>&, const SwivelRows&);
template SwivelTraining::SwivelTraining(const SwivelOptions&, const Csr<double>&,
                                        const SwivelRows&);

std::vector<SwivelTraining::Step> SwivelTraining::schedule(uint64_t epoch) const {
    const auto row_order = shuffled(rows_.count, random_key(options_.seed, for_swivel_rows, epoch));
    const auto column_order =
        shuffled(columns_.count, random_key(options_.seed, for_swivel_columns, epoch));
    const size_t few = std::min(rows_.count, columns_.count),
                 many = std::max(rows_.count, columns_.count);
    std::vector<uint32_t> row_turns(rows_.count), column_turns(columns_.count);
    std::vector<Step> steps;
    steps.reserve(few * many);
    for (size_t phase = 0; phase < many; ++phase)
        for (size_t i = 0; i < few; ++i) {
            const size_t j = (i + phase) % many;
            const uint32_t r = row_order[rows_.count == few ? i : j],
                           c = column_order[rows_.count == few ? j : i];
            steps.push_back({r, c, row_turns[r]++, column_turns[c]++});
        }
    return steps;
}

double SwivelTraining::train(const Step& step, Worker& w) const {
    const auto pick = [](size_t shard, const Shards& shards, std::vector<uint32_t>& ids) {
        ids.resize(shards.size(shard));
        for (size_t i = 0; i < ids.size(); ++i)
            ids[i] = static_cast<uint32_t>(shard + i * shards.count);
    };
    pick(step.row_shard, rows_, w.row_ids), pick(step.column_shard, columns_, w.column_ids);
    const Picked rows{state_.rows, w.row_ids}, columns{state_.columns, w.column_ids};
    w.shards.rows.gather_rows(rows, row_bias_.data());
    w.shards.columns.gather_columns(columns, column_bias_.data());
    const double loss = w.shards.run(
        [&](size_t r, size_t c) { return cells_.tile(step.row_shard, step.column_shard, r, c); });
    const double entries = static_cast<double>(rows.count()) * static_cast<double>(columns.count());
    const AdaGrad adagrad{static_cast<float>(options_.lr),
                          static_cast<float>(1 / std::sqrt(entries)), first_square};
    const bool finite = adagrad.update(w.shards.rows.gradient, rows, state_.row_squares) &
                        adagrad.update(w.shards.columns.gradient, columns, state_.column_squares);
    if (!finite || !std::isfinite(loss))
        throw NumericalError("a loss or a vector is not finite: use a smaller lr");
    return loss;
}

EpochSums SwivelTraining::run_epoch(uint64_t epoch, const Tick& tick) {
    const std::vector<Step> steps = schedule(epoch);
    std::vector<double> losses(steps.size());
    ShardTurns row_turns(rows_.count), column_turns(columns_.count);
    std::mutex mutex;
    EpochSums sums;
    const auto work = [&](uint64_t piece, unsigned worker) {
        const Step& step = steps[piece];
        const auto end = [&](const Step* s) {
            row_turns.end(s->row_shard), column_turns.end(s->column_shard);
        };
        // also where it throws: others wait for it
        const std::unique_ptr<const Step, decltype(end)> turn(&step, end);
        const FlushDenormals flush;
        row_turns.wait(step.row_shard, step.row_turn),
            column_turns.wait(step.column_shard, step.column_turn);
        losses[piece] = train(step, workers_[worker]);
        const std::lock_guard lock(mutex);
        sums.cells += rows_.size(step.row_shard) * columns_.size(step.column_shard),
            sums.loss += losses[piece];
    };
    const auto keep_going = [&] {
        const auto progress = [&] {
            const std::lock_guard lock(mutex);
            return Progress{sums.cells, sums.loss, sums.cells};
        }();
        return !tick || tick(progress);
    };
    const uint64_t done = parallel_pieces(steps.size(), static_cast<unsigned>(workers_.size()),
                                          work, keep_going, Alone::apart);
    sums.finished = done == steps.size();
    sums.loss = std::accumulate(losses.begin(), losses.end(), 0.0);  // in one order
    return sums;
}

}  // namespace malvec
