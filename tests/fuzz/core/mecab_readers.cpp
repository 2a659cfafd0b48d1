// Readers of what a MeCab dictionary says of words of users: its definition files, CSV, the words.
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "mecab_folder.h"
#include "text/mecab/definitions.h"
#include "text/mecab/double_array.h"
#include "text/mecab/rewrite_rules.h"
#include "text/mecab/user_lexicon.h"

using namespace malvec;

namespace {

fuzz::Files with_classes() {
    fuzz::Files files = fuzz::mecab_definitions();
    files["char.bin"] = std::string("\1\0\0\0DEFAULT", 11) + std::string(25 + 4 * 0xffff, '\0');
    return files;
}
fuzz::Folder& folder() {
    static fuzz::Folder made(with_classes());
    return made;
}

// The number of a file, and what it has instead.
std::string instead(const char* name, std::string_view bytes = "") {
    const fuzz::Files& files = fuzz::mecab_definitions();
    const auto found = files.find(name);
    const auto number = static_cast<char>(std::distance(files.begin(), found));
    return number + std::string(bytes.empty() ? found->second : bytes);
}
const std::vector<std::string> definitions{instead("pos-id.def", "NNG,*,T 7\n"),
                                           instead("rewrite.def"),
                                           instead("feature.def"),
                                           instead("model.bin"),
                                           instead("dicrc", "cost-factor = 9\n"),
                                           instead("left-id.def", "0 a\n1 b\n2 c\n")};

}  // namespace

SLOW_READER(mecab_definitions, definitions) {
    const fuzz::Files& files = fuzz::mecab_definitions();
    const auto changed = std::next(files.begin(), in.number<uint8_t>() % files.size());
    folder().restore();
    folder().change(changed->first, in.rest());
    const std::vector<UserWord> words{{"\xeb\xa7\x90\xeb\xb2\xa1", "NNP"}, {"a,\"b", "NNG"}};
    const MecabLexicon lexicon = user_lexicon(folder().path, {4, 3}, words);
    REQUIRE(lexicon.find("a,\"b").second == 1);
}

SLOW_READER(mecab_csv,
            {"a,0,1,5,NNG,*,T\n\"b,\",,,,NNP,*,T,x\n", "c,-1,,,JX,*,T,\xeb\x8a\x94\r\n"}) {
    folder().restore();
    std::vector<std::string> lines;
    std::istringstream text{std::string(in.rest())};
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    user_lexicon_of_csv(folder().path, {4, 3}, lines);
}

READER(mecab_rules, {"(A|B),*\n$1,x$2y\nA,\"b,c\"\n", "*\n$1$1\n\n", "\"a,b\"\n$\n\"a,b\",*"}) {
    std::vector<std::string> lines(3);
    size_t count = 0;
    each_line("", in.rest(), [&](const DefinitionLine& line) {
        if (count < lines.size()) lines[count++] = line.text;
    });
    const std::vector<std::string> columns = csv_columns(lines[2]);
    std::string joined;
    for (const std::string& column : columns) joined += csv_column(column) + ",";
    const bool blank = std::any_of(columns.begin(), columns.end(), [](const std::string& column) {
        return column.starts_with(' ') || column.starts_with('\t');
    });
    REQUIRE(blank || csv_columns(joined) == columns);
    RewriteRules rules;
    rules.add(lines[0], lines[1]);
    REQUIRE(rules.rewrite(columns).has_value() == FeaturePattern(lines[0]).fits(columns));
}

READER(double_array, {fuzz::packed("a") + fuzz::packed("ab") + fuzz::packed("b"),
                      fuzz::packed("\xea\xb0\x80") + fuzz::packed("\xff")}) {
    std::set<std::string_view> words;
    for (std::string_view word = in.text(); !word.empty(); word = in.text()) words.insert(word);
    const std::vector<std::string_view> sorted(words.begin(), words.end());
    std::vector<int32_t> values(sorted.size());
    MecabLexicon::Parts parts{{}, std::vector<MecabLexicon::Entry>(sorted.size()), {}};
    for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<int32_t>(i << 8 | 1);
    parts.units = double_array(sorted, values);
    const MecabLexicon::Entry* const first = parts.entries.data();
    const MecabLexicon lexicon(std::move(parts), {1, 1});
    for (size_t i = 0; i < sorted.size(); ++i) {
        const auto [entry, count] = lexicon.find(sorted[i]);
        REQUIRE(count == 1 && entry == first + i);
        for (size_t size = 0; size < sorted[i].size(); ++size) {
            const std::string_view part = sorted[i].substr(0, size);
            REQUIRE(lexicon.find(part).second == words.count(part));
        }
    }
}
