#include "text/mecab/lexicon.h"

#include <cstring>

#include "core/error.h"
#include "core/mapped_file.h"
#include "text/mecab/sampled_hash.h"

namespace malvec {
namespace {

constexpr uint32_t magic = 0xef718f77, version = 102;

struct Header {
    uint32_t magic, version, kind, words, left, right, unit_bytes, entry_bytes, feature_bytes,
        unused;
    char charset[32];
};

bool is_utf8(const char (&charset)[32]) {
    const std::string_view name(charset, strnlen(charset, sizeof charset));
    return name == "UTF-8" || name == "utf-8" || name == "UTF8" || name == "utf8";
}

}  // namespace

void MecabLexicon::refuse(const char* why) const {
    throw FormatError(path_ + " is no compiled dictionary of MeCab, or damaged: " + why);
}

MecabLexicon::MecabLexicon(const std::string& path, Kind kind) : path_(path) {
    const RegularFile file(path);
    const std::shared_ptr<const char> bytes = file.map(RegularFile::How::mapped);
    Header header;
    if (file.size() < sizeof header) refuse("it is too short");
    std::memcpy(&header, bytes.get(), sizeof header);
    const uint64_t unit_bytes = header.unit_bytes, entry_bytes = header.entry_bytes;
    if ((header.magic ^ magic) != file.size() ||
        sizeof header + unit_bytes + entry_bytes + header.feature_bytes != file.size())
        refuse("its header does not fit its size");
    if (header.version != version) refuse("it is of another version than 102");
    if (header.kind != static_cast<uint32_t>(kind)) refuse("it is a dictionary of another kind");
    if (!is_utf8(header.charset)) refuse("it is not in UTF-8");
    if (unit_bytes % sizeof(Unit) != 0 || entry_bytes % sizeof(Entry) != 0)
        refuse("its parts are cut");
    const char* const parts = bytes.get() + sizeof header;
    units_ = reinterpret_cast<const Unit*>(parts);
    unit_count_ = static_cast<uint32_t>(unit_bytes / sizeof(Unit));
    entries_ = reinterpret_cast<const Entry*>(parts + unit_bytes);
    entry_count_ = static_cast<uint32_t>(entry_bytes / sizeof(Entry));
    features_ = {parts + unit_bytes + entry_bytes, header.feature_bytes};
    if (!features_.empty() && features_.back() != '\0') refuse("its features are cut");
    size_ = {header.left, header.right};
    owner_ = bytes;
    follow_syllables();
}

MecabLexicon::MecabLexicon(Parts parts, Size size) : path_("a user dictionary"), size_(size) {
    const auto owned = std::make_shared<const Parts>(std::move(parts));
    units_ = owned->units.data(), unit_count_ = static_cast<uint32_t>(owned->units.size());
    entries_ = owned->entries.data(), entry_count_ = static_cast<uint32_t>(owned->entries.size());
    features_ = owned->features;
    owner_ = owned;
    follow_syllables();
}

void MecabLexicon::follow_syllables() {
    bases_.assign(syllables, nowhere);
    if (unit_count_ == 0) return;
    if (find("").second > 0) refuse("the empty word is in it");
    for (uint32_t i = 0; i < syllables; ++i) {
        const uint32_t c = first_syllable + i;
        uint32_t base = static_cast<uint32_t>(units_[0].base);
        for (const uint32_t byte : {0xe0 | c >> 12, 0x80 | (c >> 6 & 0x3f), 0x80 | (c & 0x3f)})
            if (base != nowhere) base = follow(base, static_cast<char>(byte));
        bases_[i] = base;
    }
}

std::pair<const MecabLexicon::Entry*, uint32_t> MecabLexicon::find(std::string_view word) const {
    auto base = unit_count_ == 0 ? nowhere : static_cast<uint32_t>(units_[0].base);
    for (size_t i = 0; i < word.size() && base != nowhere; ++i) base = follow(base, word[i]);
    const int64_t value = base == nowhere ? -1 : value_at(base);
    if (value < 0) return {nullptr, 0};
    return {entries_of(value), static_cast<uint32_t>(value & 0xff)};
}

std::string_view MecabLexicon::feature(const Entry& entry) const {
    if (entry.feature >= features_.size()) refuse("an entry points behind the features");
    return features_.data() + entry.feature;
}

uint64_t MecabLexicon::hash() const {
    const auto* const units = reinterpret_cast<const char*>(units_);
    const auto* const entries = reinterpret_cast<const char*>(entries_);
    const uint64_t hashes[] = {sampled_hash({units, size_t{unit_count_} * sizeof(Unit)}),
                               sampled_hash({entries, size_t{entry_count_} * sizeof(Entry)}),
                               sampled_hash(features_)};
    return hash_bytes({reinterpret_cast<const char*>(hashes), sizeof hashes});
}

}  // namespace malvec
