#include "files/encoder_file.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "files/metadata.h"
#include "text/wording.h"

namespace malvec {
namespace {

void want_knobs(const Json& told) {
    for (const char* name : {"unseen_weight", "by_weights", "unit", "tokenizer", "report"})
        if (!told.find(name))
            throw FormatError("damaged: the description of the sentence encoder lacks something");
}

// A number that can be a weight, as a float.
float checked_weight(const Json& told) {
    const double weight = told.number();
    if (!(weight >= 0 && weight <= std::numeric_limits<float>::max()))
        throw FormatError("damaged: unseen_weight=" + std::string(told.source().substr(0, 60)) +
                          ": must be finite, not negative");
    return static_cast<float>(weight);
}

void check_components(const StoredEncoder& encoder) {
    const auto finite = [](float x) { return std::isfinite(x); };
    const auto share = [](float x) { return x >= 0 && x <= 1 + 1e-5f; };
    if (!std::all_of(encoder.components.begin(), encoder.components.end(), finite))
        throw FormatError("damaged: weights must be finite and not negative, components finite");
    if (!std::all_of(encoder.shares.begin(), encoder.shares.end(), share))
        throw FormatError("damaged: shares must be from 0 to 1");
}

}  // namespace

StoredEncoder stored_encoder(const TensorFile& file, const StoredVectors& vectors) {
    const std::string* const text = file.text("sentences");
    if (!text) throw FormatError("metadata 'sentences' is missing");
    const Json told = metadata_object("sentences", *text);
    StoredEncoder found;
    want_knobs(told);
    found.tokenizer = *told.find("tokenizer");
    found.unseen_weight = checked_weight(*told.find("unseen_weight"));
    found.by_weights = told.find("by_weights")->boolean();
    found.unit = told.find("unit")->boolean();
    TakenArrays arrays(file, found.copies);
    const uint64_t count = arrays.size("sentences.components", 0);
    found.components = arrays.take<float>("sentences.components", {any_size, vectors.rows.dim});
    found.weights = arrays.take<float>("sentences.weights", {vectors.vocab.size()});
    found.shares = arrays.take<float>("sentences.shares", {count});
    check_components(found);
    return found;
}

}  // namespace malvec
