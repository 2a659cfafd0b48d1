#include "corpus/build/builder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "core/error.h"
#include "corpus/build/assemble.h"

namespace malvec {
namespace {

constexpr size_t block_bytes = size_t{512} << 10;
constexpr std::chrono::milliseconds patience{100};

struct OpenFile {
    explicit OpenFile(const std::string& path)
        : path_(path), file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (file_ < 0) fail();
    }
    ~OpenFile() { close(file_); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    void skip(uint64_t bytes) const {
        if (lseek(file_, static_cast<off_t>(bytes), SEEK_SET) < 0) fail();
    }
    size_t read_some(std::span<char> room) const {
        ssize_t got;
        while ((got = read(file_, room.data(), room.size())) < 0)
            if (errno != EINTR) fail();
        return static_cast<size_t>(got);
    }

private:
    [[noreturn]] void fail() const { throw IoError(path_ + ": " + std::strerror(errno)); }
    const std::string& path_;
    int file_;
};

bool rise_to(std::span<const uint64_t> ends, uint64_t last) {
    return std::is_sorted(ends.begin(), ends.end()) && (ends.empty() ? 0 : ends.back()) == last;
}

[[noreturn]] void refuse_borders() {
    throw std::invalid_argument("packed lines whose borders do not fit their bytes");
}

}  // namespace

CorpusBuilder::CorpusBuilder(const BuildOptions& options)
    : options_(options), queue_(std::max(options.threads, 1u) * 2 + 2) {
    options_.threads = std::max(options_.threads, 1u);
    if (!options_.directory.empty()) spool_ = std::make_unique<Spool>(options_.directory);
}

CorpusBuilder::~CorpusBuilder() { stop_workers(true); }

void CorpusBuilder::feed(std::string_view text, const Tick& tick) {
    while (!text.empty()) {
        const std::span<char> space = room();
        const size_t size = std::min(space.size(), text.size());
        std::memcpy(space.data(), text.data(), size);
        text.remove_prefix(size);
        filled(size, tick);
    }
}

void CorpusBuilder::feed_file(const std::string& path, uint64_t from, const Tick& tick) {
    const OpenFile file(path);
    if (from > 0) file.skip(from);
    while (const size_t size = file.read_some(room())) filled(size, tick);
    end_source();
}

void CorpusBuilder::feed_texts(std::string_view texts, std::span<const uint64_t> ends,
                               const Tick& tick) {
    flush(tick);
    dispatch(filled_block(BlockOf::texts, texts, ends), tick);
}

void CorpusBuilder::feed_lines(const PackedLines& lines, const Tick& tick) {
    flush(tick);
    if (!rise_to(lines.line_ends, lines.token_ends.size())) refuse_borders();
    Block block = filled_block(BlockOf::tokens, lines.bytes, lines.token_ends);
    block.line_ends.assign(lines.line_ends.begin(), lines.line_ends.end());
    dispatch(std::move(block), tick);
}

Block CorpusBuilder::filled_block(BlockOf kind, std::span<const char> bytes,
                                  std::span<const uint64_t> ends) {
    if (!rise_to(ends, bytes.size())) refuse_borders();
    Block block = queue_.empty_block();
    block.kind = kind;
    block.size = bytes.size();
    block.bytes.resize(std::max(block.bytes.size(), block.size + key_reach));
    std::copy(bytes.begin(), bytes.end(), block.bytes.begin());
    block.ends.assign(ends.begin(), ends.end());
    bytes_ += block.size;
    return block;
}

void CorpusBuilder::end_source() {
    if (filling_.size == 0 || filling_.bytes[filling_.size - 1] == '\n') return;
    room()[0] = '\n';
    ++filling_.size;
}

void CorpusBuilder::flush(const Tick& tick) {
    end_source();
    if (filling_.size > 0) send(filling_.size, tick);
}

// Where the next bytes go: at the end of the block that is
// being filled. A line longer than a block makes it grow.
std::span<char> CorpusBuilder::room() {
    const size_t wanted = filling_.size < block_bytes ? block_bytes : filling_.size + block_bytes;
    if (filling_.bytes.size() < wanted + key_reach)
        filling_.bytes.resize(
            std::max(wanted, filling_.size < block_bytes ? 0 : filling_.bytes.size() * 2) +
            key_reach);
    return std::span(filling_.bytes).subspan(filling_.size, wanted - filling_.size);
}

void CorpusBuilder::filled(size_t bytes, const Tick& tick) {
    bytes_ += bytes;
    filling_.size += bytes;
    if (filling_.size < block_bytes) return;
    const char* text = filling_.bytes.data();
    const void* newline = memrchr(text + searched_, '\n', filling_.size - searched_);
    searched_ = filling_.size;
    if (newline) send(static_cast<size_t>(static_cast<const char*>(newline) + 1 - text), tick);
}

// The first `size` bytes go to the workers, the rest begins the next block.
void CorpusBuilder::send(size_t size, const Tick& tick) {
    Block next = queue_.empty_block();
    std::swap(next, filling_);
    const std::string_view rest(next.bytes.data() + size, next.size - size);
    if (filling_.bytes.size() < rest.size() + key_reach)
        filling_.bytes.resize(rest.size() + block_bytes + key_reach);
    std::copy(rest.begin(), rest.end(), filling_.bytes.begin());
    searched_ = filling_.size = rest.size();
    next.size = size;
    dispatch(std::move(next), tick);
}

void CorpusBuilder::dispatch(Block block, const Tick& tick) {
    if (finished_) throw std::invalid_argument("this corpus is finished");
    if (workers_.empty()) start_workers();
    block.index = blocks_++;
    do {
        rethrow();
        beat(tick);
    } while (!queue_.push(block, patience));
}

// Lets the caller see the progress ten times a second, and stop.
void CorpusBuilder::beat(const Tick& tick) {
    const auto now = std::chrono::steady_clock::now();
    if (!tick || now - last_beat_ < patience) return;
    last_beat_ = now;
    if (!tick({.done = bytes_done()})) throw std::runtime_error("reading the corpus was stopped");
}

void CorpusBuilder::start_workers() {
    for (unsigned w = 0; w < options_.threads; ++w)
        encoders_.push_back(std::make_unique<BlockEncoder>(options_.tokenizer, options_.cleaner,
                                                           options_.keep_empty));
    for (unsigned w = 0; w < options_.threads; ++w) {
        workers_.emplace_back([this, w] { work(w); });
        const std::lock_guard lock(mutex_);
        ++working_;
    }
}

void CorpusBuilder::work(unsigned worker) {
    try {
        while (auto block = queue_.pop()) {
            EncodedBlock encoded = encoders_[worker]->encode(*block);
            encoded.worker = worker;
            keep(std::move(encoded), block->index);
            bytes_done_.fetch_add(block->size, std::memory_order_relaxed);
            if (block->bytes.size() <= 2 * block_bytes) queue_.put_back(std::move(*block));
        }
    } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!error_) error_ = std::current_exception();
        queue_.close(true);
    }
    const std::lock_guard lock(mutex_);
    --working_;
    idle_.notify_one();
}

