#include "text/mecab/dictionary.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include "core/error.h"
#include "core/hash.h"
#include "core/mapped_file.h"
#include "text/mecab/definitions.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr int32_t dearest = INT16_MAX;  // a penalty; so that the cost of a piece fits 32 bits

}  // namespace

MecabDictionary::MecabDictionary(const std::string& folder)
    : folder_(folder), unknown_(folder + "/unk.dic", MecabLexicon::Kind::unknown),
      characters_(folder + "/char.bin"), connections_(folder + "/matrix.bin") {
    lexicons_.emplace_back(folder + "/sys.dic", MecabLexicon::Kind::system);
    const auto [right_ids, left_ids] = connections_.size();
    if (lexicons_[0].size() != MecabLexicon::Size{right_ids, left_ids})
        throw FormatError(folder + ": sys.dic and matrix.bin are not of one dictionary");
    for (const std::string& name : characters_.names()) {
        unknown_entries_.push_back(unknown_.find(name));
        if (unknown_entries_.back().second == 0)
            throw FormatError(folder + "/unk.dic has no entry " + quoted(name));
    }
    read_settings();
}

void MecabDictionary::add(MecabLexicon words) {
    if (words.size() != lexicons_[0].size())
        throw FormatError("a user dictionary was compiled for another dictionary than " + folder_ +
                          ": compile it again");
    lexicons_.push_back(std::move(words));
}

void MecabDictionary::read_settings() {
    check_regular(folder_ + "/dicrc");
    read_setting(folder_, "max-grouping-size", [&](const DefinitionLine& line, auto value) {
        if (const int64_t most = line.whole_number(value, 0, INT32_MAX))
            longest_group_ = static_cast<uint32_t>(most);
    });
    read_setting(folder_, "left-space-penalty-factor", [&](const DefinitionLine& line, auto value) {
        const std::vector<std::string> numbers = csv_columns(value);
        if (numbers.size() % 2 != 0) line.refuse("a part of speech has no penalty");
        for (size_t i = numbers.size(); i > 0; i -= 2) {  // of equal parts the first counts
            const auto part = static_cast<size_t>(line.whole_number(numbers[i - 2], 0, UINT16_MAX));
            penalties_.resize(std::max(penalties_.size(), part + 1));
            penalties_[part] =
                static_cast<int32_t>(line.whole_number(numbers[i - 1], -dearest, dearest));
        }
    });
}

std::vector<std::string> MecabDictionary::tags() const {
    std::set<std::string, std::less<>> tags;
    const auto add = [&](const MecabLexicon& lexicon, const Entry& entry) {
        const std::string_view feature = lexicon.feature(entry);
        tags.emplace(feature.substr(0, feature.find_first_of(",+")));
    };
    // System words have ids by their features, and those of one tag share them: few features have
    // to be read. Users give ids as they like.
    std::vector<bool> left(UINT16_MAX + 1), right(left), part(left);
    for (const Entry& entry : lexicons_[0].entries()) {
        if (left[entry.left] && right[entry.right] && part[entry.part]) continue;
        left[entry.left] = right[entry.right] = part[entry.part] = true;
        add(lexicons_[0], entry);
    }
    for (size_t i = 1; i < lexicons_.size(); ++i)
        for (const Entry& entry : lexicons_[i].entries()) add(lexicons_[i], entry);
    for (const Entry& entry : unknown_.entries()) add(unknown_, entry);
    return {tags.begin(), tags.end()};
}

std::string MecabDictionary::fingerprint() const {
    const std::string_view penalties(reinterpret_cast<const char*>(penalties_.data()),
                                     penalties_.size() * sizeof(int32_t));
    const uint64_t hashes[] = {lexicons_[0].hash(), unknown_.hash(),       characters_.hash(),
                               connections_.hash(), hash_bytes(penalties), longest_group_};
    const uint64_t all = hash_bytes({reinterpret_cast<const char*>(hashes), sizeof hashes});
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(all));
    return digits;
}

}  // namespace malvec
