#include "corpus/build/block_encoder.h"

#include <algorithm>
#include <cstring>
#include <functional>

#include "text/blanks.h"

namespace malvec {

EncodedBlock BlockEncoder::encode(const Block& block) {
    size_ = 0, line_begin_ = 0;
    line_ends_.clear();
    const std::string_view text(block.bytes.data(), block.size);
    lasting_ = text;
    if (block.kind == BlockOf::tokens)
        read_tokens(block);
    else if (block.kind == BlockOf::texts)
        cut_texts(block);
    else if (tokenizer_->plain() != Plain::no)
        cut_plain(cleaned(text));
    else
        cut_lines(lasting_ = cleaned(text));
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

std::string_view BlockEncoder::cleaned(std::string_view text) {
    cleaned_.clear();
    if (!cleaner_ || !cleaner_->clean(text, cleaned_)) return text;
    const size_t size = cleaned_.size();
    cleaned_.append(key_reach, '\0');
    return {cleaned_.data(), size};
}

// Tokens are taken as they are met, without a call of the tokenizer for each line.
void BlockEncoder::cut_plain(std::string_view lines) {
    const auto on_token = [this](const char* p, size_t size) { take_token(p, size); };
    const auto on_line = [this] { end_line(); };
    switch (tokenizer_->plain()) {
        case Plain::characters:
            return split_characters(lines, on_token, on_line);
        case Plain::eojeols:
            return split_eojeols(lines, on_token, on_line);
        default:
            return split_blanks(lines, on_token, on_line);
    }
}

void BlockEncoder::cut_lines(std::string_view lines) {
    while (!lines.empty()) {
        const size_t end = std::min(lines.find('\n'), lines.size());
        std::string_view line = lines.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        tokenizer_->cut(line, emit_);
        end_line();
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
}

void BlockEncoder::cut_texts(const Block& block) {
    uint64_t begin = 0;
    for (const uint64_t end : block.ends) {
        tokenizer_->cut(cleaned({block.bytes.data() + begin, end - begin}), emit_);
        end_line();
        begin = end;
    }
}

void BlockEncoder::read_tokens(const Block& block) {
    uint64_t begin = 0, token = 0;
    for (const uint64_t line_end : block.line_ends) {
        for (; token < line_end; ++token) {
            const uint64_t end = block.ends[token];
            take_form({block.bytes.data() + begin, end - begin});
            begin = end;
        }
        end_line();
    }
}

void BlockEncoder::take_form(std::string_view form) {
    if (form.empty()) {
        ++statistics_.empty_tokens, ++statistics_.tokens;
        return;
    }
    const std::less<const char*> before;
    const bool lasts = !before(form.data(), lasting_.data()) &&
                       before(form.data(), lasting_.data() + lasting_.size());
    if (!lasts) form = kept(form);
    take_token(form.data(), form.size());
}

std::string_view BlockEncoder::kept(std::string_view form) {
    if (kept_size_ + form.size() + key_reach > kept_.size()) {
        look_up();
        kept_size_ = 0;
        kept_.resize(std::max(kept_.size(), 64 * form.size() + key_reach));
    }
    char* const place = kept_.data() + kept_size_;
    std::memcpy(place, form.data(), form.size());
    kept_size_ += form.size();
    return {place, form.size()};
}

}  // namespace malvec
