#include "text/cut_texts.h"

#include <string>

#include "core/parallel.h"

namespace malvec {
namespace {

constexpr size_t piece_bytes = size_t{1} << 14;

// Where pieces of about so many bytes end, in texts.
std::vector<size_t> ends_of_pieces(std::span<const std::string_view> texts) {
    std::vector<size_t> ends;
    size_t bytes = 0;
    for (size_t i = 0; i < texts.size(); ++i) {
        bytes += texts[i].size() + 1;
        if (bytes < piece_bytes && i + 1 < texts.size()) continue;
        ends.push_back(i + 1);
        bytes = 0;
    }
    return ends;
}

void cut_piece(const CoreTokenizer& tokenizer, const TextCleaner* cleaner,
               std::span<const std::string_view> texts, PackedTokens& out) {
    const Emit emit = [&out](std::string_view form) {
        out.bytes.insert(out.bytes.end(), form.begin(), form.end());
        out.token_ends.push_back(out.bytes.size());
    };
    std::string cleaned;
    for (std::string_view text : texts) {
        cleaned.clear();
        if (cleaner && cleaner->clean(text, cleaned)) text = cleaned;
        tokenizer.cut(text, emit);
        out.line_ends.push_back(out.token_ends.size());
    }
}

void append_packed(const PackedTokens& piece, PackedTokens& all) {
    const uint64_t bytes = all.bytes.size(), tokens = all.token_ends.size();
    all.bytes.insert(all.bytes.end(), piece.bytes.begin(), piece.bytes.end());
    for (const uint64_t end : piece.token_ends) all.token_ends.push_back(bytes + end);
    for (const uint64_t end : piece.line_ends) all.line_ends.push_back(tokens + end);
}

}  // namespace

PackedTokens cut_texts(const CoreTokenizer& tokenizer, const TextCleaner* cleaner,
                       std::span<const std::string_view> texts, unsigned threads) {
    const std::vector<size_t> ends = ends_of_pieces(texts);
    if (ends.empty()) return {};
    std::vector<PackedTokens> pieces(ends.size());
    parallel_pieces(ends.size(), threads, [&](uint64_t piece, unsigned) {
        const size_t first = piece == 0 ? 0 : ends[piece - 1];
        cut_piece(tokenizer, cleaner, texts.subspan(first, ends[piece] - first), pieces[piece]);
    });
    PackedTokens all = std::move(pieces.front());
    for (size_t i = 1; i < pieces.size(); ++i) append_packed(pieces[i], all);
    return all;
}

}  // namespace malvec
