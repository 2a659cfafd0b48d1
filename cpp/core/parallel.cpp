#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace malvec {
namespace {

constexpr auto tick_time = std::chrono::milliseconds(100);

struct Crew {
    std::atomic<uint64_t> next{0};
    std::atomic<bool> stop{false};
    std::mutex mutex;
    std::condition_variable finished;
    unsigned working = 0;
    std::exception_ptr error;

    void labour(uint64_t pieces, unsigned worker,
                const std::function<void(uint64_t, unsigned)>& work) {
        try {
            while (!stop.load(std::memory_order_relaxed)) {
                const uint64_t piece = next.fetch_add(1, std::memory_order_relaxed);
                if (piece >= pieces) break;
                work(piece, worker);
            }
        } catch (...) {
            fail(std::current_exception());
        }
        const std::lock_guard lock(mutex);
        if (--working == 0) finished.notify_one();
    }

    void fail(std::exception_ptr e) {
        const std::lock_guard lock(mutex);
        if (!error) error = std::move(e);
        stop = true;
    }

    void wait(const std::function<bool()>& keep_going) {
        std::unique_lock lock(mutex);
        while (!finished.wait_for(lock, tick_time, [this] { return working == 0; })) {
            lock.unlock();
            try {
                if (!stop && keep_going && !keep_going()) stop = true;
            } catch (...) {
                fail(std::current_exception());
            }
            lock.lock();
        }
    }
};

uint64_t pieces_here(uint64_t pieces, const std::function<void(uint64_t, unsigned)>& work,
                     const std::function<bool()>& keep_going) {
    using Clock = std::chrono::steady_clock;
    auto asked = Clock::now();
    for (uint64_t piece = 0; piece < pieces; ++piece) {
        work(piece, 0);
        if (!keep_going || piece + 1 == pieces || Clock::now() - asked < tick_time) continue;
        if (!keep_going()) return piece + 1;
        asked = Clock::now();
    }
    return pieces;
}

uint64_t pieces_by_crew(uint64_t pieces, unsigned wanted,
                        const std::function<void(uint64_t, unsigned)>& work,
                        const std::function<bool()>& keep_going) {
    Crew crew;
    crew.working = wanted;
    std::vector<std::thread> workers;
    workers.reserve(wanted);
    try {
        for (unsigned w = 0; w < wanted; ++w)
            workers.emplace_back([&, w] { crew.labour(pieces, w, work); });
    } catch (...) {  // the system gave fewer threads than asked for
        crew.fail(std::current_exception());
        const std::lock_guard lock(crew.mutex);
        crew.working -= wanted - static_cast<unsigned>(workers.size());
    }
    crew.wait(keep_going);
    for (auto& worker : workers) worker.join();
    if (crew.error) std::rethrow_exception(crew.error);
    return std::min(pieces, crew.next.load());
}

}  // namespace

uint64_t parallel_pieces(uint64_t pieces, unsigned threads,
                         const std::function<void(uint64_t, unsigned)>& work,
                         const std::function<bool()>& keep_going, Alone alone) {
    const auto workers =
        static_cast<unsigned>(std::clamp<uint64_t>(pieces, 1, std::max(threads, 1u)));
    return workers == 1 && alone == Alone::here ? pieces_here(pieces, work, keep_going)
                                                : pieces_by_crew(pieces, workers, work, keep_going);
}

void all_pieces(uint64_t pieces, unsigned threads,
                const std::function<void(uint64_t, unsigned)>& work,
                const std::function<void()>& tick) {
    const auto keep_going = [&] {
        if (tick) tick();
        return true;
    };
    parallel_pieces(pieces, threads, work, keep_going, Alone::apart);
}

void parallel_ranges(uint64_t items, uint64_t grain, unsigned threads,
                     const std::function<void(uint64_t, uint64_t)>& work) {
    if (threads <= 1 || items <= grain) {
        if (items) work(0, items);
        return;
    }
    const uint64_t step = std::max(grain, items / (uint64_t{threads} * 8) + 1);
    parallel_pieces((items + step - 1) / step, threads, [&](uint64_t piece, unsigned) {
        work(piece * step, std::min(items, (piece + 1) * step));
    });
}

}  // namespace malvec
