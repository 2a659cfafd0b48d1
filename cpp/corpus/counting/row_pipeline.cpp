#include "corpus/counting/row_pipeline.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "core/parallel.h"

namespace malvec {
namespace {

// Finished batches wait here until all before them have their place.
class RowTurnstile {
public:
    RowTurnstile(RowSink& sink, size_t room) : sink_(sink), waiting_(room) {}

    RowBatch empty_batch() {
        const std::lock_guard lock(mutex_);
        if (used_.empty()) return {};
        RowBatch batch = std::move(used_.back());
        used_.pop_back();
        return batch;
    }

    // Gives places to all batches whose turn it is, and writes them.
    void pass(uint64_t piece, RowBatch&& batch) {
        std::unique_lock lock(mutex_);
        has_room_.wait(lock, [&] { return piece < next_ + waiting_.size() || given_up_; });
        if (given_up_) return;
        waiting_[piece % waiting_.size()] = std::move(batch);
        while (auto& ready = waiting_[next_ % waiting_.size()]) {
            RowBatch mine = std::move(*ready);
            ready.reset();
            const uint64_t place = sink_.reserve(mine);
            ++next_;
            lock.unlock();
            has_room_.notify_all();
            sink_.write(mine, place);
            mine.clear();
            lock.lock();
            used_.push_back(std::move(mine));
        }
    }

    void give_up() {
        const std::lock_guard lock(mutex_);
        given_up_ = true;
        has_room_.notify_all();
    }

private:
    RowSink& sink_;
    std::mutex mutex_;
    std::condition_variable has_room_;
    std::vector<std::optional<RowBatch>> waiting_;  // [piece % size]
    std::vector<RowBatch> used_;
    uint64_t next_ = 0;
    bool given_up_ = false;
};

}  // namespace

std::vector<uint64_t> cut_rows(uint64_t rows, uint64_t batch_cells,
                               const std::function<uint64_t(uint64_t)>& bound) {
    std::vector<uint64_t> pieces{0};
    uint64_t cells = 0;
    for (uint64_t row = 0; row < rows; ++row) {
        const uint64_t own = bound(row) + 1;  // empty rows are work, too
        if (cells > 0 && cells + own > batch_cells) pieces.push_back(row), cells = 0;
        cells += own;
    }
    if (rows > 0) pieces.push_back(rows);
    return pieces;
}

bool deliver_rows(RowSource& source, RowSink& sink, std::span<const uint64_t> pieces,
                  const PipelineShape& shape, const Tick& tick) {
    RowTurnstile turnstile(sink, shape.threads * shape.waiting);
    std::vector<std::unique_ptr<RowSums>> sums(shape.threads);
    std::atomic<uint64_t> done{0};
    const auto work = [&](uint64_t piece, unsigned worker) {
        try {
            if (!sums[worker]) sums[worker] = std::make_unique<RowSums>(shape.width);
            RowBatch batch = turnstile.empty_batch();
            batch.first_row = pieces[piece];
            source.begin_piece(piece, worker);
            for (uint64_t row = pieces[piece]; row < pieces[piece + 1]; ++row) {
                source.add_row(row, worker, *sums[worker]);
                sums[worker]->take(batch);
                done.fetch_add(source.mass(row), std::memory_order_relaxed);
            }
            sink.prepare(batch);
            turnstile.pass(piece, std::move(batch));
        } catch (...) {
            turnstile.give_up();
            throw;
        }
    };
    const auto go_on = [&] { return !tick || tick({done.load(std::memory_order_relaxed), 0, 0}); };
    return parallel_pieces(pieces.size() - 1, shape.threads, work, go_on) == pieces.size() - 1;
}

}  // namespace malvec
