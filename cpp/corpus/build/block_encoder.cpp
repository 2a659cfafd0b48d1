#include "corpus/build/block_encoder.h"

#include <algorithm>

#include "text/blanks.h"

namespace malvec {

EncodedBlock BlockEncoder::encode(const Block& block) {
    size_ = 0, line_begin_ = 0;
    line_ends_.clear();
    const std::string_view text(block.bytes.data(), block.size);
    const auto on_token = [this](const char* p, size_t size) { take_token(p, size); };
    const auto on_line = [this] { end_line(); };
    if (block.packed)
        read_packed(block);
    else if (split_ == Split::characters)
        split_characters(text, on_token, on_line);
    else if (split_ == Split::eojeols)
        split_eojeols(text, on_token, on_line);
    else
        split_blanks(text, on_token, on_line);
    look_up();
    statistics_.tokens += size_;
    EncodedBlock encoded;
    encoded.ids.assign(ids_.begin(), ids_.begin() + static_cast<ptrdiff_t>(size_));
    encoded.line_ends = line_ends_;
    encoded.tokens = size_, encoded.lines = line_ends_.size();
    return encoded;
}

void BlockEncoder::end_line() {
    const uint64_t end = size_ + pending_size_, tokens = end - line_begin_;
    ++statistics_.lines;
    statistics_.empty_lines += tokens == 0;
    statistics_.longest_line = std::max(statistics_.longest_line, tokens);
    if (tokens > 0 || keep_empty_) line_ends_.push_back(end);
    line_begin_ = end;
}

void BlockEncoder::look_up() {
    if (ids_.size() < size_ + batch) ids_.resize(std::max(ids_.size() * 2, size_ + batch));
    for (size_t i = 0; i < pending_size_; ++i) ids_[size_ + i] = words_.add(pending_[i]);
    size_ += pending_size_;
    pending_size_ = 0;
}

void BlockEncoder::read_packed(const Block& block) {
    uint64_t begin = 0, token = 0;
    for (const uint64_t line_end : block.line_ends) {
        for (; token < line_end; ++token) {
            const uint64_t end = block.token_ends[token];
            if (end > begin) {
                take_token(block.bytes.data() + begin, end - begin);
            } else {
                ++statistics_.empty_tokens, ++statistics_.tokens;
            }
            begin = end;
        }
        end_line();
    }
}

}  // namespace malvec
