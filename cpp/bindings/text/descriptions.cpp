// What files say of how text was cleaned and cut, and texts that are packed in it.
#include <pybind11/stl.h>

#include <optional>

#include "bindings/arrays.h"
#include "bindings/options.h"
#include "bindings/text/register.h"
#include "bindings/texts.h"
#include "bindings/tokenizer_capsule.h"
#include "core/error.h"
#include "core/inflate.h"
#include "files/normalizer.h"
#include "files/tokenizer.h"
#include "text/code_points.h"
#include "text/cut_texts.h"
#include "text/kept_tokens.h"

namespace malvec {
namespace {

// None where text is not cleaned.
std::optional<py::dict> normalizer_knobs(const std::string& json) {
    const Json description = parse_json(json);
    if (description.is(Json::Kind::null)) return std::nullopt;
    return options_to_dict(described_options(description));
}

py::capsule capsule_of(const DescribedTokenizer& described) {
    using Shared = std::shared_ptr<const CoreTokenizer>;
    const auto drop = [](PyObject* capsule) {
        delete static_cast<Shared*>(PyCapsule_GetPointer(capsule, tokenizer_capsule));
    };
    return py::capsule(new Shared(tokenizer_in(described)), tokenizer_capsule, drop);
}

std::vector<py::bytes> core_tokens(const DescribedTokenizer& described, const py::bytes& text) {
    std::vector<py::bytes> tokens;
    tokenizer_in(described)->cut(
        text, [&](std::string_view form) { tokens.emplace_back(form.data(), form.size()); });
    return tokens;
}

// As written by a Python str: bytes that are not UTF-8 become surrogate escapes.
PyObject* token_text(std::string_view form) {
    const auto size = static_cast<py::ssize_t>(form.size());
    if (PyObject* const text = PyUnicode_DecodeUTF8(form.data(), size, nullptr)) return text;
    PyErr_Clear();
    std::u32string characters;
    const char* const end = form.data() + form.size();
    for (const char* p = form.data(); p < end;) {
        const CodePoint c = code_point_at(p, end);
        characters += c.value < byte_mark ? c.value : c.value - byte_mark + 0xdc00;
        p += c.size;
    }
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, characters.data(),
                                     static_cast<py::ssize_t>(characters.size()));
}

constexpr size_t short_text = 4096;  // bytes that other threads wait for

// on_token for each token of a text; a long one is cut while other threads of Python run.
void each_token(const DescribedTokenizer& described, std::string_view text,
                const EmitToken& on_token) {
    const std::shared_ptr<const CoreTokenizer> tokenizer = tokenizer_in(described);
    if (text.size() <= short_text) return tokenizer->analyse(text, on_token);
    KeptTokens tokens;
    {
        const py::gil_scoped_release released;
        tokenizer->analyse(text, [&](const Token& token) { tokens.add(token); });
    }
    for (size_t i = 0; i < tokens.size(); ++i) on_token(tokens[i]);
}

py::list tokens_of(const DescribedTokenizer& described, const py::str& text) {
    py::list forms;
    HeldTexts held;
    const std::string_view bytes = held.bytes_of(text.ptr());
    const auto add = [&](std::string_view form) {
        forms.append(py::reinterpret_steal<py::object>(token_text(form)));
    };
    if (bytes.size() <= short_text)
        tokenizer_in(described)->cut(bytes, add);
    else
        each_token(described, bytes, [&](const Token& token) { add(token.form); });
    return forms;
}

py::list tagged(const DescribedTokenizer& described, const py::str& text) {
    py::list tokens;
    HeldTexts held;
    each_token(described, held.bytes_of(text.ptr()), [&](const Token& token) {
        tokens.append(py::make_tuple(py::reinterpret_steal<py::object>(token_text(token.form)),
                                     str_of(token.tag)));
    });
    return tokens;
}

// In characters of the text.
py::list spans_of(const DescribedTokenizer& described, const py::str& text) {
    py::list spans;
    HeldTexts held;
    const std::string_view bytes = held.bytes_of(text.ptr());
    struct Place {
        size_t byte = 0, character = 0;
    } begin, end;
    const auto move = [&](Place& place, size_t byte) {
        if (byte < place.byte) place = {};
        const char* const behind = bytes.data() + bytes.size();
        for (; place.byte < byte; ++place.character)
            place.byte += code_point_at(bytes.data() + place.byte, behind).size;
    };
    each_token(described, bytes, [&](const Token& token) {  // many may share a beginning or an end
        if (end.byte <= token.begin) begin = end;
        move(begin, token.begin);
        move(end, token.end);
        spans.append(py::make_tuple(begin.character, end.character));
    });
    return spans;
}

PackedTokens cut_list(const DescribedTokenizer& described, const py::list& texts,
                      const TextCleaner* cleaner, unsigned threads) {
    const std::shared_ptr<const CoreTokenizer> tokenizer = tokenizer_in(described);
    HeldTexts held;
    std::vector<std::string_view> views;
    for (const py::handle text : texts) {
        if (!PyUnicode_Check(text.ptr())) throw py::type_error("texts must be str");
        views.push_back(held.bytes_of(text.ptr()));
    }
    const py::gil_scoped_release released;
    return cut_texts(*tokenizer, cleaner, views, threads);
}

template <class T>
py::bytes bytes_of_all(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

py::tuple packed_tokens(const DescribedTokenizer& described, const py::list& texts,
                        const TextCleaner* cleaner, unsigned threads) {
    const PackedTokens packed = cut_list(described, texts, cleaner, threads);
    return py::make_tuple(bytes_of_all(packed.bytes), bytes_of_all(packed.token_ends),
                          bytes_of_all(packed.line_ends));
}

py::list listed_tokens(const DescribedTokenizer& described, const py::list& texts,
                       const TextCleaner* cleaner, unsigned threads) {
    const PackedTokens packed = cut_list(described, texts, cleaner, threads);
    py::list lists(packed.line_ends.size());
    uint64_t token = 0, begin = 0;
    for (size_t line = 0; line < packed.line_ends.size(); ++line) {
        py::list forms(packed.line_ends[line] - token);
        for (size_t i = 0; i < forms.size(); ++i, ++token) {
            const uint64_t end = packed.token_ends[token];
            PyObject* const text = token_text({packed.bytes.data() + begin, end - begin});
            if (!text) throw py::error_already_set();
            PyList_SET_ITEM(forms.ptr(), static_cast<py::ssize_t>(i), text);
            begin = end;
        }
        PyList_SET_ITEM(lists.ptr(), static_cast<py::ssize_t>(line), forms.release().ptr());
    }
    return lists;
}

std::vector<py::tuple> analysed(const DescribedTokenizer& described, const py::bytes& text) {
    std::vector<py::tuple> tokens;
    tokenizer_in(described)->analyse(text, [&](const Token& token) {
        tokens.push_back(
            py::make_tuple(py::bytes(token.form), py::bytes(token.tag), token.begin, token.end));
    });
    return tokens;
}

py::bytes unpack(const std::string& packed, size_t most) {
    std::string bytes;
    {
        const py::gil_scoped_release released;
        bytes = inflate(from_base64(packed), most);
    }
    return bytes;
}

}  // namespace

void register_descriptions(py::module_& m) {
    m.def("normalizer_knobs", &normalizer_knobs, py::arg("json"),
          "The knobs of a Normalizer that JSON describes; None where it is null.");
    m.def("unpack", &unpack, py::arg("packed"), py::arg("most"),
          "What base64 of zlib stands for, up to so many bytes.");
    py::class_<DescribedTokenizer>(m, "CoreTokenizer", py::module_local(),
                                   "The tokenizer that JSON describes, where the core has it.")
        .def(py::init([](const std::string& json, const std::string& dictionary) {
                 return described_tokenizer(json, {.mecab_dictionary = dictionary});
             }),
             py::arg("json"), py::arg("mecab_dictionary") = "")
        .def_readonly("why_not", &DescribedTokenizer::why_not,
                      "A sentence where only Python has it, else empty.")
        .def_property_readonly("capsule", &capsule_of, "The tokenizer for another module.")
        .def("__call__", &core_tokens, py::arg("text"), "The tokens of a text, all UTF-8.")
        .def(
            "within",
            [](const DescribedTokenizer& described, const std::string& json) {
                return DescribedTokenizer{tokenizer_around(tokenizer_in(described), json), ""};
            },
            py::arg("json"), "One that JSON without `tokenizer` puts around this one.")
        .def(
            "tags", [](const DescribedTokenizer& it) { return tokenizer_in(it)->tags(); },
            "Those that its tokens may have, of VV+EC the first; none where it is no analyser.")
        .def("tokens", &tokens_of, py::arg("text"), "The tokens of a text.")
        .def("tagged", &tagged, py::arg("text"), "The tokens of a text with their tags.")
        .def("spans", &spans_of, py::arg("text"),
             "Where each token begins and ends in the text, in characters.")
        .def("pack", &packed_tokens, py::arg("texts"), py::arg("cleaner"), py::arg("threads"),
             "The tokens of texts, cleaned and cut by threads: end to end, then uint64 as bytes, "
             "where each ends in bytes, where each text ends in tokens.")
        .def("lists", &listed_tokens, py::arg("texts"), py::arg("cleaner"), py::arg("threads"),
             "The same as lists of str.")
        .def("analyse", &analysed, py::arg("text"),
             "The tokens with their tags, and where they begin and end in bytes of the text.");
}

}  // namespace malvec
