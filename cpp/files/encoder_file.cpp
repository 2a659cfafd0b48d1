#include "files/encoder_file.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "text/wording.h"

namespace malvec {
namespace {

Json needed_knob(const Json& told, std::string_view name) {
    const std::optional<Json> found = told.find(name);
    if (!found)
        throw FormatError("damaged: the description of the sentence encoder lacks something");
    return *found;
}

// A number that can be a weight.
float checked_weight(const Json& told) {
    const double weight = told.number();
    if (!(weight >= 0 && std::isfinite(weight)))
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

std::optional<StoredEncoder> stored_encoder(const TensorFile& file, const StoredVectors& vectors) {
    const std::string* const text = file.text("sentences");
    if (!text) return std::nullopt;
    const Json told = parse_json(*text);
    StoredEncoder found;
    found.tokenizer = needed_knob(told, "tokenizer");
    found.unseen_weight = checked_weight(needed_knob(told, "unseen_weight"));
    found.by_weights = needed_knob(told, "by_weights").boolean();
    found.unit = needed_knob(told, "unit").boolean();
    TakenArrays arrays(file, found.copies);
    const uint64_t count = arrays.size("sentences.components", 0);
    found.components = arrays.take<float>("sentences.components", {any_size, vectors.rows.dim});
    found.weights = arrays.take<float>("sentences.weights", {vectors.vocab.size()});
    found.shares = arrays.take<float>("sentences.shares", {count});
    check_components(found);
    return found;
}

}  // namespace malvec
