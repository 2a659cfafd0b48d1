// Blocks of text on their way from the reader to the workers.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace malvec {

// Whole lines of text; texts end to end, in which newlines are characters like others; or tokens.
enum class BlockOf : uint8_t { lines, texts, tokens };

struct Block {
    uint64_t index = 0;
    BlockOf kind = BlockOf::lines;
    // `size` of them hold text, the rest is room; key_reach more are readable behind the text
    std::vector<char> bytes;
    size_t size = 0;
    std::vector<uint64_t> ends;  // of texts, or of tokens, in bytes from the start of the block
    std::vector<uint64_t> line_ends;  // of tokens from the start of the block
};

// Holds a few blocks; the reader waits where it is full, the
// workers where it is empty. Blocks that are done are used again.
class BlockQueue {
public:
    explicit BlockQueue(size_t limit) : limit_(limit) {}

    // False where there is no room within `patience`; the block then still is the caller's.
    bool push(Block& block, std::chrono::milliseconds patience) {
        std::unique_lock lock(mutex_);
        if (!has_room_.wait_for(lock, patience,
                                [this] { return waiting_.size() < limit_ || closed_; }))
            return false;
        waiting_.push_back(std::move(block));
        has_block_.notify_one();
        return true;
    }

    // The next block, nothing once the queue is closed and empty.
    std::optional<Block> pop() {
        std::unique_lock lock(mutex_);
        has_block_.wait(lock, [this] { return !waiting_.empty() || closed_; });
        if (waiting_.empty()) return std::nullopt;
        Block block = std::move(waiting_.front());
        waiting_.pop_front();
        has_room_.notify_one();
        return block;
    }

    void close(bool discard) {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        if (discard) waiting_.clear();
        has_block_.notify_all();
        has_room_.notify_all();
    }

    void put_back(Block&& used) {
        const std::lock_guard lock(mutex_);
        if (used_.size() < limit_) used_.push_back(std::move(used));
    }

    Block empty_block() {
        const std::lock_guard lock(mutex_);
        if (used_.empty()) return {};
        Block block = std::move(used_.back());
        used_.pop_back();
        block.size = 0;
        block.kind = BlockOf::lines;
        block.ends.clear(), block.line_ends.clear();
        return block;
    }

private:
    std::mutex mutex_;
    std::condition_variable has_room_, has_block_;
    std::deque<Block> waiting_;
    std::vector<Block> used_;
    size_t limit_;
    bool closed_ = false;
};

}  // namespace malvec
