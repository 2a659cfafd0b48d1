// Texts between Python's str and the core's UTF-8. Bytes that are not UTF-8 are surrogate escapes
// in Python.
#pragma once
#include <pybind11/pybind11.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "corpus/vocab.h"
#include "text/code_points.h"

namespace malvec {
namespace py = pybind11;

// Memory for texts that Python does not hold as UTF-8.
class HeldTexts {
public:
    // The bytes of a str, as long as it and this live.
    std::string_view bytes_of(PyObject* text) {
        Py_ssize_t size = 0;
        if (const char* const bytes = PyUnicode_AsUTF8AndSize(text, &size))
            return {bytes, static_cast<size_t>(size)};
        PyErr_Clear();
        std::string& bytes = *broken_.emplace_back(std::make_unique<std::string>());
        for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(text); ++i) {
            const char32_t c = PyUnicode_READ_CHAR(text, i);
            const bool escape = c >= 0xdc80 && c <= 0xdcff;
            append_code_point(escape ? c - 0xdc00 + byte_mark : c, bytes);
        }
        return bytes;
    }
    std::string_view word(py::handle word) {
        if (!PyUnicode_Check(word.ptr()))
            throw py::type_error(std::string("a word is a str, not ") +
                                 Py_TYPE(word.ptr())->tp_name);
        return bytes_of(word.ptr());
    }

private:
    std::vector<std::unique_ptr<std::string>> broken_;
};

inline py::str str_of(std::string_view bytes) {
    return py::reinterpret_steal<py::str>(PyUnicode_DecodeUTF8(
        bytes.data(), static_cast<Py_ssize_t>(bytes.size()), "surrogateescape"));
}

// Word `id` of a vocabulary whose offsets nobody may have looked at.
inline py::str word_at(const VocabView& vocab, size_t id) {
    if (!vocab.spans(id)) throw FormatError("the offsets of the words are damaged");
    return str_of(vocab[id]);
}

}  // namespace malvec
