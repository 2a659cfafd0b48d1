// The words of a file with all that finds and composes their vectors, and what cleans and cuts
// texts. It does not change, so that any number of threads may ask it at once.
#pragma once
#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "files/normalizer.h"
#include "files/safetensors.h"
#include "files/tokenizer.h"
#include "files/vector_file.h"
#include "library/lookup.h"

namespace malvec {

// A tokenizer that is made when it is first asked for, since its scores may take a
// while to unpack, and a damaged description is no reason not to open the vectors.
class LazyTokenizer {
public:
    LazyTokenizer(std::string description, TokenizerPlaces places)
        : description_(std::move(description)), places_(std::move(places)) {}
    LazyTokenizer(const LazyTokenizer&) = delete;
    LazyTokenizer& operator=(const LazyTokenizer&) = delete;
    ~LazyTokenizer() { delete made_.load(); }

    const DescribedTokenizer& get() const;  // FormatError where the description is damaged

private:
    const std::string description_;  // JSON
    const TokenizerPlaces places_;
    mutable std::atomic<const DescribedTokenizer*> made_ = nullptr;  // owned
};

struct ModelOptions : OpenOptions {
    TokenizerPlaces places = {};
};

class OpenedWords {
public:
    // Throws FormatError where how text was cleaned is damaged. The bytes of the file must stay
    // mapped as long as this, which stays where it is. The threads are for norms that the file
    // does not have.
    OpenedWords(const TensorFile& file, StoredVectors stored, const ModelOptions& options);
    OpenedWords(const OpenedWords&) = delete;
    OpenedWords& operator=(const OpenedWords&) = delete;

    const WordTable& table() const { return table_; }

    const LazyTokenizer& tokenizer() const { return tokenizer_; }
    const std::optional<TextCleaner>& cleaner() const { return cleaner_; }
    // The text, cleaned: itself, or what `memory` holds then.
    std::string_view clean(std::string_view text, std::string& memory) const;

private:
    void take_pipeline(const std::string* normalize);

    StoredVectors stored_;
    std::vector<float> own_norms_;  // where the file has none
    std::optional<TextCleaner> cleaner_;
    LazyTokenizer tokenizer_;
    WordTable table_;
};

}  // namespace malvec
