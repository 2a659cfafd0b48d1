#include "files/model_file.h"

#include <algorithm>

#include "core/error.h"
#include "files/kinds.h"
#include "files/metadata.h"
#include "files/taken_arrays.h"
#include "text/wording.h"

namespace malvec {
namespace {

// The report of an index, which says how it is searched; malvec.index.report has its figures.
void check_index(const TensorFile& file) {
    const Json report = metadata_object(file, "index");
    const auto needed = [&report](std::string_view name) {
        if (const auto value = report.find(name)) return *value;
        throw FormatError("the report of the index lacks " + quoted(name));
    };
    needed("of").text();
    for (const char* const name : {"rows", "dim", "bytes"}) needed(name).number();
    for (const char* const name :
         {"seconds", "milliseconds", "recall", "wanted", "ef", "connectivity", "repeated", "empty"})
        if (const auto value = report.find(name)) value->number();
    const Json kind = needed("kind");
    constexpr uint64_t bytes[] = {any_size};
    if (kind.text() == "hnsw")
        take_tensor(file, "index.graph", "uint8", bytes);
    else if (kind.text() != "exact8")
        throw FormatError("an index of kind " + quoted(kind.text(), 60) + " is not known");
    else if (!file.find("index.codes"))
        throw FormatError("the codes of the index are missing");
}

bool is_index(const TensorFile& file) { return kind_of(file) == "index"; }

// The encoder that lies in an index of a matrix: arrays called encoder.…, metadata in one object.
std::optional<TensorFile> encoder_within(const TensorFile& file) {
    constexpr std::string_view prefix = "encoder.";
    const Json metadata = metadata_object(file, "encoder");
    if (metadata.is(Json::Kind::null)) return std::nullopt;
    TensorFile inner{file.bytes, file.size, {}, {}};
    for (const auto& [key, text] : metadata.items()) {
        if (!text.is(Json::Kind::text))
            throw FormatError("damaged: the metadata of its encoder are not text");
        inner.metadata.push_back({std::string(key), std::string(text.text())});
    }
    for (Tensor tensor : file.tensors) {
        if (!tensor.name.starts_with(prefix)) continue;
        tensor.name.erase(0, prefix.size());
        inner.tensors.push_back(std::move(tensor));
    }
    return inner;
}

StoredVectors checked_vectors(const TensorFile& file, Names names, bool verified) {
    StoredVectors found = stored_vectors(file, names);
    if (verified) verify(found);
    return found;
}

}  // namespace

StoredModel stored_model(const TensorFile& file, bool verified) {
    const std::string kind = held_kind(file);
    const bool matrix = kind == "rows";
    StoredModel found;
    found.words = checked_vectors(file, matrix ? Names::maybe : Names::always, verified);
    if (is_index(file)) check_index(file);
    if (!matrix) {
        const bool needed = kind == "sentence_encoder" || kind == "text_classifier";
        if (needed || file.text("sentences")) found.encoder = stored_encoder(file, found.words);
        return found;
    }
    found.encoder_file = encoder_within(file);
    if (!found.encoder_file) return found;
    found.encoder_words = checked_vectors(*found.encoder_file, Names::always, verified);
    if (found.encoder_words->rows.dim != found.words.rows.dim)
        throw FormatError("its encoder has vectors of another dimension");
    found.encoder = stored_encoder(*found.encoder_file, *found.encoder_words);
    return found;
}

void check_model(const TensorFile& file, bool verified) {
    const std::string kind = held_kind(file);
    if (std::find(std::begin(model_kinds), std::end(model_kinds), kind) != std::end(model_kinds))
        stored_model(file, verified);
    else if (is_index(file))
        check_index(file);
}

}  // namespace malvec
