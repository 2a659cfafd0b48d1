#include "files/vector_file.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <limits>
#include <stdexcept>

#include "core/error.h"
#include "files/metadata.h"
#include "text/json.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr const char* damaged_offsets = "the offsets of the words are damaged";

std::vector<uint32_t> new_index(const Words& words) {
    try {
        return build_word_index(words);
    } catch (const std::invalid_argument&) {
        throw FormatError(damaged_offsets);
    }
}

VocabView take_vocab(TakenArrays& arrays, std::vector<uint32_t>& built_index) {
    VocabView vocab;
    const auto bytes = arrays.take<uint8_t>("words", {any_size});
    vocab.bytes = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    vocab.offsets = arrays.take<uint64_t>("word_offsets", {any_size});
    if (vocab.offsets.empty()) throw FormatError(damaged_offsets);
    if (!arrays.has("word_index")) {
        built_index = new_index(vocab);
        vocab.index = built_index;
        return vocab;
    }
    vocab.index = arrays.take<uint32_t>("word_index", {any_size});
    if (vocab.index.size() <= vocab.size() || !std::has_single_bit(vocab.index.size()))
        throw FormatError("the word index has " + std::to_string(vocab.index.size()) +
                          " slots, not a power of two above " + std::to_string(vocab.size()));
    return vocab;
}

VocabView no_words() {
    static constexpr uint64_t offsets[] = {0};
    static constexpr uint32_t index[] = {0};
    return {{{}, offsets}, index};
}

EncodedRows take_encoded(TakenArrays& arrays, const std::string& name, uint64_t rows) {
    const std::string codes = name + ".codes", centroids = name + ".centroids";
    EncodedRows found;
    found.codes = arrays.take<uint8_t>(codes, {rows, any_size}).data();
    found.rows = arrays.size(codes, 0), found.parts = found.dim = arrays.size(codes, 1);
    found.scales = arrays.take<float>(name + ".scales", {found.rows}).data();
    if (arrays.has(centroids)) {
        found.centroids =
            arrays.take<float>(centroids, {found.parts, centroids_per_part, any_size}).data();
        found.dim = found.parts * arrays.size(centroids, 2);
    }
    return found;
}

// Rows of floats, or encoded ones, of this shape, which has components.
StoredRows take_rows(TakenArrays& arrays, const std::string& name, uint64_t rows, uint64_t dim) {
    const auto want_components = [&name](bool some) {
        if (!some) throw FormatError("tensor " + quoted(name) + " has no components");
    };
    StoredRows found;
    if (arrays.has(name + ".codes")) {
        found.encoded = take_encoded(arrays, name, rows);
        found.rows = found.encoded->rows, found.dim = found.encoded->dim;
        want_components(found.dim > 0);
        if (dim != any_size && found.dim != dim)
            throw FormatError("tensor " + quoted(name) + " has " + std::to_string(found.dim) +
                              " components, not " + std::to_string(dim));
        return found;
    }
    found.data = arrays.take<float>(name, {rows, dim}).data();
    found.rows = arrays.size(name, 0), found.dim = arrays.size(name, 1);
    want_components(found.dim > 0 || found.rows == 0);
    return found;
}

uint32_t knob(const Json& value) {
    const int64_t number = value.integer();
    if (number < 0 || number > std::numeric_limits<uint32_t>::max())
        throw FormatError(std::to_string(number) + " is out of range");
    return static_cast<uint32_t>(number);
}

void take_knobs(const Json& told, NgramTable& table, bool& unit_length) {
    for (const auto& [name, value] : told.members()) {
        if (name == "unit")
            unit_length = value.boolean();
        else if (name == "units")
            table.options.units = value.text();
        else if (name == "min_n")
            table.options.min_n = knob(value);
        else if (name == "max_n")
            table.options.max_n = knob(value);
        else if (name == "buckets")
            table.options.buckets = knob(value);
        else
            throw FormatError("there is no " + quoted(name));
    }
    check(table);
}

NgramTable take_ngrams(TakenArrays& arrays, const std::string& told, size_t dim,
                       bool& unit_length) {
    const StoredRows rows = take_rows(arrays, "subword_rows", any_size, dim);
    NgramTable table;
    table.rows = {const_cast<float*>(rows.data), rows.rows, rows.dim, rows.encoded ? 0 : rows.dim};
    table.encoded = rows.encoded;
    table.pruned = arrays.has("subword_kept");
    table.kept = arrays.take_if_there<uint32_t>("subword_kept", {any_size});
    const auto fail = [](const std::exception& error) {
        throw FormatError(std::string("the description of the sub-words is damaged: ") +
                          error.what());
    };
    try {
        take_knobs(parse_json(told), table, unit_length);
    } catch (const FormatError& error) {
        fail(error);
    } catch (const std::invalid_argument& error) {
        fail(error);
    }
    return table;
}

std::optional<Codes8> take_codes(TakenArrays& arrays, size_t rows, size_t dim) {
    if (!arrays.has("index.codes")) return std::nullopt;
    Codes8 found;
    found.rows = rows, found.dim = dim;
    const uint64_t bytes = found.blocks() * found.groups() * codes8_bytes;
    found.codes = arrays.take<uint8_t>("index.codes", {bytes}).data();
    found.scales = arrays.take<float>("index.scales", {rows}).data();
    found.errors = arrays.take<float>("index.errors", {rows}).data();
    return found;
}

// What C gives as text, and Python reads when it opens the file.
void check_metadata(const TensorFile& file) {
    metadata_object(file, "recipe");
    const std::string* const report = file.text("report");
    try {
        if (report) parse_json(*report);
    } catch (const FormatError& error) {
        throw FormatError(std::string("the report is no JSON: ") + error.what());
    }
}

}  // namespace

StoredVectors stored_vectors(const TensorFile& file, Names names) {
    StoredVectors found;
    TakenArrays arrays(file, found.copies);
    const bool named = names == Names::always || arrays.has("words");
    found.vocab = named ? take_vocab(arrays, found.built_index) : no_words();
    const uint64_t words = named ? found.vocab.size() : arrays.size("vectors", 0);
    found.counts = arrays.take_if_there<uint64_t>("counts", {words});
    found.rows = take_rows(arrays, "vectors", words, any_size);
    arrays.take_if_there<float>("output", {words, found.rows.dim});
    found.inverse_norms = names == Names::maybe
                              ? arrays.take<float>("inverse_norms", {words})
                              : arrays.take_if_there<float>("inverse_norms", {words});
    if (const std::string* const told = file.text("subwords"))
        found.ngrams = take_ngrams(arrays, *told, found.rows.dim, found.unit_length);
    found.codes = take_codes(arrays, words, found.rows.dim);
    check_metadata(file);
    return found;
}

void verify(const StoredVectors& vectors) {
    try {
        check_words(vectors.vocab);
    } catch (const std::invalid_argument&) {
        throw FormatError(damaged_offsets);
    }
    const std::span<const uint32_t> kept =
        vectors.ngrams ? vectors.ngrams->kept : std::span<const uint32_t>();
    if (std::adjacent_find(kept.begin(), kept.end(), std::greater_equal<>()) != kept.end())
        throw FormatError("the buckets kept of sub-words do not ascend");
}

}  // namespace malvec
