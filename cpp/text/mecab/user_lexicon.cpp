#include "text/mecab/user_lexicon.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "core/error.h"
#include "text/hangul.h"
#include "text/mecab/character_classes.h"
#include "text/mecab/cost_model.h"
#include "text/mecab/definitions.h"
#include "text/mecab/double_array.h"
#include "text/mecab/feature_ids.h"
#include "text/nfc.h"
#include "text/utf8.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr size_t shown = 60;  // characters of a word, in messages

void check_encoding(const std::string& folder) {
    read_setting(folder, "config-charset", [](const DefinitionLine& line, std::string_view value) {
        for (const char* name : {"", "UTF-8", "utf-8", "UTF8", "utf8"})
            if (value == name) return;
        line.refuse(
            "the definition files are not in UTF-8: compile words of users by "
            "mecab-dict-index and pass the .dic");
    });
}

// Ids and cost of a word; those that are not given are to be found.
struct GivenNumbers {
    std::optional<uint16_t> left, right;
    std::optional<int16_t> cost;
};

void check_word(std::string_view word, std::string_view feature) {
    constexpr size_t longest = UINT16_MAX;  // of what is analysed at once
    if (word.empty()) throw std::invalid_argument("it is empty");
    if (word.size() > longest) throw std::invalid_argument("it has more than 65,535 bytes");
    if (word.find('\0') != word.npos || feature.find('\0') != feature.npos)
        throw std::invalid_argument("there is a NUL in it");
}

class UserEntries {
public:
    UserEntries(const std::string& folder, MecabLexicon::Size size)
        : folder_(folder), size_(size), parts_(folder) {
        check_encoding(folder);
    }

    void add(std::string_view word, const std::string& feature, const GivenNumbers& given);
    MecabLexicon lexicon() &&;

private:
    struct Named {
        std::string word;
        MecabLexicon::Entry entry;
    };
    struct Connections {
        explicit Connections(const std::string& folder, MecabLexicon::Size size)
            : left(folder, "left-id.def", size.right), right(folder, "right-id.def", size.left) {}
        ContextIds left, right;
    };
    struct Costs {
        explicit Costs(const std::string& folder)
            : model(folder), characters(folder + "/char.bin") {}
        CostModel model;
        CharacterClasses characters;
    };
    // Reads it when it is needed first.
    template <class Read, class... More>
    Read& read(std::optional<Read>& once, const More&... more) {
        return once ? *once : once.emplace(folder_, more...);
    }
    std::string rewritten(const RewriteRules& rules, const FeatureColumns& columns) const;
    uint16_t id_of(const ContextIds& ids, const std::string& features, const char* file) const;
    int16_t cost_of(std::string_view word, const FeatureColumns& columns);

    std::string folder_;
    MecabLexicon::Size size_;
    PartsOfSpeech parts_;
    std::optional<FeatureRewriter> rewriter_;
    std::optional<Connections> connections_;
    std::optional<Costs> costs_;
    std::vector<Named> entries_;
    std::string features_;
};

std::string UserEntries::rewritten(const RewriteRules& rules, const FeatureColumns& columns) const {
    if (std::optional<std::string> features = rules.rewrite(columns)) return *std::move(features);
    throw std::invalid_argument(
        "no rule of rewrite.def fits its features: give another tag, or ids and a cost");
}

uint16_t UserEntries::id_of(const ContextIds& ids, const std::string& features,
                            const char* file) const {
    if (const std::optional<uint16_t> id = ids.of(features)) return *id;
    throw std::invalid_argument(std::string("give another tag, such as NNG or NNP: ") + file +
                                " lacks " + quoted(features, shown));
}

int16_t UserEntries::cost_of(std::string_view word, const FeatureColumns& columns) {
    auto& [model, characters] = read(costs_);
    const CharacterClass first = characters.at(word.data(), word.data() + word.size()).of;
    return model.cost(rewritten(read(rewriter_).alone, columns), first.main());
}

