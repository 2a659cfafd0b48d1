#include "text/subwords/tokenizer_json.h"

#include <unordered_map>
#include <unordered_set>

#include "core/error.h"
#include "text/subwords/json_fields.h"
#include "text/subwords/model_json.h"
#include "text/subwords/normalizer_json.h"
#include "text/wording.h"

namespace malvec {
namespace {

// Numbers are those of the vocabulary, or go on behind its size; those of the file do not count.
class AddedReader {
public:
    AddedReader(const UnitVocabulary& vocabulary, UnitTokenizer::Parts& parts)
        : vocabulary_(vocabulary), parts_(parts) {}

    void read(const Json& listed) {
        auto next = static_cast<uint32_t>(vocabulary_.names.size());
        for (const auto& [none, token] : listed.items()) {
            const std::string text(json_field(token, "content").text());
            if (text.empty()) continue;
            const auto known = vocabulary_.ids.find(text);
            const auto [place, is_new] = added_.try_emplace(text);
            if (is_new)
                place->second.unit.id = known != vocabulary_.ids.end() ? known->second : next++;
            describe(token, text, place->second);
        }
        std::vector<AddedUnit> plain, normalized;
        for (auto& [text, added] : added_) {
            name(text, added.unit.id);
            (added.is_normalized ? normalized : plain).push_back(added.unit);
        }
        parts_.added = checked(std::move(plain));
        parts_.added_normalized = checked(std::move(normalized));
    }

private:
    struct Added {
        AddedUnit unit;
        bool is_normalized = false;
    };

    void describe(const Json& token, const std::string& text, Added& added) const {
        const auto flag = [&](std::string_view name) { return json_field(token, name).boolean(); };
        (void)flag("special");
        added.is_normalized = flag("normalized");
        added.unit = {text, added.unit.id, flag("single_word"), flag("lstrip"), flag("rstrip")};
        if (!added.is_normalized || !parts_.normalizer) return;
        UnitAlignment alignment;
        NormalizerRoom room{.alignment = &alignment};
        added.unit.text = parts_.normalizer->normalize(text, room);
        if (added.unit.text.empty())
            throw UnitsNotInCore("nothing is left of its added token " + quoted(text, 60));
    }
    void name(const std::string& text, uint32_t id) {
        if (id >= parts_.names.size()) parts_.names.resize(id + 1);
        std::string& name = parts_.names[id];
        if (!name.empty() && name != text)
            throw UnitsNotInCore("an added token has the number of a unit");
        name = text;
    }
    static AddedUnits checked(std::vector<AddedUnit> units) {
        std::unordered_set<std::string_view> seen;
        for (const AddedUnit& unit : units)
            if (!seen.insert(unit.text).second)
                throw UnitsNotInCore("two of its added tokens are the same text");
        return AddedUnits(std::move(units));
    }

    const UnitVocabulary& vocabulary_;
    UnitTokenizer::Parts& parts_;
    std::unordered_map<std::string, Added> added_;
};

std::unique_ptr<UnitTokenizer> tokenizer_of(const Json& described) {
    if (json_field(described, "version").is(Json::Kind::text) &&
        json_text(described, "version") != "1.0")
        throw UnitsNotInCore("its version is not 1.0");
    UnitTokenizer::Parts parts;
    ReadSplitters splitters = read_unit_splitters(json_field(described, "pre_tokenizer"));
    ReadModel read = read_unit_model(json_field(described, "model"), splitters.bytes);
    parts.normalizer = read_unit_normalizer(json_field(described, "normalizer"));
    parts.splitters = std::move(splitters.splitters);
    for (auto& splitter : read.splitters) parts.splitters.push_back(std::move(splitter));
    parts.model = std::move(read.model);
    parts.names = read.vocabulary.by_id;
    const Json added = json_field(described, "added_tokens");
    if (!added.is(Json::Kind::null)) AddedReader(read.vocabulary, parts).read(added);
    if (splitters.asks_where && !parts.added_normalized.empty() && parts.normalizer)
        throw UnitsNotInCore("its Metaspace looks for the beginning behind normalised tokens");
    return std::make_unique<UnitTokenizer>(std::move(parts));
}

}  // namespace

ReadUnits read_tokenizer_json(std::string text) {
    const Json described = parse_json(std::move(text));
    try {
        return {tokenizer_of(described), ""};
    } catch (const UnitsNotInCore& reason) {
        return {nullptr,
                std::string("the core cannot cut by this tokenizer.json: ") + reason.what()};
    }
}

}  // namespace malvec
