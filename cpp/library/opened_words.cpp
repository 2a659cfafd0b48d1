#include "library/opened_words.h"

#include <memory>

namespace malvec {

namespace {

std::string text_or_null(const std::string* text) { return text ? *text : "null"; }

}  // namespace

// Callers that need it at once each make one, and the first stays: no call waits for another.
const DescribedTokenizer& LazyTokenizer::get() const {
    const DescribedTokenizer* made = made_.load(std::memory_order_acquire);
    if (made) return *made;
    auto fresh =
        std::make_unique<const DescribedTokenizer>(described_tokenizer(description_, places_));
    const bool first = made_.compare_exchange_strong(made, fresh.get());
    return first ? *fresh.release() : *made;
}

OpenedWords::OpenedWords(const TensorFile& file, StoredVectors stored, const ModelOptions& options)
    : stored_(std::move(stored)), tokenizer_(text_or_null(file.text("tokenizer")), options.places) {
    table_.vocab = stored_.vocab;
    table_.rows = stored_.rows.view();
    if (stored_.codes && !table_.rows.encoded) table_.rows.codes = &*stored_.codes;
    table_.inverse_norms = stored_.inverse_norms;
    if (table_.inverse_norms.empty()) {
        own_norms_ = inverse_norms(table_.rows, options.threads);
        table_.inverse_norms = own_norms_;
    }
    table_.ngrams = stored_.ngrams ? &*stored_.ngrams : nullptr;
    table_.unit_length = stored_.unit_length;
    table_.counts = stored_.counts;
    take_pipeline(file.text("normalize"));
}

void OpenedWords::take_pipeline(const std::string* normalize) {
    cleaner_ = stored_cleaner(text_or_null(normalize));
    if (cleaner_)
        table_.clean = [this](std::string_view text, std::string& out) {
            return cleaner_->clean(text, out);
        };
    table_.cut = [this](std::string_view text, const Emit& emit) {
        std::string cleaned;
        if (const auto& with = tokenizer_.get().tokenizer) with->cut(clean(text, cleaned), emit);
    };
}

std::string_view OpenedWords::clean(std::string_view text, std::string& memory) const {
    memory.clear();
    return cleaner_ && cleaner_->clean(text, memory) ? memory : text;
}

}  // namespace malvec
