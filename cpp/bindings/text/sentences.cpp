// Sentences of a str or of lines of bytes.
#include "text/sentences.h"

#include <pybind11/stl.h>

#include "bindings/text/register.h"

namespace malvec {
namespace {

std::vector<SentenceSpan> spans_of_sentences(const py::str& text) {
    const std::unique_ptr<Py_UCS4, decltype(&PyMem_Free)> characters(
        PyUnicode_AsUCS4Copy(text.ptr()), &PyMem_Free);
    if (!characters) throw py::error_already_set();
    const std::u32string line(characters.get(),
                              characters.get() + PyUnicode_GET_LENGTH(text.ptr()));
    std::vector<SentenceSpan> found;
    find_sentences(line, found);
    return found;
}

std::vector<std::pair<size_t, size_t>> sentence_spans(const py::str& text) {
    std::vector<std::pair<size_t, size_t>> spans;
    for (const SentenceSpan& span : spans_of_sentences(text))
        spans.emplace_back(span.begin, span.end);
    return spans;
}

std::vector<py::str> sentences_of(const py::str& text) {
    std::vector<py::str> sentences;
    for (const SentenceSpan& span : spans_of_sentences(text))
        sentences.push_back(py::reinterpret_steal<py::str>(PyUnicode_Substring(
            text.ptr(), static_cast<Py_ssize_t>(span.begin), static_cast<Py_ssize_t>(span.end))));
    return sentences;
}

py::bytes sentence_lines(const py::bytes& block) {
    const std::string_view text = block;
    std::string lines;
    {
        const py::gil_scoped_release released;
        split_sentences(text, [&](std::string_view sentence) { (lines += sentence) += '\n'; });
    }
    return lines;
}

}  // namespace

void register_sentences(py::module_& m) {
    m.def("sentence_spans", &sentence_spans, py::arg("text"),
          "Where each sentence begins and ends, in characters.");
    m.def("split_sentences", &sentences_of, py::arg("text"), "The sentences of a text.");
    m.def("sentence_lines", &sentence_lines, py::arg("block"),
          "The sentences of lines of UTF-8, one a line.");
}

}  // namespace malvec
