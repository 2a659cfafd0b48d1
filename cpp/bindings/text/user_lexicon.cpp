// Words of users as a dictionary of MeCab has them.
#include <pybind11/stl.h>

#include "bindings/text/register.h"
#include "text/mecab/connections.h"
#include "text/mecab/user_lexicon.h"

namespace malvec {
namespace {
namespace py = pybind11;

MecabLexicon::Size size_of(const std::string& folder) {
    const ConnectionMatrix::Shape shape = ConnectionMatrix(folder + "/matrix.bin").size();
    return {shape.right_ids, shape.left_ids};
}

// (left id, right id, part of speech, cost, feature) of each entry of a word.
py::list entries_of(const MecabLexicon& lexicon, const std::string& word) {
    py::list found;
    const auto [entries, count] = lexicon.find(word);
    for (uint32_t i = 0; i < count; ++i) {
        const auto& [left, right, part, cost, feature, unused] = entries[i];
        found.append(py::make_tuple(left, right, part, cost,
                                    py::str(std::string(lexicon.feature(entries[i])))));
    }
    return found;
}

py::dict entries_of_all(const MecabLexicon& lexicon, const std::vector<std::string>& words) {
    py::dict found;
    for (const std::string& word : words) found[py::str(word)] = entries_of(lexicon, word);
    return found;
}

py::dict entries_of_words(const std::string& folder,
                          const std::vector<std::pair<std::string, std::string>>& given) {
    std::vector<UserWord> words;
    std::vector<std::string> asked;
    for (const auto& [word, tag] : given) {
        words.push_back({word, tag});
        asked.push_back(word);
    }
    return entries_of_all(user_lexicon(folder, size_of(folder), words), asked);
}

py::dict entries_of_csv(const std::string& folder, const std::vector<std::string>& lines,
                        const std::vector<std::string>& words) {
    return entries_of_all(user_lexicon_of_csv(folder, size_of(folder), lines), words);
}

}  // namespace

void register_user_lexicon(py::module_& m) {
    m.def("mecab_user_entries", &entries_of_words, py::arg("folder"), py::arg("words"),
          "Word to its entries, for (word, tag) pairs.");
    m.def("mecab_user_entries_of_csv", &entries_of_csv, py::arg("folder"), py::arg("lines"),
          py::arg("words"), "The entries that lines of MeCab's CSV give these words.");
    m.def(
        "check_mecab_csv", [](const std::vector<std::string>& lines) { check_csv(lines); },
        py::arg("lines"), "FormatError names a line of MeCab's CSV that is one of no dictionary.");
}

}  // namespace malvec
