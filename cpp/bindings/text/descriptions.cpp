// What files say of how text was cleaned and cut, and texts that are packed in it.
#include <pybind11/stl.h>

#include <optional>

#include "bindings/arrays.h"
#include "bindings/options.h"
#include "bindings/text/register.h"
#include "core/error.h"
#include "core/inflate.h"
#include "files/normalizer.h"
#include "files/tokenizer.h"

namespace malvec {
namespace {

// None where text is not cleaned.
std::optional<py::dict> normalizer_knobs(const std::string& json) {
    const Json description = parse_json(json);
    if (description.is(Json::Kind::null)) return std::nullopt;
    return options_to_dict(described_options(description));
}

std::vector<py::bytes> core_tokens(const DescribedTokenizer& described, const py::bytes& text) {
    std::vector<py::bytes> tokens;
    tokenizer_in(described)->cut(
        text, [&](std::string_view form) { tokens.emplace_back(form.data(), form.size()); });
    return tokens;
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
        .def(
            py::init([](const std::string& json) { return described_tokenizer(parse_json(json)); }),
            py::arg("json"))
        .def_readonly("why_not", &DescribedTokenizer::why_not,
                      "A sentence where only Python has it, else empty.")
        .def("__call__", &core_tokens, py::arg("text"), "The tokens of a text, all UTF-8.")
        .def("analyse", &analysed, py::arg("text"),
             "The tokens with their tags, and where they begin and end in bytes of the text.");
}

}  // namespace malvec
