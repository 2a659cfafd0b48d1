// A model that was opened: words and their vectors, and what encodes texts, where there is such.
// Of an index of a matrix the words are the names of the rows, and the encoder has its own.
// It does not change, so that any number of threads may ask it at once.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "files/kinds.h"
#include "files/model_file.h"
#include "library/encoder.h"
#include "library/opened_words.h"

namespace malvec {

// A model cannot do what is asked.
struct Unsupported : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Model {
public:
    // Throws FileError, or FormatError whose message begins with the path.
    // The quota of processors (core/control_groups.h) is kept for whoever asks.
    Model(const std::string& path, const ModelOptions& options, double quota);
    Model(const Model&) = delete;
    Model& operator=(const Model&) = delete;

    const TensorFile& file() const { return opened_.file; }
    const WordTable& words() const { return words_->table(); }
    std::string_view word(uint64_t id) const;  // out_of_range; FormatError where it is damaged

    // nullptr: the file has no encoder
    const SentenceEncoder* encoder() const { return encoder_ ? &*encoder_ : nullptr; }
    bool has_tokenizer() const { return tokenizer_->get().tokenizer != nullptr; }
    // The text, cleaned: itself, or what `memory` holds then.
    std::string_view clean(std::string_view text, std::string& memory) const;
    const std::optional<TextCleaner>& cleaner() const { return texts_->cleaner(); }
    // Of texts that were cleaned. Unsupported where only Python has it.
    const std::shared_ptr<const CoreTokenizer>& tokenizer() const;

    uint64_t fingerprint() const { return fingerprint_; }  // of the header, checksums included
    double quota() const { return quota_; }  // of processors, as it was when this was opened

private:
    void take(const ModelOptions& options);
    void hold(const OpenedWords& words);
    void take(StoredEncoder stored, const ModelOptions& options);

    StoredFile opened_;
    std::optional<OpenedWords> words_, encoder_words_;
    std::optional<StoredEncoder> stored_encoder_;
    std::optional<SentenceEncoder> encoder_;
    std::optional<LazyTokenizer> own_tokenizer_;  // of the encoder
    const OpenedWords* texts_ = nullptr;          // how texts are cleaned
    const LazyTokenizer* tokenizer_ = nullptr;    // and cut
    uint64_t fingerprint_;
    double quota_;
};

}  // namespace malvec
