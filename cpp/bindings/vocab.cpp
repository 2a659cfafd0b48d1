#include "corpus/vocab.h"

#include "bindings/arrays.h"
#include "bindings/register.h"

namespace malvec {
namespace {

VocabView view(const Array<uint8_t>& bytes, const Array<uint64_t>& offsets, const Array<uint32_t>& index) {
    if (offsets.size() < 1 || index.size() < 1 || (index.size() & (index.size() - 1)) != 0)
        throw std::invalid_argument("vocabulary arrays have impossible sizes");
    return {as_chars(bytes), as_span(offsets), as_span(index)};
}

int64_t find(const Array<uint8_t>& bytes, const Array<uint64_t>& offsets, const Array<uint32_t>& index, const py::bytes& word) {
    const auto id = view(bytes, offsets, index).find(std::string_view(word));
    return id ? static_cast<int64_t>(*id) : -1;
}

}  // namespace

void register_vocab(py::module_& m) {
    m.def(
        "word_index",
        [](const Array<uint8_t>& bytes, const Array<uint64_t>& offsets) {
            return to_array(build_word_index(as_chars(bytes), as_span(offsets)));
        },
        py::arg("bytes").noconvert(), py::arg("offsets").noconvert(),
        "The lookup table of a vocabulary: a power of two slots of id + 1, 0 = empty.");
    m.def("find_word", &find, py::arg("bytes").noconvert(), py::arg("offsets").noconvert(), py::arg("index").noconvert(), py::arg("word"),
          "The id of a word given as bytes, or -1.");
}

}  // namespace malvec