void UserEntries::add(std::string_view word, const std::string& feature,
                      const GivenNumbers& given) {
    check_word(word, feature);
    if (features_.size() + feature.size() > UINT32_MAX - 1)
        throw std::invalid_argument("the words before it fill a dictionary: make two of them");
    const FeatureColumns columns = csv_columns(feature);
    MecabLexicon::Entry entry{0, 0, parts_.of(columns), 0, 0, 0};
    entry.cost = given.cost ? *given.cost : cost_of(word, columns);
    if (given.left && given.right) {
        entry.left = *given.left, entry.right = *given.right;
    } else {
        const auto& [left, right] = read(connections_, size_);
        const FeatureRewriter& rewriter = read(rewriter_);
        entry.left = id_of(left, rewritten(rewriter.left, columns), "left-id.def");
        entry.right = id_of(right, rewritten(rewriter.right, columns), "right-id.def");
    }
    entry.feature = static_cast<uint32_t>(features_.size());
    features_.append(feature).push_back('\0');
    entries_.push_back({std::string(word), entry});
}

MecabLexicon UserEntries::lexicon() && {
    constexpr size_t most = INT32_MAX >> 8, most_of_one = 0xff;
    if (entries_.size() > most)
        throw std::invalid_argument("there are more than 8,388,607 words: make two dictionaries");
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const Named& a, const Named& b) { return a.word < b.word; });
    MecabLexicon::Parts parts;
    std::vector<std::string_view> words;
    std::vector<int32_t> values;
    for (size_t i = 0; i < entries_.size(); ++i) {
        const auto& [word, entry] = entries_[i];
        parts.entries.push_back(entry);
        if (words.empty() || words.back() != word) {
            words.push_back(word);
            values.push_back(static_cast<int32_t>(i << 8));
        }
        if ((++values.back() & most_of_one) == 0)
            throw std::invalid_argument(quoted(word, shown) + " is there more than 255 times");
    }
    parts.units = double_array(words, values);
    parts.features = std::move(features_);
    return {std::move(parts), size_};
}

// "NNP,*,T,말벡,*,*,*,*": T where a final consonant ends the word.
std::string feature_of(const UserWord& given) {
    const auto& [word, tag] = given;
    const auto control = [](char c) { return static_cast<unsigned char>(c) < ' '; };
    if (tag.empty() || tag.find_first_of(",\" ") != tag.npos ||
        std::any_of(tag.begin(), tag.end(), control))
        throw std::invalid_argument("its tag " + quoted(tag, shown) + " is no name of a tag");
    if (word.starts_with(' ') || word.ends_with(' '))
        throw std::invalid_argument("it begins or ends with a blank");
    if (std::any_of(word.begin(), word.end(), control))
        throw std::invalid_argument("there is a control character in it");
    const char32_t last =
        word.size() < 3 ? 0 : three_bytes(word.substr(word.size() - 3)).value_or(0);
    const bool has_final = is_syllable(last) && !is_open(last);
    return std::string(tag) + (has_final ? ",*,T," : ",*,F,") + csv_column(word) + ",*,*,*,*";
}

// Of a column that may be empty.
std::optional<int64_t> number_in(const DefinitionLine& line, const std::string& digits,
                                 int64_t least, int64_t most, const std::string& meant) {
    if (digits.empty()) return std::nullopt;
    int64_t number = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number);
    if (error != std::errc() || stop != end || number < least || number > most)
        line.refuse(quoted(digits, shown) + ": " + meant + ", or empty");
    return number;
}

