// Word vectors as they lie in a file: views of its arrays, which are not touched when they are
// taken. What a look-up meets is checked there: damaged contents never lead outside of the arrays.
// Which array is what, python/malvec/vectors/vector_file.py tells.
#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/encoded.h"
#include "corpus/vocab.h"
#include "files/safetensors.h"
#include "files/taken_arrays.h"
#include "search/codes8.h"
#include "search/rows.h"
#include "text/compose.h"

namespace malvec {

struct StoredRows {
    const float* data = nullptr;
    size_t rows = 0, dim = 0;
    std::optional<EncodedRows> encoded;  // instead of floats

    // valid as long as this object stays where it is
    RowsView view() const { return {data, rows, dim, dim, encoded ? &*encoded : nullptr}; }
};

// Valid as long as the file is.
struct StoredVectors {
    VocabView vocab;
    std::span<const uint64_t> counts;  // empty: not known
    StoredRows rows;
    std::span<const float> inverse_norms;  // empty: not stored
    std::optional<NgramTable> ngrams;
    bool unit_length = false;     // of vectors composed of n-grams
    std::optional<Codes8> codes;  // of an index that is searched by a byte per component

    ArrayCopies copies;                 // of what could not be used as it lies
    std::vector<uint32_t> built_index;  // where the file has none
};

// Whose rows have names; those of an index of a matrix may be known by their numbers alone.
enum class Names { always, maybe };

// Throws FormatError where an array is missing or does not fit the others.
StoredVectors stored_vectors(const TensorFile& file, Names names = Names::always);

// Throws FormatError unless offsets of words and kept buckets ascend: this reads all of them.
void verify(const StoredVectors& vectors);

}  // namespace malvec
