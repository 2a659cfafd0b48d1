// One worker's part in reading a corpus: blocks of text in, which it cleans and
// cuts, provisional ids out. Its words and their counts stay in its own table.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/build/blocks.h"
#include "corpus/build/word_id_table.h"
#include "corpus/corpus.h"
#include "text/cleaner.h"
#include "text/core_tokenizer.h"

namespace malvec {

struct EncodedBlock {
    unsigned worker = 0;              // whose table the ids belong to
    std::vector<uint32_t> ids;        // [tokens]
    std::vector<uint64_t> line_ends;  // [lines] in tokens from the start of the block
    uint64_t tokens = 0, lines = 0;   // the sizes, also where both vectors were written to a spool
    uint64_t place = 0;               // there
};

class BlockEncoder {
public:
    BlockEncoder(const BlockEncoder&) = delete;
    BlockEncoder(std::shared_ptr<const CoreTokenizer> tokenizer, std::optional<TextCleaner> cleaner,
                 bool keep_empty)
        : tokenizer_(std::move(tokenizer)), cleaner_(std::move(cleaner)), keep_empty_(keep_empty) {}

    EncodedBlock encode(const Block& block);

    const WordIdTable& words() const { return words_; }
    const LineStatistics& statistics() const { return statistics_; }

private:
    void take_token(const char* p, size_t size) {
        pending_[pending_size_] = make_key(p, size);
        words_.prefetch(pending_[pending_size_]);
        if (++pending_size_ == batch) look_up();
    }
    void take_form(std::string_view form);
    std::string_view kept(std::string_view form);
    void end_line();
    void look_up();
    std::string_view cleaned(std::string_view text);
    void cut_plain(std::string_view lines);
    void cut_lines(std::string_view lines);
    void cut_texts(const Block& block);
    void read_tokens(const Block& block);

    static constexpr size_t batch = 64;  // look-ups in flight

    std::shared_ptr<const CoreTokenizer> tokenizer_;
    std::optional<TextCleaner> cleaner_;
    bool keep_empty_;
    const Emit emit_ = [this](std::string_view form) { take_form(form); };
    std::string cleaned_;
    std::string_view lasting_;  // text that stays until the block ends
    std::vector<char> kept_;    // forms that lie elsewhere, until they are looked up
    size_t kept_size_ = 0;
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
