// The numbers of features in a MeCab dictionary: parts of speech (pos-id.def) and what connects a
// morpheme with what precedes and what follows it (left-id.def, right-id.def).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "text/mecab/rewrite_rules.h"

namespace malvec {

class PartsOfSpeech {
public:
    // What features have that no line of the file fits.
    static constexpr uint16_t unknown = UINT16_MAX;

    // Reads pos-id.def of a folder; where it is not there all features have the number 1, as in
    // MeCab. Throws FileError or FormatError.
    explicit PartsOfSpeech(const std::string& folder);

    uint16_t of(const FeatureColumns& features) const;

private:
    std::vector<std::pair<FeaturePattern, uint16_t>> numbers_;
};

class ContextIds {
public:
    // Reads such a file, which must have `count` of them. Throws FileError or FormatError.
    ContextIds(const std::string& folder, const std::string& name, uint32_t count);

    // Of rewritten features; nothing where they have none.
    std::optional<uint16_t> of(const std::string& features) const;

private:
    std::unordered_map<std::string, uint16_t> ids_;
};

}  // namespace malvec
