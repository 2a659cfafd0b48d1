#include "text/subwords/model_json.h"

#include <cmath>
#include <deque>
#include <limits>
#include <unordered_map>

#include "core/error.h"
#include "text/code_points.h"
#include "text/subwords/json_fields.h"
#include "text/subwords/unit_characters.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr double unknown_penalty_of_unigram = 10;
constexpr std::string_view metaspace_mark = "\xe2\x96\x81";  // ▁

UnitVocabulary numbered_vocabulary(const Json& listed) {
    UnitVocabulary vocabulary;
    const auto most = static_cast<int64_t>(4 * listed.size() + 65536);
    std::vector<bool> taken;
    for (const auto& [name, number] : listed.members()) {
        const int64_t id = number.integer();
        if (id < 0 || id > UINT32_MAX) throw FormatError("units have numbers from 0 to 2^32");
        if (id >= most) throw UnitsNotInCore("its units have numbers far beyond their count");
        const auto place = static_cast<size_t>(id);
        if (place >= taken.size()) taken.resize(place + 1);
        if (taken[place]) throw UnitsNotInCore("two of its units have one number");
        taken[place] = true;
        vocabulary.add(name, id);
    }
    vocabulary.number();
    return vocabulary;
}

std::unique_ptr<UnitModel> read_word_piece(const Json& model, const UnitVocabulary& vocabulary) {
    const int64_t longest = json_field(model, "max_input_chars_per_word").integer();
    if (longest < 0) throw FormatError("max_input_chars_per_word is negative");
    return word_piece_model(
        vocabulary.names,
        {vocabulary.id_of(json_field(model, "unk_token").text(), "the unknown unit"),
         json_field(model, "continuing_subword_prefix").text(), static_cast<uint64_t>(longest)});
}

// A number as the library's reader rounds it, which is not always to the nearest double: of two
// ways that are equally good the last bit decides.
double score_of(const Json& number) {
    constexpr uint64_t most = UINT64_MAX;
    const std::string_view text = number.source();
    if (number.is(Json::Kind::integer)) return number.number();
    if (!std::isfinite(number.number())) throw FormatError("the score of a unit is not finite");
    uint64_t digits = 0;
    int exponent = 0;
    bool behind_point = false, full = false;
    size_t at = text.starts_with('-') ? 1 : 0;
    for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
        if (text[at] == '.') {
            behind_point = true, full &= digits > most / 10;
            continue;
        }
        const auto digit = static_cast<uint64_t>(text[at] - '0');
        full |= digits > most / 10 || digits * 10 > most - digit;
        if (!full) digits = digits * 10 + digit;
        exponent += full == behind_point ? 0 : full ? 1 : -1;
    }
    if (at < text.size()) exponent += std::atoi(std::string(text.substr(at + 1, 6)).c_str());
    auto value = static_cast<double>(digits);
    for (; exponent < -308 && value != 0; exponent += 308) value /= 1e308;
    const double power =
        std::strtod(("1e" + std::to_string(std::min(std::abs(exponent), 308))).c_str(), nullptr);
    value = exponent < 0 ? value / power : value * power;
    return text.starts_with('-') ? -value : value;
}

// A list of pairs of a text and a score; numbers are places.
std::unique_ptr<UnitModel> read_unigram(const Json& model, UnitVocabulary& vocabulary) {
    UnigramOptions options{};
    double least = std::numeric_limits<double>::infinity();
    for (const auto& [none, pair] : json_field(model, "vocab").items()) {
        if (pair.size() != 2) throw FormatError("a unit is no pair of a text and a score");
        const Json::Items parts = pair.items();
        auto part = parts.begin();
        const std::string_view name = (*part).value.text();
        const double score = score_of((*++part).value);
        vocabulary.add(name, static_cast<int64_t>(options.scores.size()));
        options.scores.push_back(score);
        least = std::min(least, score);
    }
    vocabulary.number();
    const Json unknown = json_field(model, "unk_id");
    if (unknown.is(Json::Kind::null)) throw UnitsNotInCore("its Unigram has no unknown unit");
    if (unknown.integer() < 0 || unknown.integer() >= std::ssize(options.scores))
        throw FormatError("unk_id is the number of no unit");
    options.unknown = static_cast<uint32_t>(unknown.integer());
    options.unknown_score = least - unknown_penalty_of_unigram;
    options.byte_fallback = json_flag(model, "byte_fallback", false);
    return unigram_model(vocabulary.names, std::move(options));
}

std::pair<std::string_view, std::string_view> merge_of(const Json& merge) {
    if (merge.is(Json::Kind::text)) {
        const std::string_view line = merge.text();
        const size_t blank = line.find(' ');
        if (blank == line.npos || line.find(' ', blank + 1) != line.npos)
            throw FormatError("a merge is no pair of units: " + quoted(line, 60));
        return {line.substr(0, blank), line.substr(blank + 1)};
    }
    if (merge.size() != 2) throw FormatError("a merge is no pair of units");
    const Json::Items parts = merge.items();
    auto part = parts.begin();
    const std::string_view left = (*part).value.text();
    return {left, (*++part).value.text()};
}

std::vector<std::array<uint32_t, 3>> read_merges(const Json& listed, std::string_view prefix,
                                                 const UnitVocabulary& vocabulary) {
    std::vector<std::array<uint32_t, 3>> merges;
    std::string both;
    for (const auto& [none, merge] : listed.items()) {
        if (merge.is(Json::Kind::text) && merge.text().starts_with("#version")) continue;
        const auto [left, right] = merge_of(merge);
        if (left.empty() || right.size() <= prefix.size() || !right.starts_with(prefix))
            throw UnitsNotInCore("it has a merge with nothing, or without its prefix");
        both.assign(left).append(right.substr(prefix.size()));
        merges.push_back({vocabulary.id_of(left, "a part of a merge"),
                          vocabulary.id_of(right, "a part of a merge"),
                          vocabulary.id_of(both, "what a merge makes")});
    }
    return merges;
}

