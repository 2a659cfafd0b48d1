#include "text/mecab/dictionary.h"

#include <charconv>
#include <cstdio>

#include "core/error.h"
#include "core/mapped_file.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr int32_t dearest = 1 << 20;  // a penalty; so that the cost of a text fits 32 bits

std::string_view trimmed(std::string_view text) {
    const size_t begin = text.find_first_not_of(" \t\r"), end = text.find_last_not_of(" \t\r");
    return begin == text.npos ? std::string_view() : text.substr(begin, end + 1 - begin);
}

bool read_number(std::string_view text, int32_t& number) {
    text = trimmed(text);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

// Calls on_part for each part between the marks.
template <class OnPart>
void split_at(std::string_view text, char mark, OnPart&& on_part) {
    for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find(mark, begin), text.size());
        on_part(text.substr(begin, end - begin));
        begin = end + 1;
    }
}

}  // namespace

MecabDictionary::MecabDictionary(const std::string& folder, const std::vector<std::string>& added)
    : folder_(folder), unknown_(folder + "/unk.dic", MecabLexicon::Kind::unknown),
      characters_(folder + "/char.bin"), connections_(folder + "/matrix.bin") {
    lexicons_.emplace_back(folder + "/sys.dic", MecabLexicon::Kind::system);
    const auto [right_ids, left_ids] = connections_.size();
    if (lexicons_[0].size() != MecabLexicon::Size{right_ids, left_ids})
        throw FormatError(folder + ": sys.dic and matrix.bin are not of one dictionary");
    for (const std::string& path : added) add({path, MecabLexicon::Kind::user});
    for (const std::string& name : characters_.names()) {
        unknown_entries_.push_back(unknown_.find(name));
        if (unknown_entries_.back().second == 0)
            throw FormatError(folder + "/unk.dic has no entry " + quoted(name));
    }
    read_settings(folder + "/dicrc");
}

void MecabDictionary::add(MecabLexicon words) {
    if (words.size() != lexicons_[0].size())
        throw FormatError("a user dictionary was compiled for another dictionary than " + folder_ +
                          ": compile it again");
    lexicons_.push_back(std::move(words));
}

void MecabDictionary::read_settings(const std::string& path) {
    const RegularFile file(path);
    split_at(file.read(0, file.size()), '\n', [&](std::string_view line) {
        const size_t equals = line.find('=');
        if (equals == line.npos || line.front() == ';' || line.front() == '#') return;
        const std::string_view name = trimmed(line.substr(0, equals)),
                               value = line.substr(equals + 1);
        int32_t number = 0;
        const auto refuse = [&] {
            throw FormatError(path + ": " + std::string(name) + " is damaged");
        };
        if (name == "max-grouping-size") {
            if (!read_number(value, number) || number < 0) refuse();
            if (number > 0) longest_group_ = static_cast<uint32_t>(number);
        }
        if (name != "left-space-penalty-factor") return;
        std::vector<int32_t> numbers;
        split_at(value, ',', [&](std::string_view part) {
            if (!read_number(part, number)) refuse();
            numbers.push_back(number);
        });
        if (numbers.size() % 2 != 0) refuse();
        for (size_t i = numbers.size(); i > 0; i -= 2) {  // of equal parts the first counts
            const int32_t part = numbers[i - 2], penalty = numbers[i - 1];
            if (part < 0 || part > UINT16_MAX || penalty < -dearest || penalty > dearest) refuse();
            if (penalties_.size() <= static_cast<size_t>(part))
                penalties_.resize(static_cast<size_t>(part) + 1);
            penalties_[static_cast<size_t>(part)] = penalty;
        }
    });
}

void MecabDictionary::refuse_entry() const {
    throw FormatError(folder_ + ": an entry has a connection id that matrix.bin lacks");
}

std::string MecabDictionary::fingerprint() const {
    uint32_t words = unknown_.checksum(), rest = characters_.checksum() ^ connections_.checksum();
    for (const MecabLexicon& lexicon : lexicons_) words = words * 31 + lexicon.checksum();
    for (const int32_t penalty : penalties_) rest = rest * 31 + static_cast<uint32_t>(penalty);
    char digits[17];
    std::snprintf(digits, sizeof digits, "%08x%08x", words, rest);
    return digits;
}

}  // namespace malvec
