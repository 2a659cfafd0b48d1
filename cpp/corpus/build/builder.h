// Text in, a corpus out: word ids in the order of the text, sentence
// borders, a vocabulary with counts, and what was left out.
// One pass: workers clean and cut blocks of lines and turn them into provisional ids while
// more is read; `finish` merges their words, chooses and sorts
// the vocabulary, and renames the ids. Ids and counts do not depend on the number of threads.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/tick.h"
#include "corpus/build/block_encoder.h"
#include "corpus/build/merge.h"
#include "corpus/corpus.h"
#include "corpus/storage.h"
#include "text/cleaner.h"
#include "text/core_tokenizer.h"

namespace malvec {

struct BuildOptions {
    unsigned threads = 1;
    std::shared_ptr<const CoreTokenizer> tokenizer = whitespace_tokenizer();
    std::optional<TextCleaner> cleaner = {};  // of text before it is cut; not of tokens
    bool keep_empty = false;                  // lines without a kept token become empty sentences
    // for temporary files, which then hold whatever grows with the text; empty = all in memory
    std::string directory;
};

// Tokens end to end; where each ends, in bytes; where each line ends, in tokens.
struct PackedLines {
    std::span<const char> bytes;
    std::span<const uint64_t> token_ends, line_ends;
};

// What the workers made of a text before their words are merged.
struct EncodedText {
    std::vector<EncodedBlock> blocks;                     // in the order of the text
    std::vector<std::unique_ptr<BlockEncoder>> encoders;  // by worker
    std::unique_ptr<Spool> spool;  // holds the blocks' contents where there is one
    CorpusStatistics statistics;   // of bytes and lines
};

// Used by one thread at a time. An error of a worker is rethrown
// by the next call; the builder is of no use afterwards.
class CorpusBuilder {
public:
    explicit CorpusBuilder(const BuildOptions& options);
    ~CorpusBuilder();

    void feed(std::string_view text, const Tick& tick = nullptr);  // may end within a line
    void feed_file(const std::string& path, uint64_t from, const Tick& tick = nullptr);
    // Each a line, whatever stands in it; where each ends, in bytes.
    void feed_texts(std::string_view texts, std::span<const uint64_t> ends,
                    const Tick& tick = nullptr);
    void feed_lines(const PackedLines& lines, const Tick& tick = nullptr);
    void end_source();  // a last line without a newline ends here

    BuiltCorpus finish(const Selection& selection, const Tick& tick = nullptr);
    EncodedText finish_unmerged(const Tick& tick = nullptr);

    uint64_t bytes_done() const { return bytes_done_.load(std::memory_order_relaxed); }

private:
    std::span<char> room();
    void filled(size_t bytes, const Tick& tick);
    void flush(const Tick& tick);
    void send(size_t size, const Tick& tick);
    Block filled_block(BlockOf kind, std::span<const char> bytes, std::span<const uint64_t> ends);
    void dispatch(Block block, const Tick& tick);
    void beat(const Tick& tick);
    void start_workers();
    void work(unsigned worker);
    void keep(EncodedBlock&& block, uint64_t index);
    void end_reading(const Tick& tick);
    void rethrow();
    void stop_workers(bool discard);

    BuildOptions options_;
    BlockQueue queue_;
    std::unique_ptr<Spool> spool_;
    std::vector<std::thread> workers_;
    std::vector<std::unique_ptr<BlockEncoder>> encoders_;

    Block filling_;
    size_t searched_ = 0;  // bytes of it without a newline
    uint64_t bytes_ = 0, blocks_ = 0;
    bool finished_ = false;
    std::chrono::steady_clock::time_point last_beat_{};
    std::atomic<uint64_t> bytes_done_{0};  // encoded
    std::atomic<uint64_t> spooled_{0};     // bytes of the spool given out

    std::mutex mutex_;  // of what follows
    std::condition_variable idle_;
    unsigned working_ = 0;
    std::vector<EncodedBlock> encoded_;  // by the blocks' index
    std::exception_ptr error_;
};

}  // namespace malvec
