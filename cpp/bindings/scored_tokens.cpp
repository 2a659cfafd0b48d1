// The scored tokenizers on Python strings: code points are read as they lie, tokens are substrings.
#include "text/scored_tokens.h"

#include "bindings/arrays.h"
#include "bindings/register.h"
#include "core/parallel.h"

namespace malvec {
namespace {

constexpr size_t texts_per_batch = 4096;

PyObject* checked_text(PyObject* text) {
    if (!PyUnicode_Check(text)) throw py::type_error("texts must be str, but one is " + std::string(Py_TYPE(text)->tp_name));
    if (static_cast<uint64_t>(PyUnicode_GET_LENGTH(text)) > UINT32_MAX) throw std::invalid_argument("a text has 2^32 characters or more");
    return text;
}

void append_code_points(PyObject* text, std::vector<uint32_t>& out) {
    const auto size = static_cast<size_t>(PyUnicode_GET_LENGTH(text));
    const size_t begin = out.size();
    out.resize(begin + size);
    const int kind = PyUnicode_KIND(text);
    const void* const data = PyUnicode_DATA(text);
    const auto copy = [&](auto* from) { std::copy(from, from + size, out.begin() + static_cast<ptrdiff_t>(begin)); };
    if (kind == PyUnicode_1BYTE_KIND)
        copy(static_cast<const Py_UCS1*>(data));
    else if (kind == PyUnicode_2BYTE_KIND)
        copy(static_cast<const Py_UCS2*>(data));
    else
        copy(static_cast<const Py_UCS4*>(data));
}

WordTrie trie_of(const py::iterable& pairs) {
    WordTrie trie;
    std::vector<uint32_t> word;
    for (const py::handle item : pairs) {
        const auto pair = item.cast<py::tuple>();
        word.clear();
        append_code_points(checked_text(pair[0].ptr()), word);
        trie.add(word, pair[1].cast<double>());
    }
    return trie;
}

py::list token_list(PyObject* text, std::span<const Span> spans) {
    py::list tokens(spans.size());
    const bool whole = spans.size() == 1 && spans[0].begin == 0 && spans[0].end == static_cast<uint64_t>(PyUnicode_GET_LENGTH(text));
    for (size_t i = 0; i < spans.size(); ++i) {
        PyObject* const token = whole ? Py_NewRef(text) : PyUnicode_Substring(text, spans[i].begin, spans[i].end);
        if (!token) throw py::error_already_set();
        PyList_SET_ITEM(tokens.ptr(), static_cast<py::ssize_t>(i), token);
    }
    return tokens;
}

template <class Tokens>
std::vector<Span> spans_of(const Tokens& tokens, PyObject* text) {
    std::vector<uint32_t> characters;
    append_code_points(checked_text(text), characters);
    std::vector<Span> spans;
    const py::gil_scoped_release release;
    tokens.split(characters, spans);
    return spans;
}

template <class Tokens>
py::list tokens_of(const Tokens& tokens, const py::object& text) {
    thread_local std::vector<uint32_t> characters;
    thread_local std::vector<Span> spans;
    if (PyUnicode_Check(text.ptr()) && PyUnicode_GET_LENGTH(text.ptr()) > 4096) return token_list(text.ptr(), spans_of(tokens, text.ptr()));
    characters.clear(), spans.clear();
    append_code_points(checked_text(text.ptr()), characters);
    tokens.split(characters, spans);
    return token_list(text.ptr(), spans);
}

template <class Tokens>
py::list offsets_of(const Tokens& tokens, const py::object& text) {
    py::list pairs;
    for (const Span& span : spans_of(tokens, text.ptr())) pairs.append(py::make_tuple(span.begin, span.end));
    return pairs;
}

// Some thousand texts at a time: read with the GIL, cut by threads without it, made into lists with it.
template <class Tokens>
struct TokenBatch {
    const Tokens& tokens;
    unsigned threads;
    std::vector<uint32_t> characters;
    std::vector<uint64_t> ends;
    std::vector<std::vector<Span>> spans;  // of each piece of texts
    std::vector<uint32_t> counts;          // tokens of each text
    static constexpr size_t piece = 256;

    void cut(std::span<PyObject* const> texts) {
        characters.clear(), ends.assign(1, 0);
        for (PyObject* const text : texts) append_code_points(checked_text(text), characters), ends.push_back(characters.size());
        const size_t pieces = (texts.size() + piece - 1) / piece;
        spans.resize(std::max(spans.size(), pieces)), counts.resize(texts.size());
        const py::gil_scoped_release release;
        parallel_pieces(pieces, threads, [&](uint64_t p, unsigned) {
            spans[p].clear();
            for (size_t i = p * piece; i < std::min((p + 1) * piece, texts.size()); ++i) {
                const size_t before = spans[p].size();
                tokens.split(CodePoints(characters).subspan(ends[i], ends[i + 1] - ends[i]), spans[p]);
                counts[i] = static_cast<uint32_t>(spans[p].size() - before);
            }
        });
    }
    void list(std::span<PyObject* const> texts, size_t first, py::list& out) const {
        size_t at = 0;
        for (size_t i = 0; i < texts.size(); ++i) {
            if (i % piece == 0) at = 0;
            out[first + i] = token_list(texts[i], std::span(spans[i / piece]).subspan(at, counts[i]));
            at += counts[i];
        }
    }
};

template <class Tokens>
py::list batch_of(const Tokens& tokens, const py::sequence& texts, unsigned threads) {
    const py::list given(texts);  // holds the texts
    py::list out(given.size());
    std::vector<PyObject*> handles;
    for (const py::handle text : given) handles.push_back(text.ptr());
    TokenBatch<Tokens> batch{tokens, threads, {}, {}, {}, {}};
    for (size_t first = 0; first < handles.size(); first += texts_per_batch) {
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        const auto part = std::span(handles).subspan(first, std::min(texts_per_batch, handles.size() - first));
        batch.cut(part);
        batch.list(part, first, out);
    }
    return out;
}

template <class Tokens>
auto bind_tokens(py::module_& m, const char* name, const char* what) {
    return py::class_<Tokens>(m, name, py::module_local(), what)
        .def("__call__", &tokens_of<Tokens>, py::arg("text"), "The tokens of a text.")
        .def("offsets", &offsets_of<Tokens>, py::arg("text"), "Where tokens begin and end, in characters.")
        .def("batch", &batch_of<Tokens>, py::arg("texts"), py::arg("threads"), "The tokens of each text.");
}

}  // namespace

void register_scored_tokens(py::module_& m) {
    bind_tokens<LTokens>(m, "LTokens", "The L-tokenizer.")
        .def(py::init([](const py::iterable& pairs, double tolerance, bool remove_right) {
                 return LTokens{trie_of(pairs), tolerance, remove_right};
             }),
             py::arg("pairs"), py::arg("tolerance"), py::arg("remove_right"));
    bind_tokens<MaxScoreTokens>(m, "MaxScoreTokens", "The max-score tokenizer.")
        .def(py::init([](const py::iterable& pairs, uint32_t max_length, double default_score) {
                 return MaxScoreTokens{trie_of(pairs), max_length, default_score};
             }),
             py::arg("pairs"), py::arg("max_length"), py::arg("default_score"));
}

}  // namespace malvec
