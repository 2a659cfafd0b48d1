// What cuts text into units, on Python strings.
#include <utility>

#include "bindings/arrays.h"
#include "bindings/text/python_text.h"
#include "bindings/text/register.h"
#include "files/tokenizer.h"
#include "text/subwords/core_units.h"
#include "text/subwords/piece_file.h"
#include "text/subwords/tokenizer_json.h"

namespace malvec {
namespace {

struct CutUnits {
    std::vector<uint32_t> ids;
    std::vector<std::pair<size_t, std::string>> spelled;  // places of units without a name
};

class HeldUnits {
public:
    explicit HeldUnits(std::shared_ptr<const UnitCutter> units) : units_(std::move(units)) {
        for (uint32_t id = 0; id < units_->size(); ++id) {
            const std::string& name = units_->name(id);
            names_.append(py::str(name.data(), name.size()));
            numbers_.append(py::int_(id));
        }
    }

    py::list tokens(const py::handle& text) const {
        const PythonText given(text);
        CutUnits made;
        given.read([&](std::string_view bytes) { made = cut(bytes); });
        return named(made);
    }

    py::list ids(const py::handle& text) const {
        const PythonText given(text);
        std::vector<uint32_t> made;
        given.read([&](std::string_view bytes) { units_->ids(bytes, made); });
        return listed(made);
    }

    py::list offsets(const py::handle& text) const {
        const PythonText given(text);
        std::vector<Span> spans;
        given.read([&](std::string_view bytes) {
            units_->aligned(bytes, [&](const FoundUnit& unit) { spans.push_back(unit.span); });
        });
        const std::vector<uint32_t> characters = characters_before(given.view());
        py::list list(spans.size());
        for (size_t i = 0; i < spans.size(); ++i)
            list[i] = py::make_tuple(characters[spans[i].begin], characters[spans[i].end]);
        return list;
    }

    py::list batch(const py::list& texts, unsigned threads) const {
        return each_text<CutUnits>(
            texts, threads, [&](std::string_view text, CutUnits& made) { made = cut(text); },
            [&](const CutUnits& made) { return named(made); });
    }

    py::list batch_ids(const py::list& texts, unsigned threads) const {
        return each_text<std::vector<uint32_t>>(
            texts, threads, [&](std::string_view text, auto& made) { units_->ids(text, made); },
            [&](const auto& made) { return listed(made); });
    }

    DescribedTokenizer core() const { return {core_units(units_), ""}; }

private:
    CutUnits cut(std::string_view text) const {
        CutUnits made;
        units_->units(text, [&](const FoundUnit& unit) {
            if (!unit.spelled.empty()) made.spelled.emplace_back(made.ids.size(), unit.spelled);
            made.ids.push_back(unit.id);
        });
        return made;
    }

    // How many characters begin before each byte, and the end.
    static std::vector<uint32_t> characters_before(std::string_view text) {
        std::vector<uint32_t> counts(text.size() + 1);
        for (size_t i = 0; i < text.size(); ++i)
            counts[i + 1] = counts[i] + ((text[i] & 0xc0) != 0x80);
        return counts;
    }

    py::list listed(const std::vector<uint32_t>& ids) const {
        py::list list(ids.size());
        for (size_t i = 0; i < ids.size(); ++i)
            PyList_SET_ITEM(list.ptr(), static_cast<py::ssize_t>(i),
                            Py_NewRef(PyList_GET_ITEM(numbers_.ptr(), ids[i])));
        return list;
    }

    py::list named(const CutUnits& made) const {
        py::list list(made.ids.size());
        for (size_t i = 0; i < made.ids.size(); ++i)
            PyList_SET_ITEM(list.ptr(), static_cast<py::ssize_t>(i),
                            Py_NewRef(PyList_GET_ITEM(names_.ptr(), made.ids[i])));
        for (const auto& [place, text] : made.spelled) list[place] = py::str(text);
        return list;
    }

    std::shared_ptr<const UnitCutter> units_;
    py::list names_, numbers_;  // as Python has them, made once
};

py::tuple unit_tokenizer(const std::string& json) {
    ReadUnits read;
    {
        const py::gil_scoped_release release;
        read = read_tokenizer_json(json);
    }
    if (!read.tokenizer) return py::make_tuple(py::none(), read.why_not);
    return py::make_tuple(std::make_unique<HeldUnits>(std::move(read.tokenizer)), "");
}

std::unique_ptr<HeldUnits> sentence_pieces(const py::bytes& data) {
    return std::make_unique<HeldUnits>(read_sentence_pieces(std::string_view(data)));
}

}  // namespace

void register_unit_tokenizer(py::module_& m) {
    py::class_<HeldUnits>(m, "UnitTokenizer", py::module_local(),
                          "A tokenizer.json, or a model of SentencePiece.")
        .def("__call__", &HeldUnits::tokens, py::arg("text"), "The units of a text.")
        .def("ids", &HeldUnits::ids, py::arg("text"), "Their numbers.")
        .def("offsets", &HeldUnits::offsets, py::arg("text"),
             "Where they begin and end, in characters.")
        .def("batch", &HeldUnits::batch, py::arg("texts"), py::arg("threads"),
             "The units of each text.")
        .def("batch_ids", &HeldUnits::batch_ids, py::arg("texts"), py::arg("threads"),
             "Their numbers.")
        .def("core", &HeldUnits::core, "The same as a CoreTokenizer.");
    m.def("unit_tokenizer", &unit_tokenizer, py::arg("json"),
          "The tokenizer of a tokenizer.json and \"\", or None and why the core cannot be it.");
    m.def("sentence_pieces", &sentence_pieces, py::arg("data"),
          "The tokenizer of the bytes of a .model file.");
}

}  // namespace malvec
