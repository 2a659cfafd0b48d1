// Whole compiled dictionaries of MeCab: small good ones with some bytes changed, their headers put
// right after the changes as a stranger's would be, and a text that they cut.
#include <cstring>
#include <memory>

#include "mecab_folder.h"
#include "text/blanks.h"
#include "text/code_points.h"
#include "text/mecab/double_array.h"
#include "text/mecab/mecab_tokenizer.h"
#include "text/mecab/n_best.h"
#include "text/nfc.h"

using namespace malvec;

namespace {

constexpr uint32_t mecab_magic = 0xef718f77;
constexpr size_t header_bytes = 72;
// Where an input may change them; dicrc is given whole.
constexpr const char* changeable[] = {"sys.dic", "unk.dic", "user.dic", "char.bin", "matrix.bin"};

struct IdCounts {
    uint16_t rights, lefts;
};

template <class Number>
void append(std::string& bytes, const std::vector<Number>& numbers) {
    bytes.append(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number));
}

// Puts right what says how large the parts are, where that is possible.
void mend(std::string& dic) {
    uint32_t units = 0, entries = 0;
    if (dic.size() < header_bytes) return;
    std::memcpy(&units, dic.data() + 24, sizeof units);
    std::memcpy(&entries, dic.data() + 28, sizeof entries);
    const uint32_t features = static_cast<uint32_t>(dic.size() - header_bytes) - units - entries;
    const uint32_t magic = mecab_magic ^ static_cast<uint32_t>(dic.size());
    std::memcpy(dic.data() + 32, &features, sizeof features);
    std::memcpy(dic.data(), &magic, sizeof magic);
    if (dic.size() > header_bytes) dic.back() = '\0';
}

// A .dic in which each word has so many entries, with ids and costs of all kinds.
std::string dic(uint32_t kind, std::set<std::string_view> words, uint32_t each, IdCounts ids) {
    std::vector<MecabLexicon::Entry> entries;
    std::vector<int32_t> values;
    std::string features;
    for (size_t i = 0; i < words.size(); ++i) {
        values.push_back(static_cast<int32_t>(entries.size() << 8 | each));
        for (uint32_t j = 0; j < each; ++j) {
            const auto number = static_cast<uint16_t>(7 * entries.size() + kind);
            entries.push_back({static_cast<uint16_t>(number % ids.lefts),
                               static_cast<uint16_t>(number % ids.rights),
                               static_cast<uint16_t>(number % 5),
                               static_cast<int16_t>(number % 600 - 300),
                               static_cast<uint32_t>(features.size()), 0});
            features += "T" + std::to_string(number % 4) + std::string(",*\0", 3);
        }
    }
    std::string bytes(header_bytes, '\0'), units;
    append(units, double_array(std::vector(words.begin(), words.end()), values));
    const uint32_t header[] = {0,
                               102,
                               kind,
                               static_cast<uint32_t>(entries.size()),
                               ids.rights,
                               ids.lefts,
                               static_cast<uint32_t>(units.size()),
                               static_cast<uint32_t>(entries.size() * sizeof entries[0])};
    std::memcpy(bytes.data(), header, sizeof header);
    std::memcpy(bytes.data() + 40, "UTF-8", 5);
    bytes += units;
    append(bytes, entries);
    bytes += features;
    mend(bytes);
    return bytes;
}

std::string classes() {
    const auto bits = [](uint32_t kinds, uint32_t main, uint32_t length, bool groups, bool always) {
        return kinds | main << 18 | length << 26 | uint32_t{groups} << 30 | uint32_t{always} << 31;
    };
    std::vector<uint32_t> table(0xffff, bits(1, 0, 1, false, false));
    for (const int blank : {0x20, 0x09, 0xd0}) table[blank] = bits(2, 1, 0, true, false);
    std::fill_n(&table[0xac00], 11172, bits(4, 2, 2, false, false));
    std::fill_n(&table['a'], 8, bits(8, 3, 3, true, true));
    std::fill_n(&table['0'], 10, bits(16, 4, 0, true, true));
    table['x'] = bits(8 | 16, 4, 1, true, true);  // of two kinds
    table['e'] = bits(8 | 2, 3, 1, true, false);  // a letter that is a blank, too
    std::string bytes("\5\0\0\0", 4);
    for (const char* name : {"DEFAULT", "SPACE", "HANGUL", "ALPHA", "NUMERIC"})
        bytes += std::string(name) + std::string(32 - strlen(name), '\0');
    append(bytes, table);
    return bytes;
}

