// Cleaning text: bytes or a str in, the same out, without the GIL where it takes long.
#include "text/normalize.h"

#include <pybind11/stl.h>

#include <optional>

#include "bindings/arrays.h"
#include "bindings/options.h"
#include "bindings/text/register.h"
#include "text/nfc.h"
#include "text/typing.h"

namespace malvec {
namespace {

// The text's UTF-8, which Python keeps with the str; nothing where it holds surrogates.
std::optional<std::string_view> utf8_of(const py::str& text) {
    Py_ssize_t size = 0;
    const char* const bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
    if (bytes) return std::string_view(bytes, static_cast<size_t>(size));
    PyErr_Clear();
    return std::nullopt;
}

py::object normalize_text(const TextNormalizer& normalizer, const py::str& text) {
    const auto utf8 = utf8_of(text);
    if (!utf8) return py::none();
    std::string out;
    return normalizer.normalize(*utf8, out) ? py::str(out) : text;
}

py::object normalize_bytes(const TextNormalizer& normalizer, const py::bytes& text) {
    const std::string_view view = text;
    std::string out;
    bool changed = false;
    {
        const py::gil_scoped_release released;
        changed = normalizer.normalize(view, out);
    }
    return changed ? py::bytes(out) : text;
}

// Of a str with surrogates these stay as they are.
py::str text_to_nfc(const py::str& text) {
    std::string out;
    if (const auto utf8 = utf8_of(text)) return to_nfc(*utf8, out) ? py::str(out) : text;
    const auto bytes = py::reinterpret_steal<py::bytes>(
        PyUnicode_AsEncodedString(text.ptr(), "utf-8", "surrogatepass"));
    if (!bytes) throw py::error_already_set();
    if (!to_nfc(std::string_view(bytes), out)) return text;
    const auto composed = py::reinterpret_steal<py::str>(
        PyUnicode_DecodeUTF8(out.data(), static_cast<py::ssize_t>(out.size()), "surrogatepass"));
    if (!composed) throw py::error_already_set();
    return composed;
}

py::bytes bytes_to_nfc(const py::bytes& text) {
    const std::string_view view = text;
    std::string out;
    bool changed = false;
    {
        const py::gil_scoped_release released;
        changed = to_nfc(view, out);
    }
    return changed ? py::bytes(out) : text;
}

size_t find_not_nfc(const py::buffer& buffer) {
    const py::buffer_info info = buffer.request();
    const std::string_view text = as_text(info);
    const py::gil_scoped_release released;
    return first_not_nfc(text);
}

}  // namespace

void register_normalize(py::module_& m) {
    py::class_<TextNormalizer>(m, "TextNormalizer", py::module_local(),
                               "Cleaning of text, line by line; text/normalize.h has the rules.")
        .def(py::init([](const py::dict& knobs, std::unordered_map<std::string, char32_t> entities,
                         std::unordered_map<std::string, bool> tags) {
                 return TextNormalizer(options_from<NormalizeOptions>(knobs),
                                       {std::move(entities), std::move(tags)});
             }),
             py::arg("knobs"), py::arg("entities"), py::arg("tags"))
        .def("text", &normalize_text, py::arg("text"),
             "A str, the same where nothing changes; None where it holds surrogates.")
        .def("bytes", &normalize_bytes, py::arg("text"),
             "Bytes of UTF-8, broken or not, the same where nothing changes.");
    m.def(
        "compose_typed",
        [](const py::bytes& text) {
            std::string out;
            compose_typed(std::string_view(text), out);
            return py::bytes(out);
        },
        py::arg("text"), "Letters of Hangul put together into syllables as in typing.");
    m.def("text_to_nfc", &text_to_nfc, py::arg("text"),
          "A str in form NFC, the same where it is; text/nfc.h has the rules.");
    m.def("bytes_to_nfc", &bytes_to_nfc, py::arg("text"),
          "UTF-8 in form NFC, the same where it is; bytes that are not UTF-8 stay.");
    m.def("find_not_nfc", &find_not_nfc, py::arg("text"),
          "Where the first byte stands that may not be in form NFC; the size where none does.");
}

}  // namespace malvec
