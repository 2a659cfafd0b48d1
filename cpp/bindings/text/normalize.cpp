// Cleaning text: bytes or a str in, the same out, without the GIL where it takes long.
#include <pybind11/stl.h>

#include "bindings/arrays.h"
#include "bindings/options.h"
#include "bindings/text/register.h"
#include "text/cleaner.h"
#include "text/html_names.h"
#include "text/nfc.h"
#include "text/nfc_piece.h"
#include "text/typing.h"

namespace malvec {
namespace {

py::bytes encoded(const py::str& text) {
    auto bytes = py::reinterpret_steal<py::bytes>(
        PyUnicode_AsEncodedString(text.ptr(), "utf-8", "surrogatepass"));
    if (!bytes) throw py::error_already_set();
    return bytes;
}

py::str decoded(const std::string& bytes) {
    auto text = py::reinterpret_steal<py::str>(PyUnicode_DecodeUTF8(
        bytes.data(), static_cast<py::ssize_t>(bytes.size()), "surrogatepass"));
    if (!text) throw py::error_already_set();
    return text;
}

// What `change(text, out)` makes of a str; the same one where it makes nothing. Python
// keeps the UTF-8 with the str, but not where it holds surrogates.
template <class Change>
py::str changed_text(const py::str& text, Change&& change) {
    std::string out;
    Py_ssize_t size = 0;
    if (const char* const bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size))
        return change({bytes, static_cast<size_t>(size)}, out) ? py::str(out) : text;
    PyErr_Clear();
    return change(std::string_view(encoded(text)), out) ? decoded(out) : text;
}

template <class Change>
py::bytes changed_bytes(const py::bytes& text, Change&& change) {
    const std::string_view view = text;
    std::string out;
    bool changed = false;
    {
        const py::gil_scoped_release released;
        changed = change(view, out);
    }
    return changed ? py::bytes(out) : text;
}

auto cleaning(const TextCleaner& cleaner) {
    return [self = &cleaner](std::string_view text, std::string& out) {
        return self->clean(text, out);
    };
}

size_t find_not_nfc(const py::buffer& buffer) {
    const py::buffer_info info = buffer.request();
    const std::string_view text = as_text(info);
    const py::gil_scoped_release released;
    return first_not_nfc(text);
}

std::vector<size_t> pieces(const py::str& text) {
    std::vector<size_t> begins{0};
    for (Py_ssize_t i = 1; i < PyUnicode_GET_LENGTH(text.ptr()); ++i)
        if (stands_apart(PyUnicode_READ_CHAR(text.ptr(), i)))
            begins.push_back(static_cast<size_t>(i));
    return begins;
}

void bind_cleaner(py::module_& m) {
    py::class_<TextCleaner>(m, "TextCleaner", py::module_local(),
                            "Form NFC and cleaning of text; text/normalize.h has the rules.")
        .def(py::init([](const py::dict& knobs) {
                 return TextCleaner(options_from<NormalizeOptions>(knobs));
             }),
             py::arg("knobs"))
        .def(
            "text",
            [](const TextCleaner& self, const py::str& text) {
                return changed_text(text, cleaning(self));
            },
            py::arg("text"), "A str, the same where nothing changes.")
        .def(
            "bytes",
            [](const TextCleaner& self, const py::bytes& text) {
                return changed_bytes(text, cleaning(self));
            },
            py::arg("text"), "Bytes of UTF-8, broken or not, the same where nothing changes.");
}

}  // namespace

void register_normalize(py::module_& m) {
    bind_cleaner(m);
    m.def(
        "html_block_tags",
        [] {
            return std::vector<std::string_view>(html_block_tags().begin(),
                                                 html_block_tags().end());
        },
        "The tags of HTML that do not stand within a line of text.");
    m.def(
        "compose_typed",
        [](const py::bytes& text) {
            std::string out;
            compose_typed(std::string_view(text), out);
            return py::bytes(out);
        },
        py::arg("text"), "Letters of Hangul put together into syllables as in typing.");
    m.def(
        "text_to_nfc", [](const py::str& text) { return changed_text(text, to_nfc); },
        py::arg("text"), "A str in form NFC, the same where it is; text/nfc.h has the rules.");
    m.def(
        "bytes_to_nfc", [](const py::bytes& text) { return changed_bytes(text, to_nfc); },
        py::arg("text"), "UTF-8 in form NFC, the same where it is; bytes that are not UTF-8 stay.");
    m.def("nfc_pieces", &pieces, py::arg("text"),
          "Where the parts of a str begin that are put into form NFC each by itself.");
    m.def("find_not_nfc", &find_not_nfc, py::arg("text"),
          "Where the first byte stands that may not be in form NFC; the size where none does.");
}

}  // namespace malvec
