// One worker's part in reading a corpus: blocks of text in, provisional
// ids out. Its words and their counts stay in its own table.
#pragma once
#include <cstdint>
#include <vector>

#include "corpus/build/blocks.h"
#include "corpus/build/word_id_table.h"
#include "corpus/corpus.h"

namespace malvec {

enum class Split { whitespace, characters, eojeols };

struct EncodedBlock {
    unsigned worker = 0;              // whose table the ids belong to
    std::vector<uint32_t> ids;        // [tokens]
    std::vector<uint64_t> line_ends;  // [lines] in tokens from the start of the block
    uint64_t tokens = 0, lines = 0;   // the sizes, also where both vectors were written to a spool
    uint64_t place = 0;               // there
};

class BlockEncoder {
public:
    BlockEncoder(Split split, bool keep_empty) : split_(split), keep_empty_(keep_empty) {}

    EncodedBlock encode(const Block& block);

    const WordIdTable& words() const { return words_; }
    const LineStatistics& statistics() const { return statistics_; }

private:
    void take_token(const char* p, size_t size) {
        pending_[pending_size_] = make_key(p, size);
        words_.prefetch(pending_[pending_size_]);
        if (++pending_size_ == batch) look_up();
    }
    void end_line();
    void look_up();
    void read_packed(const Block& block);

    static constexpr size_t batch = 64;  // look-ups in flight

    Split split_;
    bool keep_empty_;
    WordIdTable words_{1 << 14};
    LineStatistics statistics_;
    WordKey pending_[batch];
    size_t pending_size_ = 0;
    std::vector<uint32_t> ids_;  // of this block: `size_` of them, the rest is room
    size_t size_ = 0;
    uint64_t line_begin_ = 0;
    std::vector<uint64_t> line_ends_;
};

}  // namespace malvec
