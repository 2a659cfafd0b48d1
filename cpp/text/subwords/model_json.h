// The model that a tokenizer.json describes.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "text/json.h"
#include "text/subwords/unit_model.h"
#include "text/subwords/unit_splitter.h"

namespace malvec {

// What a model calls its units; views into the JSON.
struct UnitVocabulary {
    UnitNames names;
    std::vector<std::string> by_id;
    std::unordered_map<std::string_view, uint32_t> ids;

    void add(std::string_view name, int64_t id);
    void number();  // fills `by_id`
    // Throws UnitsNotInCore, which names what is lacking.
    uint32_t id_of(std::string_view name, std::string_view what) const;
};

struct ReadModel {
    std::unique_ptr<UnitModel> model;
    UnitVocabulary vocabulary;
    std::vector<std::unique_ptr<UnitSplitter>> splitters;  // that it may be split by, too
};

// Throws UnitsNotInCore or FormatError. `bytes`: pieces are seen as bytes.
ReadModel read_unit_model(const Json& model, bool bytes);

}  // namespace malvec
