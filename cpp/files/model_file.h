// A model as it lies in a file: words with what finds and searches them, and what encodes texts. An
// index of a model holds all of it; in one of a matrix an encoder with words of its own may lie.
#pragma once
#include <optional>

#include "files/encoder_file.h"
#include "files/safetensors.h"
#include "files/vector_file.h"

namespace malvec {

// The kinds of files that hold one, and that of an index of a matrix.
constexpr std::string_view model_kinds[] = {"word_vectors", "sentence_encoder", "text_classifier",
                                            "language_model", "rows"};

// Valid as long as the file is.
struct StoredModel {
    StoredVectors words;
    std::optional<TensorFile> encoder_file;      // of an index of a matrix
    std::optional<StoredVectors> encoder_words;  // of that file
    std::optional<StoredEncoder> encoder;
};

// Throws FormatError where a part is missing, damaged, or does not fit the others; with
// `verified` all is looked at, else what a look-up meets is checked there.
StoredModel stored_model(const TensorFile& file, bool verified);

// What stored_model throws, of an index of anything else too.
void check_model(const TensorFile& file, bool verified);

}  // namespace malvec
