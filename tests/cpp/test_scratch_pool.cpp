// Working memory that many threads take in turns.
#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "check.h"
#include "core/scratch_pool.h"

using namespace malvec;

TEST(scratch_is_used_again_and_by_one_at_a_time) {
    struct Room {
        std::vector<int> numbers;
        std::atomic<int> users{0};
    };
    const ScratchPool<Room> pool;
    Room* first = nullptr;
    {
        const auto taken = pool.take();
        taken->numbers.assign(10, 7);
        first = &*taken;
        CHECK(&*pool.take() != first);
    }
    CHECK(&*pool.take() == first || &*pool.take() == first);
    std::atomic<int> shared{0};
    std::mutex mutex;
    std::set<Room*> seen;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 2000; ++i) {
                const auto taken = pool.take();
                shared += taken->users++ != 0;
                {
                    const std::lock_guard lock(mutex);
                    seen.insert(&*taken);
                }
                --taken->users;
            }
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(shared == 0);
    CHECK(seen.size() <= 16);  // of 16,000 that were taken
}
