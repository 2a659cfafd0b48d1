// SentencePiece's models on Python strings.
#include "text/sentence_pieces.h"

#include "bindings/arrays.h"
#include "bindings/text/register.h"
#include "core/parallel.h"

namespace malvec {
namespace {

using Cut = std::vector<SentencePieces::Unit>;
struct CutText {
    SentencePieces::Normalized normalized;
    Cut units;
};

std::vector<uint32_t> characters_of(const py::handle& text) {
    if (!PyUnicode_Check(text.ptr()))
        throw py::type_error("texts must be str, but one is " +
                             std::string(Py_TYPE(text.ptr())->tp_name));
    std::vector<uint32_t> found(static_cast<size_t>(PyUnicode_GET_LENGTH(text.ptr())));
    if (found.size() >= UINT32_MAX) throw std::invalid_argument("a text has 2^32 characters");
    if (!found.empty() &&
        !PyUnicode_AsUCS4(text.ptr(), found.data(), static_cast<py::ssize_t>(found.size()), 0))
        throw py::error_already_set();
    // a lone surrogate, which no UTF-8 text can hold, is read as U+FFFD
    std::ranges::replace_if(found, [](uint32_t c) { return c >= 0xd800 && c < 0xe000; }, 0xfffdu);
    return found;
}

class HeldPieces {
public:
    HeldPieces(const py::iterable& pieces, const py::bytes& character_map, unsigned model,
               const py::dict& options)
        : pieces_(
              listed(pieces), character_map,
              {static_cast<PieceOptions::Model>(model), options["add_dummy_prefix"].cast<bool>(),
               options["remove_extra_whitespaces"].cast<bool>(),
               options["byte_fallback"].cast<bool>()}) {
        for (const py::handle item : pieces) names_.append(item.cast<py::tuple>()[0]);
    }

    py::list tokens(const py::handle& text) const { return named(cut(characters_of(text))); }

    py::list ids(const py::handle& text) const {
        py::list found;
        for (const auto& unit : cut(characters_of(text)).units) found.append(unit.id);
        return found;
    }

    py::list offsets(const py::handle& text) const {
        const CutText made = cut(characters_of(text));
        const auto& origin = made.normalized.origin;
        py::list found;
        for (const auto& unit : made.units)
            found.append(py::make_tuple(origin[unit.begin], origin[unit.end]));
        return found;
    }

    py::list batch(const py::list& texts, unsigned threads) const {
        constexpr size_t together = 1024;
        py::list lists;
        for (size_t first = 0; first < texts.size(); first += together) {
            if (PyErr_CheckSignals() != 0) throw py::error_already_set();
            std::vector<std::vector<uint32_t>> given;
            for (size_t i = first; i < std::min(first + together, texts.size()); ++i)
                given.push_back(characters_of(texts[i]));
            std::vector<CutText> made(given.size());
            {
                const py::gil_scoped_release release;
                parallel_pieces(given.size(), threads,
                                [&](uint64_t i, unsigned) { made[i] = cut_of(given[i]); });
            }
            for (const CutText& each : made) lists.append(named(each));
        }
        return lists;
    }

private:
    static std::vector<SentencePieces::Piece> listed(const py::iterable& pieces) {
        std::vector<SentencePieces::Piece> list;
        for (const py::handle item : pieces) {
            const auto piece = item.cast<py::tuple>();
            list.push_back({characters_of(piece[0]), piece[1].cast<float>(),
                            static_cast<SentencePieces::Kind>(piece[2].cast<unsigned>())});
        }
        return list;
    }
    CutText cut_of(const std::vector<uint32_t>& text) const {
        CutText made{pieces_.normalize(text), {}};
        made.units = pieces_.cut(made.normalized);
        return made;
    }
    CutText cut(const std::vector<uint32_t>& text) const {
        const py::gil_scoped_release release;
        return cut_of(text);
    }
    // Pieces by their names, but an unknown one as it stands in the text.
    py::list named(const CutText& made) const {
        py::list found;
        for (const auto& unit : made.units) {
            if (unit.id != pieces_.unknown_id()) {
                found.append(names_[unit.id]);
                continue;
            }
            found.append(py::reinterpret_steal<py::object>(PyUnicode_FromKindAndData(
                PyUnicode_4BYTE_KIND, made.normalized.text.data() + unit.begin,
                static_cast<py::ssize_t>(unit.end - unit.begin))));
        }
        return found;
    }

    SentencePieces pieces_;
    py::list names_;
};

}  // namespace

void register_sentence_pieces(py::module_& m) {
    py::class_<HeldPieces>(m, "SentencePieces", py::module_local(), "A model of SentencePiece.")
        .def(py::init<const py::iterable&, const py::bytes&, unsigned, const py::dict&>(),
             py::arg("pieces"), py::arg("character_map"), py::arg("model"), py::arg("options"))
        .def("__call__", &HeldPieces::tokens, py::arg("text"), "The pieces of a text.")
        .def("ids", &HeldPieces::ids, py::arg("text"), "Their numbers.")
        .def("offsets", &HeldPieces::offsets, py::arg("text"),
             "Where they begin and end, in characters.")
        .def("batch", &HeldPieces::batch, py::arg("texts"), py::arg("threads"),
             "The pieces of each text.");
}

}  // namespace malvec
