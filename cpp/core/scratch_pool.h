// Working memory that is used again: whoever needs some takes one and has it for itself until the
// handle goes. There are as many as were ever in use at once, at most `slots` of them when idle.
#pragma once
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace malvec {

template <class Scratch>
class ScratchPool {
public:
    ScratchPool() = default;
    ScratchPool(const ScratchPool&) = delete;
    ScratchPool& operator=(const ScratchPool&) = delete;
    ~ScratchPool() {
        for (Slot& slot : slots_) delete slot.scratch.load();
    }

    class Handle {
    public:
        Handle(const ScratchPool& pool, std::unique_ptr<Scratch> scratch)
            : pool_(pool), scratch_(std::move(scratch)) {}
        Handle(const Handle&) = delete;
        Handle& operator=(const Handle&) = delete;
        ~Handle() { pool_.give_back(std::move(scratch_)); }

        Scratch& operator*() const { return *scratch_; }
        Scratch* operator->() const { return scratch_.get(); }

    private:
        const ScratchPool& pool_;
        std::unique_ptr<Scratch> scratch_;
    };

    // One that nobody has, as its last user left it, or a new one.
    Handle take() const {
        for (size_t i = 0; i < slots; ++i) {
            std::atomic<Scratch*>& slot = slot_of(i);
            if (!slot.load(std::memory_order_relaxed)) continue;
            if (Scratch* const found = slot.exchange(nullptr, std::memory_order_acquire))
                return {*this, std::unique_ptr<Scratch>(found)};
        }
        return {*this, std::make_unique<Scratch>()};
    }

private:
    static constexpr size_t slots = 64, cache_line = 64;

    // A thread looks where it left one first, so that threads do not meet.
    std::atomic<Scratch*>& slot_of(size_t attempt) const {
        const size_t first = std::hash<std::thread::id>()(std::this_thread::get_id()) >> 8;
        return slots_[(first + attempt) % slots].scratch;
    }
    void give_back(std::unique_ptr<Scratch> scratch) const {
        for (size_t i = 0; i < slots; ++i) {
            Scratch* empty = nullptr;
            if (!slot_of(i).compare_exchange_strong(empty, scratch.get(), std::memory_order_release,
                                                    std::memory_order_relaxed))
                continue;
            (void)scratch.release();
            return;
        }
    }

    struct alignas(cache_line) Slot {
        std::atomic<Scratch*> scratch{nullptr};
    };
    mutable std::array<Slot, slots> slots_;
};

}  // namespace malvec