GivenNumbers numbers_in(const DefinitionLine& line, const std::vector<std::string>& columns,
                        MecabLexicon::Size size) {
    GivenNumbers given;
    const auto id = [&](size_t column, const char* name,
                        uint32_t count) -> std::optional<uint16_t> {
        const std::string meant = std::string(name) + " is 0 to " + grouped(count - 1);
        const auto found = number_in(line, columns[column], INT32_MIN, int64_t{count} - 1, meant);
        if (!found || *found < 0) return std::nullopt;  // as MeCab has it
        return static_cast<uint16_t>(*found);
    };
    given.left = id(1, "a left id", size.right), given.right = id(2, "a right id", size.left);
    if (const auto cost =
            number_in(line, columns[3], INT16_MIN, INT16_MAX, "a cost is -32,768 to 32,767"))
        given.cost = static_cast<int16_t>(*cost);
    return given;
}

// Spreadsheets put all columns into quotes, with which mecab-dict-index finds no ids.
std::string feature_in(const DefinitionLine& line, const std::string& given) {
    if (!given.starts_with('"')) return given;
    const std::vector<std::string> columns = csv_columns(given);
    std::string feature = columns[0];
    if (feature.empty() || feature.find_first_of(",\"") != feature.npos)
        line.refuse("its tag " + quoted(feature, shown) +
                    " is no name of a tag: is there a quote that is not closed?");
    for (size_t i = 1; i < columns.size(); ++i) feature += ',' + csv_column(columns[i]);
    return feature;
}

std::vector<std::string> columns_in(const DefinitionLine& line) {
    std::vector<std::string> columns = csv_columns(line.text, 5);
    if (columns.size() == 5) return columns;
    std::string why = "it has " + grouped(columns.size()) + " columns";
    if (columns.size() == 4) why = "the tag is missing";
    if (std::count(line.text.begin(), line.text.end(), '"') % 2) why = "a quote is not closed";
    line.refuse("it is not word,left id,right id,cost,tag,…: " + why);
}

// on_word(word, feature, numbers) for each line of MeCab's CSV.
template <class OnWord>
void each_csv_word(std::span<const std::string> lines, MecabLexicon::Size size, OnWord&& on_word) {
    const std::string name = "the user dictionary";
    std::string composed;
    for (size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].empty()) continue;
        const bool changed = to_nfc(lines[i], composed);
        const DefinitionLine line{name, i + 1, changed ? composed : lines[i]};
        if (!is_utf8(line.text)) line.refuse("it is not UTF-8");
        if (line.text.find('\n') != line.text.npos) line.refuse("there is a line break in it");
        const std::vector<std::string> columns = columns_in(line);
        const GivenNumbers given = numbers_in(line, columns, size);
        try {
            on_word(columns[0], feature_in(line, columns[4]), given);
        } catch (const std::invalid_argument& error) {
            line.refuse("the word " + quoted(columns[0], shown) + ": " + error.what());
        }
    }
}

}  // namespace

MecabLexicon user_lexicon(const std::string& folder, MecabLexicon::Size size,
                          std::span<const UserWord> words) {
    UserEntries entries(folder, size);
    for (const UserWord& given : words) {
        try {
            entries.add(given.word, feature_of(given), {});
        } catch (const std::invalid_argument& error) {
            throw std::invalid_argument("the word " + quoted(given.word, shown) + " with the tag " +
                                        quoted(given.tag, shown) + ": " + error.what());
        }
    }
    return std::move(entries).lexicon();
}

MecabLexicon user_lexicon_of_csv(const std::string& folder, MecabLexicon::Size size,
                                 std::span<const std::string> lines) {
    UserEntries entries(folder, size);
    each_csv_word(lines, size,
                  [&](const std::string& word, const std::string& feature,
                      const GivenNumbers& given) { entries.add(word, feature, given); });
    return std::move(entries).lexicon();
}

void check_csv(std::span<const std::string> lines) {
    constexpr MecabLexicon::Size most{UINT16_MAX, UINT16_MAX};
    each_csv_word(lines, most,
                  [](const std::string& word, const std::string& feature, const GivenNumbers&) {
                      check_word(word, feature);
                  });
}

}  // namespace malvec
