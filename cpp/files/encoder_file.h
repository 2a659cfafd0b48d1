// How sentences are encoded, as it lies in a file beside word vectors. Which
// array is what, python/malvec/sentences/encoder_file.py tells.
#pragma once
#include <span>
#include <string>

#include "files/safetensors.h"
#include "files/taken_arrays.h"
#include "files/vector_file.h"
#include "text/json.h"

namespace malvec {

// Valid as long as the file is.
struct StoredEncoder {
    std::span<const float> weights;             // [words]
    std::span<const float> components, shares;  // [n, dim], [n]
    float unseen_weight = 1;                    // of words that were not seen
    bool by_weights = false;  // the sum is divided by that of the weights, not by the words
    bool unit = false;        // vectors of words are scaled to length 1 first
    Json tokenizer;           // its description; null: that of the vectors

    ArrayCopies copies;
};

// Throws FormatError where the file holds no encoder, or a damaged one.
StoredEncoder stored_encoder(const TensorFile& file, const StoredVectors& vectors);

}  // namespace malvec
