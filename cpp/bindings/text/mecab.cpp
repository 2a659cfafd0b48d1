// MeCab's dictionaries, and the tokenizer made of one.
#include <pybind11/stl.h>

#include "bindings/text/register.h"
#include "bindings/texts.h"
#include "files/tokenizer.h"
#include "text/mecab/mecab_tokenizer.h"
#include "text/mecab/places.h"

namespace malvec {
namespace py = pybind11;
namespace {

DescribedTokenizer make_tokenizer(const std::string& folder,
                                  const std::vector<std::string>& user_dictionaries,
                                  const std::vector<std::string>& csv,
                                  const std::vector<std::pair<std::string, std::string>>& words,
                                  const std::vector<std::string>& keep) {
    const py::gil_scoped_release released;
    return {std::make_shared<const MecabTokenizer>(
                MecabOptions{folder, user_dictionaries, csv, words, keep}),
            ""};
}

using Tagged = std::vector<std::pair<std::string, std::string>>;

std::vector<std::pair<Tagged, int64_t>> n_best(const DescribedTokenizer& described,
                                               const py::str& text, size_t n) {
    const auto mecab = std::dynamic_pointer_cast<const MecabTokenizer>(tokenizer_in(described));
    if (!mecab) throw py::type_error("only Mecab tells the best ways through a text");
    std::vector<std::pair<Tagged, int64_t>> ways;
    HeldTexts held;
    const std::string_view bytes = held.bytes_of(text.ptr());
    const py::gil_scoped_release released;
    mecab->n_best(bytes, n, [&](const std::vector<Token>& tokens, int64_t cost) {
        Tagged& tagged = ways.emplace_back(Tagged(), cost).first;
        for (const Token& token : tokens) tagged.emplace_back(token.form, token.tag);
    });
    return ways;
}

}  // namespace

void register_mecab(py::module_& m) {
    m.def("mecab_dictionary_folder", &mecab_dictionary_folder,
          "Where a dictionary of MeCab is on this machine; empty where there is none.");
    m.def(
        "mecab_fingerprint",
        [](const std::string& folder) {
            const py::gil_scoped_release released;
            return MecabDictionary(folder).fingerprint();
        },
        py::arg("dictionary"), "16 digits that tell a dictionary from others.");
    m.def(
        "mecab_tokenizer", &make_tokenizer, py::arg("dictionary"), py::arg("user_dictionaries"),
        py::arg("csv"), py::arg("words"), py::arg("keep"),
        "The tokenizer of a dictionary's folder, of compiled user dictionaries, of lines of MeCab's"
        " CSV, and of words with their tags.");
    m.def("mecab_n_best", &n_best, py::arg("tokenizer"), py::arg("text"), py::arg("n"),
          "The cheapest ways through a text: tokens with their tags, and the cost.");
}

}  // namespace malvec
