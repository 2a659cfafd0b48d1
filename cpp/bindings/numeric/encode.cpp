// Texts to vectors, cleaned, cut, looked up and pooled by the core alone.
#include "library/encoder.h"

#include <pybind11/stl.h>

#include <memory>
#include <optional>

#include "bindings/numeric/register.h"
#include "bindings/numeric/word_table.h"
#include "bindings/texts.h"
#include "bindings/tokenizer_capsule.h"
#include "files/normalizer.h"

namespace malvec {
namespace {

class TextsEncoder {
public:
    TextsEncoder(const py::dict& words, const py::dict& how, const std::string& normalize,
                 const py::capsule& tokenizer)
        : words_(words), weights_(how["weights"].cast<Array<float>>()),
          directions_(how["components"].cast<Array<float>>()),
          shares_(how["shares"].cast<Array<float>>()), cleaner_(stored_cleaner(normalize)),
          tokenizer_(tokenizer_from(tokenizer)), encoder_{words_.table, as_span(weights_)} {
        if (weights_.size() != words_.inverse_norms.size())
            throw std::invalid_argument("words and weights are not equally many");
        encoder_.unseen_weight = how["unseen_weight"].cast<float>();
        encoder_.unit_length = how["unit_length"].cast<bool>();
        encoder_.divisor = how["by_weights"].cast<bool>() ? Divisor::weights : Divisor::words;
        encoder_.common = {as_span(directions_), as_span(shares_)};
    }
    TextsEncoder(const TextsEncoder&) = delete;

    py::dict encode(const py::list& texts, py::array_t<float>& out, unsigned threads,
                    uint64_t first) const {
        if (!out.writeable()) throw std::invalid_argument("the rows are read-only");
        HeldTexts held;
        std::vector<std::string_view> views;
        for (const py::handle text : texts) {
            if (!PyUnicode_Check(text.ptr())) throw py::type_error("texts must be str");
            views.push_back(held.bytes_of(text.ptr()));
        }
        const Matrix target = as_rows(out);
        if (target.rows != views.size() || target.dim != words_.table.rows.dim)
            throw std::invalid_argument("the rows must be those of the texts");
        Encoded found;
        {
            const py::gil_scoped_release release;
            found =
                malvec::encode(encoder_, [&](size_t i, const Emit& emit) { cut(views[i], emit); },
                               target, {.threads = threads, .first = first});
        }
        using namespace py::literals;
        return py::dict("texts"_a = found.texts, "words"_a = found.words, "empty"_a = found.empty,
                        "composed"_a = found.composed, "unseen"_a = found.unseen);
    }

private:
    void cut(std::string_view text, const Emit& emit) const {
        std::string cleaned;
        if (cleaner_ && cleaner_->clean(text, cleaned)) text = cleaned;
        tokenizer_->cut(text, emit);
    }

    HeldWordTable words_;
    Array<float> weights_, directions_, shares_;
    std::optional<TextCleaner> cleaner_;
    std::shared_ptr<const CoreTokenizer> tokenizer_;
    SentenceEncoder encoder_;
};

}  // namespace

void register_encode(py::module_& m) {
    py::class_<TextsEncoder>(m, "TextsEncoder", py::module_local(),
                             "Texts to vectors by the core alone; library/encoder.h has the rules.")
        .def(py::init<const py::dict&, const py::dict&, const std::string&, const py::capsule&>(),
             py::arg("words"), py::arg("how"), py::arg("normalize"), py::arg("tokenizer"),
             "`words` as in word_table.h; `how` = weights, unseen_weight, unit_length, by_weights, "
             "components, shares; how text is cleaned, as JSON, and the capsule of what cuts it.")
        .def("encode", &TextsEncoder::encode, py::arg("texts"), py::arg("out").noconvert(),
             py::arg("threads"), py::arg("first"),
             "Vectors of texts into `out`; `first` is the number of the first one, for messages. "
             "Gives the counts of texts, words, empty, composed, unseen.");
}

}  // namespace malvec
