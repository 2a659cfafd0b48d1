#include "corpus/build/assemble.h"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <mutex>

#include "core/parallel.h"

namespace malvec {
namespace {

struct Extent {
    uint64_t tokens = 0, sentences = 0, dropped_lines = 0;
};

// Blocks are renamed in any order, but get their places in the result in the order of the text.
class BlockTurnstile {
public:
    // Waits for all earlier turns; returns their sum. Where a
    // turn will never come, throws what kept it from coming.
    Extent pass(uint64_t turn, const Extent& size) {
        std::unique_lock lock(mutex_);
        moved_.wait(lock, [&] { return turn_ == turn || error_; });
        if (error_) std::rethrow_exception(error_);
        const Extent place = sum_;
        sum_.tokens += size.tokens, sum_.sentences += size.sentences,
            sum_.dropped_lines += size.dropped_lines;
        ++turn_;
        moved_.notify_all();
        return place;
    }
    void break_down(std::exception_ptr error) {
        const std::lock_guard lock(mutex_);
        if (!error_) error_ = std::move(error);
        moved_.notify_all();
    }
    const Extent& sum() const { return sum_; }

private:
    std::mutex mutex_;
    std::condition_variable moved_;
    uint64_t turn_ = 0;
    std::exception_ptr error_;
    Extent sum_;
};

void read_back(EncodedBlock& block, const Spool& spool) {
    block.ids.resize(block.tokens), block.line_ends.resize(block.lines);
    spool.read(block.ids.data(), block.tokens * sizeof(uint32_t), block.place);
    spool.read(block.line_ends.data(), block.lines * sizeof(uint64_t),
               block.place + block.tokens * sizeof(uint32_t));
}

// Provisional ids become final ones, in place; dropped words and the lines they leave empty go.
Extent rename(EncodedBlock& block, const std::vector<uint32_t>& final_ids, bool keep_empty) {
    Extent size;
    uint32_t* ids = block.ids.data();
    uint64_t token = 0;
    for (size_t line = 0; line < block.lines; ++line) {
        const uint64_t begin = token, end = block.line_ends[line], kept_before = size.tokens;
        for (; token < end; ++token) {
            const uint32_t id = final_ids[ids[token]];
            ids[size.tokens] = id;
            size.tokens += id != MergedWords::dropped;
        }
        const bool kept_any = size.tokens > kept_before;
        size.dropped_lines += !kept_any && end > begin;
        if (kept_any || keep_empty) block.line_ends[size.sentences++] = size.tokens;
    }
    return size;
}

}  // namespace

void assemble(const BlockStore& store, const MergedWords& words, unsigned threads,
              const std::function<void()>& tick, BuiltCorpus& corpus) {
    uint64_t lines = 0;
    for (const EncodedBlock& block : store.blocks) lines += block.lines;
    corpus.ids = allocate_storage(words.statistics.kept * sizeof(uint32_t), store.directory);
    corpus.offsets = allocate_storage((lines + 1) * sizeof(uint64_t), store.directory);
    auto* const ids = reinterpret_cast<uint32_t*>(corpus.ids.get());
    auto* const offsets = reinterpret_cast<uint64_t*>(corpus.offsets.get());
    BlockTurnstile turnstile;
    const auto place_block = [&](uint64_t index) {
        EncodedBlock block = std::move(store.blocks[index]);
        if (store.spool) read_back(block, *store.spool);
        const Extent size = rename(block, words.final_ids[block.worker], store.keep_empty);
        const Extent place = turnstile.pass(index, size);
        std::copy_n(block.ids.data(), size.tokens, ids + place.tokens);
        for (uint64_t s = 0; s < size.sentences; ++s)
            offsets[place.sentences + s + 1] = place.tokens + block.line_ends[s];
    };
    const auto work = [&](uint64_t index, unsigned) {
        try {
            place_block(index);
        } catch (...) {
            turnstile.break_down(std::current_exception());
            throw;
        }
    };
    if (!store.blocks.empty()) all_pieces(store.blocks.size(), threads, work, tick);
    corpus.tokens = turnstile.sum().tokens, corpus.sentences = turnstile.sum().sentences;
    corpus.statistics.dropped_lines = turnstile.sum().dropped_lines;
}

}  // namespace malvec
