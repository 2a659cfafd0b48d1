// Readers of what a MeCab dictionary says of words of users: its definition files, CSV, the words.
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "reader.h"
#include "text/mecab/definitions.h"
#include "text/mecab/double_array.h"
#include "text/mecab/rewrite_rules.h"
#include "text/mecab/user_lexicon.h"

using namespace malvec;

namespace {

constexpr const char* rewriting =
    "[unigram rewrite]\n*,*,*,* $1,$2,$3,$4\n[left rewrite]\n(JX|JKS),*,*,* $1,$4\n* $1\n"
    "[right rewrite]\n*,*,* $1,$3\n";
constexpr const char* templates =
    "UNIGRAM U00:%F[0]\nUNIGRAM U01:%F?[1],%t\\t\nBIGRAM B:%L[0]\nUNIGRAM A:%u\n";
const std::string classes = std::string("\1\0\0\0DEFAULT", 11) + std::string(25 + 4 * 0xffff, '\0');
const std::string model = std::string("\1\0\0\0UTF-8", 9) + std::string(27 + 16, '\1');

// A folder with the files of a dictionary, as long as the process lives.
class Folder {
public:
    Folder() {
        std::string made = (std::filesystem::temp_directory_path() / "fuzz-XXXXXX").string();
        REQUIRE(mkdtemp(made.data()) != nullptr);
        path = made;
        write("char.bin", classes);
    }
    ~Folder() { std::filesystem::remove_all(path); }

    void write(const std::string& name, std::string_view bytes) const {
        std::ofstream(path + "/" + name, std::ios::binary) << bytes;
    }
    void restore() const {
        for (const auto& [name, bytes] : files) write(name, bytes);
    }

    std::string path;
    const std::vector<std::pair<std::string, std::string>> files{
        {"dicrc", "cost-factor = 700\nconfig-charset = UTF-8\n"},
        {"pos-id.def", "*,*,*,*,Compound 7\n(NNG|NNP),*,T 150\n* 3\n"},
        {"rewrite.def", rewriting},
        {"left-id.def", "0 NNG\n1 NNP\n2 \"JX\",\xeb\x8a\x94\n"},
        {"right-id.def", "0 NNG,F\n1 NNG,T\n2 NNP,T\n3 JX,T\n"},
        {"feature.def", templates},
        {"model.bin", model}};
};

// The number of a file, and what it has instead.
const std::vector<std::string> definitions{
    std::string("\1NNG,*,T 7\n"),           std::string("\2") + rewriting,
    std::string("\5") + templates,          std::string("\6") + model,
    std::string("\0cost-factor = 9\n", 17), std::string("\3\60 a\n1 b\n2 c\n")};

}  // namespace

SLOW_READER(mecab_definitions, definitions) {
    static const Folder folder;
    folder.restore();
    const size_t changed = in.number<uint8_t>() % folder.files.size();
    folder.write(folder.files[changed].first, in.rest());
    const std::vector<UserWord> words{{"\xeb\xa7\x90\xeb\xb2\xa1", "NNP"}, {"a,\"b", "NNG"}};
    const MecabLexicon lexicon = user_lexicon(folder.path, {4, 3}, words);
    REQUIRE(lexicon.find("a,\"b").second == 1);
}

SLOW_READER(mecab_csv,
            {"a,0,1,5,NNG,*,T\n\"b,\",,,,NNP,*,T,x\n", "c,-1,,,JX,*,T,\xeb\x8a\x94\r\n"}) {
    static const Folder folder;
    folder.restore();
    std::vector<std::string> lines;
    std::istringstream text{std::string(in.rest())};
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    user_lexicon_of_csv(folder.path, {4, 3}, lines);
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
