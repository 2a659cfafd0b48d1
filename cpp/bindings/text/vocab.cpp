#include "corpus/vocab.h"

#include <pybind11/stl.h>

#include "bindings/arrays.h"
#include "bindings/text/register.h"
#include "bindings/texts.h"

namespace malvec {
namespace {

Array<uint32_t> word_index(const Array<uint8_t>& bytes, const Array<uint64_t>& offsets) {
    const Words words = as_words(bytes, offsets);
    std::vector<uint32_t> index;
    {
        const py::gil_scoped_release release;
        index = build_word_index(words);
    }
    return to_array(std::move(index));
}

int64_t find(const Array<uint8_t>& bytes, const Array<uint64_t>& offsets,
             const Array<uint32_t>& index, const py::bytes& word) {
    const auto id = as_vocab(bytes, offsets, index).find(std::string_view(word));
    return id ? static_cast<int64_t>(*id) : -1;
}

Array<int64_t> find_all(const Array<uint8_t>& bytes, const Array<uint64_t>& offsets,
                        const Array<uint32_t>& index, const py::buffer& words,
                        const Array<uint64_t>& word_offsets) {
    const VocabView vocab = as_vocab(bytes, offsets, index);
    const py::buffer_info info = words.request();
    const Words wanted{as_text(info), as_span(word_offsets)};
    std::vector<int64_t> ids;
    {
        const py::gil_scoped_release release;
        check_words(wanted);
        ids.assign(wanted.size(), -1);
        for (size_t i = 0; i < ids.size(); ++i)
            if (const auto id = vocab.find(wanted[i])) ids[i] = static_cast<int64_t>(*id);
    }
    return to_array(std::move(ids));
}

py::list words_at(const Array<uint8_t>& bytes, const Array<uint64_t>& offsets,
                  const std::vector<int64_t>& ids) {
    const VocabView vocab{as_words(bytes, offsets), {}};
    py::list words(ids.size());
    for (size_t i = 0; i < ids.size(); ++i) {
        const auto id = static_cast<size_t>(ids[i]);
        if (ids[i] < 0 || id + 1 >= vocab.offsets.size())
            throw std::out_of_range("word " + std::to_string(ids[i]) + " of " +
                                    std::to_string(offsets.size() - 1));
        words[i] = word_at(vocab, id);
    }
    return words;
}

}  // namespace

void register_vocab(py::module_& m) {
    m.def("word_index", &word_index, py::arg("bytes").noconvert(), py::arg("offsets").noconvert(),
          "The lookup table of a vocabulary: a power of two slots of id + 1, 0 = empty.");
    m.def("words_at", &words_at, py::arg("bytes").noconvert(), py::arg("offsets").noconvert(),
          py::arg("ids"), "The words with these ids.");
    m.def("find_word", &find, py::arg("bytes").noconvert(), py::arg("offsets").noconvert(),
          py::arg("index").noconvert(), py::arg("word"), "The id of a word given as bytes, or -1.");
    m.def("find_words", &find_all, py::arg("bytes").noconvert(), py::arg("offsets").noconvert(),
          py::arg("index").noconvert(), py::arg("words"), py::arg("word_offsets").noconvert(),
          "The ids of words given as bytes end to end, int64; -1 where unknown.");
}

}  // namespace malvec
