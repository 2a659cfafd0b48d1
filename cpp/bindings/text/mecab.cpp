// MeCab's dictionaries, and the tokenizer made of one.
#include <pybind11/stl.h>

#include "bindings/text/register.h"
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
        "mecab_tags",
        [](const std::string& folder) {
            const py::gil_scoped_release released;
            return MecabTokenizer({folder}).tags();
        },
        py::arg("dictionary"),
        "The tags that tokens by a dictionary may have, of VV+EC the first.");
    m.def(
        "mecab_tokenizer", &make_tokenizer, py::arg("dictionary"), py::arg("user_dictionaries"),
        py::arg("csv"), py::arg("words"), py::arg("keep"),
        "The tokenizer of a dictionary's folder, of compiled user dictionaries, of lines of MeCab's"
        " CSV, and of words with their tags.");
}

}  // namespace malvec
