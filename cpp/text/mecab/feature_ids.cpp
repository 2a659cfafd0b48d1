#include "text/mecab/feature_ids.h"

#include <cerrno>

#include "core/error.h"
#include "core/mapped_file.h"
#include "text/mecab/definitions.h"
#include "text/wording.h"

namespace malvec {

PartsOfSpeech::PartsOfSpeech(const std::string& folder) {
    const std::string path = folder + "/pos-id.def";
    try {
        const RegularFile file(path);
        each_line(path, file.read(0, file.size()), [&](const DefinitionLine& line) {
            const auto parts = line.parts(2, 2);
            const int64_t number = line.whole_number(parts[1], 0, UINT16_MAX);
            numbers_.emplace_back(FeaturePattern(parts[0]), static_cast<uint16_t>(number));
        });
    } catch (const FileError& error) {
        if (error.number != ENOENT) throw;
        numbers_.emplace_back(FeaturePattern("*"), uint16_t{1});
    }
}

uint16_t PartsOfSpeech::of(const FeatureColumns& features) const {
    for (const auto& [pattern, number] : numbers_)
        if (pattern.fits(features)) return number;
    return unknown;
}

ContextIds::ContextIds(const std::string& folder, const std::string& name, uint32_t count) {
    read_definitions(folder, name, [&](const DefinitionLine& line) {
        const auto parts = line.parts(2, 2);
        const int64_t id = line.whole_number(parts[0], 0, int64_t{count} - 1);
        ids_.emplace(parts[1], static_cast<uint16_t>(id));
    });
    if (ids_.size() != count)
        throw FormatError(folder + "/" + name + " has " + grouped(ids_.size()) + " ids, but " +
                          grouped(count) + " are in matrix.bin: they are of two dictionaries");
}

std::optional<uint16_t> ContextIds::of(const std::string& features) const {
    const auto found = ids_.find(features);
    return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace malvec