void CorpusBuilder::keep(EncodedBlock&& block, uint64_t index) {
    const size_t id_bytes = block.ids.size() * sizeof(uint32_t),
                 end_bytes = block.line_ends.size() * sizeof(uint64_t);
    if (spool_) {
        block.place = spooled_.fetch_add(id_bytes + end_bytes, std::memory_order_relaxed);
        spool_->write(block.ids.data(), id_bytes, block.place);
        spool_->write(block.line_ends.data(), end_bytes, block.place + id_bytes);
        block.ids = {}, block.line_ends = {};
    }
    const std::lock_guard lock(mutex_);
    if (encoded_.size() <= index) encoded_.resize(index + 1);
    encoded_[index] = std::move(block);
}

void CorpusBuilder::rethrow() {
    const std::lock_guard lock(mutex_);
    if (error_) std::rethrow_exception(error_);
}

void CorpusBuilder::stop_workers(bool discard) {
    queue_.close(discard);
    for (auto& worker : workers_) worker.join();
    workers_.clear();
}

void CorpusBuilder::end_reading(const Tick& tick) {
    if (finished_) throw std::invalid_argument("this corpus is finished");
    flush(tick);
    finished_ = true;
    queue_.close(false);
    for (std::unique_lock lock(mutex_);
         !idle_.wait_for(lock, patience, [this] { return working_ == 0; });) {
        lock.unlock();
        beat(tick);
        lock.lock();
    }
    stop_workers(false);
    rethrow();
}

EncodedText CorpusBuilder::finish_unmerged(const Tick& tick) {
    end_reading(tick);
    EncodedText text{std::move(encoded_), std::move(encoders_), std::move(spool_), {}};
    text.statistics.bytes = bytes_;
    for (const auto& encoder : text.encoders) text.statistics.lines.add(encoder->statistics());
    return text;
}

BuiltCorpus CorpusBuilder::finish(const Selection& selection, const Tick& tick) {
    end_reading(tick);
    const auto each_tick = [&] { beat(tick); };
    BuiltCorpus corpus;
    corpus.statistics.bytes = bytes_;
    std::vector<const WordIdTable*> tables;
    for (const auto& encoder : encoders_) {
        tables.push_back(&encoder->words());
        corpus.statistics.lines.add(encoder->statistics());
    }
    MergedWords words = merge_words(tables, selection, options_.threads, each_tick);
    encoders_.clear();
    assemble({encoded_, spool_.get(), options_.keep_empty, options_.directory}, words,
             options_.threads, each_tick, corpus);
    corpus.word_bytes = std::move(words.bytes), corpus.word_offsets = std::move(words.offsets),
    corpus.counts = std::move(words.counts);
    corpus.statistics.words = words.statistics;
    return corpus;
}

}  // namespace malvec