// With few ids, or with more than a thread copies connections of.
std::unique_ptr<fuzz::Folder> dictionary(IdCounts ids, uint32_t entries) {
    fuzz::Files files = fuzz::mecab_definitions();
    files["dicrc"] = "left-space-penalty-factor = 3,400,1,-50,3,9\nmax-grouping-size = 24\n";
    files["char.bin"] = classes();
    files["sys.dic"] = dic(0,
                           {"가", "가나", "가나다", "가 나", "나", "나다", "다", "다라마", "라",
                            "마", "a", "ab", "가\u00a0", "7", "\u3000", "!"},
                           entries, ids);
    files["user.dic"] = dic(1, {"가나", "가나다라", "마a"}, entries, ids);
    files["unk.dic"] = dic(2, {"DEFAULT", "SPACE", "HANGUL", "ALPHA", "NUMERIC"}, 2, ids);
    std::vector<int16_t> matrix{static_cast<int16_t>(ids.rights), static_cast<int16_t>(ids.lefts)};
    for (uint32_t i = 0; i < uint32_t{ids.rights} * ids.lefts; ++i)
        matrix.push_back(static_cast<int16_t>(i * 37 % 7 * 100 - 300));
    append(files["matrix.bin"], matrix);
    return std::make_unique<fuzz::Folder>(std::move(files));
}

// What an input does to one of the files.
struct Change {
    uint8_t file, kind;
    uint16_t place;  // kind 0: of a byte, 1: of two, 2: of four; 3: the file ends there
    uint32_t value;

    void apply(std::string& bytes) const {
        const size_t size = size_t{1} << (kind & 3), at = size_t{place} * size;
        if (size == 8) return bytes.resize(std::min<size_t>(bytes.size(), place));
        if (bytes.size() >= size)
            std::memcpy(bytes.data() + at % (bytes.size() - size + 1), &value, size);
    }
};

constexpr uint8_t many_rights = 1, many_lefts = 2, with_user_dic = 4, with_word = 8, with_keep = 16,
                  with_raw_header = 32;

std::string input(uint8_t flags, std::vector<Change> changes, std::string_view settings,
                  std::string_view text) {
    std::string bytes{static_cast<char>(flags), static_cast<char>(changes.size())};
    for (const Change& change : changes) {
        bytes += {static_cast<char>(change.file), static_cast<char>(change.kind)};
        bytes.append(reinterpret_cast<const char*>(&change.place), sizeof change.place);
        bytes.append(reinterpret_cast<const char*>(&change.value), sizeof change.value);
    }
    return bytes + fuzz::packed(settings) + fuzz::packed("가나") + std::string(text);
}

constexpr const char* texts[] = {"가나다라 마ab 가나다 e7 x😀 가 나\u3000마",
                                 "ab12xe7가!\xff나\u1100\u1161 다라마 "};
const std::vector<std::string> dictionaries{
    input(0, {}, "left-space-penalty-factor = 3,400,1,-50\nmax-grouping-size = 9\n", texts[0]),
    input(with_user_dic | with_keep, {}, "", texts[1]),
    input(with_word, {}, "", texts[0]),
    input(many_rights | with_user_dic, {}, "", texts[0]),
    input(many_lefts, {}, "", texts[1]),
    input(many_rights | many_lefts, {{0, 2, 40, 0xffffffff}, {1, 1, 300, 9}}, "", texts[0]),
    input(0, {{3, 2, 41 + 'a', 0xfc0c001f}, {4, 1, 5, 0x7fff}}, "", texts[1])};

