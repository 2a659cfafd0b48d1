// Blocks of vector files <-> arrays; the GIL is released while they are parsed and printed.
#include "text/vector_text.h"

#include "bindings/arrays.h"
#include "bindings/text/register.h"
#include "corpus/vocab.h"

namespace malvec {
namespace {

using Parser = VectorRows (*)(std::string_view, const ReadOptions&);
using Formatter = std::string (*)(const WordRows&, const WriteOptions&);

template <Parser parse>
py::tuple parse_rows(const py::buffer& text, const ReadOptions& options) {
    const py::buffer_info info = text.request();
    const std::string_view view = as_text(info);
    VectorRows rows;
    {
        const py::gil_scoped_release release;
        rows = parse(view, options);
    }
    const auto count = static_cast<py::ssize_t>(rows.ends.size()),
               dim = static_cast<py::ssize_t>(options.dim);
    const py::bytes words(rows.words.data(), rows.words.size());
    return py::make_tuple(words, to_array(std::move(rows.ends)),
                          to_array(std::move(rows.values)).reshape({count, dim}), rows.consumed);
}

template <Formatter format>
py::bytes format_rows(const Array<uint8_t>& words, const Array<uint64_t>& offsets,
                      const py::array_t<float>& matrix, const WriteOptions& options) {
    check_words(as_words(words, offsets));
    const Matrix values = as_rows(matrix);
    const WordRows rows{as_words(words, offsets), values.data, values.dim, values.stride};
    if (values.rows != rows.size()) throw std::invalid_argument("one row per word is needed");
    std::string text;
    {
        const py::gil_scoped_release release;
        text = format(rows, options);
    }
    return py::bytes(text);
}

// The ids of the words that no earlier word equals.
Array<int64_t> first_occurrences(const Array<uint8_t>& words, const Array<uint64_t>& offsets) {
    std::vector<int64_t> ids;
    {
        const Words view = as_words(words, offsets);
        const py::gil_scoped_release release;
        const auto index = build_word_index(view);
        const VocabView vocab{view, index};
        for (size_t i = 0; i < vocab.size(); ++i)
            if (vocab.find(vocab[i]) == i) ids.push_back(static_cast<int64_t>(i));
    }
    return to_array(std::move(ids));
}

}  // namespace

void register_vector_text(py::module_& m) {
    py::class_<ReadOptions>(m, "ReadOptions", py::module_local(), "How to read a block of vectors.")
        .def(py::init([](size_t dim, size_t first_row, size_t most_rows, bool finite, bool aligned,
                         unsigned threads) {
                 return ReadOptions{dim, first_row, most_rows, finite, aligned, threads};
             }),
             py::kw_only(), py::arg("dim"), py::arg("first_row") = 1,
             py::arg("most_rows") = SIZE_MAX, py::arg("finite") = true, py::arg("aligned") = false,
             py::arg("threads") = 1);
    py::class_<WriteOptions>(m, "WriteOptions", py::module_local(),
                             "How to write a block of vectors.")
        .def(py::init([](int decimals, bool blank_at_end, bool newline, unsigned threads) {
                 return WriteOptions{decimals, blank_at_end, newline, threads};
             }),
             py::kw_only(), py::arg("decimals") = -1, py::arg("blank_at_end") = false,
             py::arg("newline") = true, py::arg("threads") = 1);
    m.def("parse_text_rows", &parse_rows<parse_text_rows>, py::arg("text"), py::arg("options"),
          "Lines of vectors: the words' bytes, where each ends, values [rows, dim], bytes read.");
    m.def("parse_binary_rows", &parse_rows<parse_binary_rows>, py::arg("bytes"), py::arg("options"),
          "The whole rows of a binary block: as parse_text_rows.");
    m.def("format_text_rows", &format_rows<format_text_rows>, py::arg("words").noconvert(),
          py::arg("offsets").noconvert(), py::arg("matrix").noconvert(), py::arg("options"),
          "Vectors as lines of text.");
    m.def("format_binary_rows", &format_rows<format_binary_rows>, py::arg("words").noconvert(),
          py::arg("offsets").noconvert(), py::arg("matrix").noconvert(), py::arg("options"),
          "Vectors in word2vec's binary layout.");
    m.def("first_occurrences", &first_occurrences, py::arg("words").noconvert(),
          py::arg("offsets").noconvert(),
          "The ids of the words that no earlier word equals, int64, ascending.");
}

}  // namespace malvec
