// Texts to vectors, cleaned, cut, looked up and pooled by the core alone.
#include "library/encoder.h"

#include <pybind11/stl.h>

#include <optional>

#include "bindings/numeric/register.h"
#include "bindings/numeric/word_table.h"
#include "files/normalizer.h"
#include "files/tokenizer.h"
#include "text/code_points.h"

namespace malvec {
namespace {

// The UTF-8 of texts, with surrogate escapes turned back into the bytes that they stand for.
class HeldTexts {
public:
    explicit HeldTexts(const py::list& texts) : list_(texts) {
        for (const py::handle text : list_) views_.push_back(view_of(text.ptr()));
    }
    const std::vector<std::string_view>& views() const { return views_; }

private:
    std::string_view view_of(PyObject* text) {
        if (!PyUnicode_Check(text)) throw py::type_error("texts must be str");
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

    py::list list_;
    std::vector<std::string_view> views_;
    std::vector<std::unique_ptr<std::string>> broken_;
};

class TextsEncoder {
public:
    TextsEncoder(const py::dict& words, const py::dict& how, const std::string& normalize,
                 const std::string& tokenizer)
        : words_(words), weights_(how["weights"].cast<Array<float>>()),
          directions_(how["components"].cast<Array<float>>()),
          shares_(how["shares"].cast<Array<float>>()), cleaner_(stored_cleaner(normalize)),
          tokenizer_(described_tokenizer(parse_json(tokenizer))),
          encoder_{words_.table, as_span(weights_)} {
        if (!tokenizer_.tokenizer) throw std::invalid_argument(tokenizer_.why_not);
        if (weights_.size() != words_.inverse_norms.size())
            throw std::invalid_argument("words and weights are not equally many");
        encoder_.unseen_weight = how["unseen_weight"].cast<float>();
        encoder_.unit_length = how["unit_length"].cast<bool>();
        encoder_.divisor = how["by_weights"].cast<bool>() ? Divisor::weights : Divisor::words;
        encoder_.common = {as_span(directions_), as_span(shares_)};
    }
    TextsEncoder(const TextsEncoder&) = delete;

    py::dict encode(const py::list& texts, py::array_t<float>& out, unsigned threads) const {
        if (!out.writeable()) throw std::invalid_argument("the rows are read-only");
        const HeldTexts held(texts);
        const Matrix target = as_rows(out);
        if (target.rows != held.views().size() || target.dim != words_.table.rows.dim)
            throw std::invalid_argument("the rows must be those of the texts");
        Encoded found;
        {
            const py::gil_scoped_release release;
            found = malvec::encode(encoder_,
                                   [&](size_t i, const Emit& emit) { cut(held.views()[i], emit); },
                                   target, {false, threads});
        }
        using namespace py::literals;
        return py::dict("texts"_a = found.texts, "words"_a = found.words, "empty"_a = found.empty,
                        "composed"_a = found.composed, "unseen"_a = found.unseen);
    }

private:
    void cut(std::string_view text, const Emit& emit) const {
        std::string cleaned;
        if (cleaner_ && cleaner_->clean(text, cleaned)) text = cleaned;
        tokenizer_.tokenizer->cut(text, emit);
    }

    HeldWordTable words_;
    Array<float> weights_, directions_, shares_;
    std::optional<TextCleaner> cleaner_;
    DescribedTokenizer tokenizer_;
    SentenceEncoder encoder_;
};

}  // namespace

void register_encode(py::module_& m) {
    py::class_<TextsEncoder>(m, "TextsEncoder", py::module_local(),
                             "Texts to vectors by the core alone; library/encoder.h has the rules.")
        .def(py::init<const py::dict&, const py::dict&, const std::string&, const std::string&>(),
             py::arg("words"), py::arg("how"), py::arg("normalize"), py::arg("tokenizer"),
             "`words` as in word_table.h; `how` = weights, unseen_weight, unit_length, by_weights, "
             "components, shares; how text is cleaned and cut, as JSON.")
        .def("encode", &TextsEncoder::encode, py::arg("texts"), py::arg("out").noconvert(),
             py::arg("threads"),
             "Vectors of texts into `out`; gives the counts of texts, words, empty, composed, "
             "unseen.");
}

}  // namespace malvec