void change(fuzz::Folder& folder, fuzz::Input& in, uint8_t flags) {
    fuzz::Files changed;
    for (uint8_t left = in.number<uint8_t>(); left > 0; --left) {
        const Change change{in.number<uint8_t>(), in.number<uint8_t>(), in.number<uint16_t>(),
                            in.number<uint32_t>()};
        const std::string name = changeable[change.file % std::size(changeable)];
        change.apply(changed.try_emplace(name, folder.files.at(name)).first->second);
    }
    if (const std::string_view settings = in.text(); !settings.empty()) changed["dicrc"] = settings;
    folder.restore();
    for (auto& [name, bytes] : changed) {
        if (name.ends_with(".dic") && !(flags & with_raw_header)) mend(bytes);
        folder.change(name, bytes);
    }
}

// All of the text is in tokens, but for blanks.
void check_all_there(const MecabTokenizer& tokenizer, std::string_view text,
                     const std::vector<Token>& tokens) {
    std::string composed;
    if (to_nfc(text, composed)) return;
    const CharacterClasses& characters = tokenizer.dictionary().characters();
    const auto is_blank = [&](size_t at) {
        const char *const p = text.data() + at, *const end = text.data() + text.size();
        return characters.blank().is_kind_of(characters.at(p, end).of) ||
               is_unicode_blank(code_point_at(p, end).value);
    };
    size_t end = 0;
    for (const Token& token : tokens) {
        REQUIRE(token.begin >= end && token.end > token.begin && token.end <= text.size());
        REQUIRE(token.form == text.substr(token.begin, token.end - token.begin));
        REQUIRE(token.begin == end || is_blank(end));
        end = token.end;
    }
    REQUIRE(end == text.size() || is_blank(end));
}

void check_n_best(const MecabDictionary& dictionary, std::string_view text) {
    int64_t before = INT64_MIN;
    n_best_ways(dictionary, text, 9, [&](const std::vector<Morpheme>& morphemes, int64_t cost) {
        REQUIRE(cost >= before);
        before = cost;
        size_t end = 0;
        for (const Morpheme& morpheme : morphemes) {
            REQUIRE(morpheme.begin >= end && morpheme.end > morpheme.begin);
            end = morpheme.end;
        }
        REQUIRE(end <= text.size());
    });
}

}  // namespace

SLOW_READER(mecab_dictionary, dictionaries) {
    static const std::unique_ptr<fuzz::Folder> folders[] = {
        dictionary({4, 3}, 3), dictionary({1100, 9}, 90), dictionary({9, 1100}, 90),
        dictionary({1100, 1100}, 90)};
    const auto flags = in.number<uint8_t>();
    fuzz::Folder& folder = *folders[flags & (many_rights | many_lefts)];
    change(folder, in, flags);
    const std::string word(in.text());
    MecabOptions options{.dictionary = folder.path};
    if (flags & with_user_dic) options.user_dictionaries = {folder.path + "/user.dic"};
    if (flags & with_word) options.words = {{word, "NNG"}};
    if (flags & with_keep) options.keep = {"T1"};
    const MecabTokenizer tokenizer(options);
    REQUIRE(tokenizer.dictionary().fingerprint().size() == 16);
    const std::string_view text = in.rest();
    std::vector<Token> tokens;
    std::vector<std::string> forms;
    tokenizer.analyse(
        text, [&](const Token& token) { tokens.push_back(token), forms.emplace_back(token.form); });
    size_t cut = 0;
    tokenizer.cut(text, [&](std::string_view form) {
        REQUIRE(cut < forms.size() && forms[cut] == form);
        ++cut;
    });
    REQUIRE(cut == forms.size());
    if (!(flags & with_keep)) check_all_there(tokenizer, text, tokens);
    check_n_best(tokenizer.dictionary(), text.substr(0, 100));
}