// The bytes that a name spells in GPT-2's alphabet, a character for each; empty where it is none.
std::string bytes_spelled(std::string_view name) {
    static const auto byte_of = [] {
        std::array<int, 0x180> bytes;
        bytes.fill(-1);
        char32_t next = 0x100;
        for (int byte = 0; byte < 256; ++byte) {
            const bool shown = (byte >= '!' && byte <= '~') || (byte >= 0xa1 && byte != 0xad);
            bytes[shown ? static_cast<size_t>(byte) : next++] = byte;
        }
        return bytes;
    }();
    std::string bytes;
    const char* const end = name.data() + name.size();
    for (const char* p = name.data(); p < end;) {
        const char32_t c = next_character(p);
        if (c >= byte_of.size() || byte_of[c] < 0) return "";
        bytes += static_cast<char>(byte_of[c]);
    }
    return bytes;
}

std::unique_ptr<UnitModel> read_byte_pairs(const Json& model, const UnitVocabulary& vocabulary,
                                           bool bytes) {
    const Json dropout = json_field(model, "dropout");
    if (!dropout.is(Json::Kind::null) && dropout.number() != 0)
        throw UnitsNotInCore("its BPE has dropout");
    BytePairOptions options;
    options.prefix = json_text(model, "continuing_subword_prefix");
    options.suffix = json_text(model, "end_of_word_suffix");
    options.merges = read_merges(json_field(model, "merges"), options.prefix, vocabulary);
    if (const Json unknown = json_field(model, "unk_token"); !unknown.is(Json::Kind::null))
        options.unknown = vocabulary.id_of(unknown.text(), "the unknown unit");
    options.fuse_unknown = json_flag(model, "fuse_unk", false);
    options.whole_first = json_flag(model, "ignore_merges", false);
    options.bytes = bytes;
    if (json_flag(model, "byte_fallback", false)) {
        const auto found = byte_units(vocabulary.names);
        const auto lacking = std::count(found.begin(), found.end(), UINT32_MAX);
        if (lacking != 0 && lacking != 256)
            throw UnitsNotInCore("it has units for some bytes only");
        options.byte_fallback = lacking == 0;
    }
    const bool parts = !options.prefix.empty() || !options.suffix.empty();
    if (parts && (bytes || options.byte_fallback))
        throw UnitsNotInCore("its BPE has bytes with a prefix or suffix");
    if (bytes && options.byte_fallback) throw UnitsNotInCore("its BPE has bytes twice");
    if (!bytes) return byte_pair_model(vocabulary.names, options);
    std::deque<std::string> spellings;
    UnitNames names;
    for (const auto& [name, id] : vocabulary.names)
        if (std::string spelled = bytes_spelled(name); !spelled.empty())
            names.emplace_back(spellings.emplace_back(std::move(spelled)), id);
    return byte_pair_model(names, options);
}

// Where all units have blanks at their beginning only, no merge goes from a word to the next: words
// may be cut one by one, which then are known from before.
bool is_cut_at_words(const Json& model, const UnitVocabulary& vocabulary) {
    const auto goes_on = [](auto name) {
        while (name.first.starts_with(metaspace_mark))
            name.first.remove_prefix(metaspace_mark.size());
        return name.first.find(metaspace_mark) != name.first.npos;
    };
    return !json_flag(model, "ignore_merges", false) &&
           json_text(model, "continuing_subword_prefix").empty() &&
           json_text(model, "end_of_word_suffix").empty() &&
           vocabulary.ids.contains(metaspace_mark) &&
           std::none_of(vocabulary.names.begin(), vocabulary.names.end(), goes_on);
}

}  // namespace

void UnitVocabulary::add(std::string_view name, int64_t id) {
    names.emplace_back(name, static_cast<uint32_t>(id));
    ids[name] = static_cast<uint32_t>(id);
}

void UnitVocabulary::number() {
    by_id.resize(names.size());
    for (const auto& [name, id] : names) {
        if (id >= by_id.size()) by_id.resize(id + 1);
        by_id[id] = name;
    }
}

uint32_t UnitVocabulary::id_of(std::string_view name, std::string_view what) const {
    const auto found = ids.find(name);
    if (found == ids.end())
        throw UnitsNotInCore("its vocabulary lacks " + std::string(what) + ", " + quoted(name, 60));
    return found->second;
}

ReadModel read_unit_model(const Json& model, bool bytes) {
    const std::string_view type = json_type(model);
    if (bytes && type != "BPE") throw UnitsNotInCore("ByteLevel comes without BPE");
    ReadModel read;
    if (type != "Unigram") read.vocabulary = numbered_vocabulary(json_field(model, "vocab"));
    if (type == "WordPiece")
        read.model = read_word_piece(model, read.vocabulary);
    else if (type == "Unigram")
        read.model = read_unigram(model, read.vocabulary);
    else if (type == "BPE")
        read.model = read_byte_pairs(model, read.vocabulary, bytes);
    else
        throw UnitsNotInCore("the core has no model " + quoted(type));
    if (type == "BPE" && !bytes && is_cut_at_words(model, read.vocabulary))
        read.splitters.push_back(run_splitter(std::string(metaspace_mark)));
    return read;
}

}  // namespace malvec
