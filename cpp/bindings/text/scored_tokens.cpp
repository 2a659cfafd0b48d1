// The scored tokenizers on Python strings: code points are read as they lie, tokens are substrings.
#include "text/scored_tokens.h"

#include "bindings/arrays.h"
#include "bindings/text/register.h"
#include "core/parallel.h"
#include "files/tokenizer.h"

namespace malvec {
namespace {

constexpr size_t texts_per_batch = size_t{1} << 14;

PyObject* checked_text(PyObject* text) {
    if (!PyUnicode_Check(text))
        throw py::type_error("texts must be str, but one is " +
                             std::string(Py_TYPE(text)->tp_name));
    if (static_cast<uint64_t>(PyUnicode_GET_LENGTH(text)) > UINT32_MAX)
        throw std::invalid_argument("a text has 2^32 characters or more");
    return text;
}

void append_code_points(PyObject* text, std::vector<uint32_t>& out) {
    const auto size = static_cast<size_t>(PyUnicode_GET_LENGTH(text));
    const size_t begin = out.size();
    out.resize(begin + size);
    const int kind = PyUnicode_KIND(text);
    const void* const data = PyUnicode_DATA(text);
    const auto copy = [&](auto* from) {
        std::copy(from, from + size, out.begin() + static_cast<ptrdiff_t>(begin));
    };
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

// The last short tokens that were made, since most come again. Used with the GIL only.
class TokenCache {
public:
    TokenCache() : slots_(size_t{1} << 16) {}
    TokenCache(TokenCache&&) = default;
    ~TokenCache() {
        for (const Slot& slot : slots_) Py_XDECREF(slot.token);
    }

    // New references to the parts of a text as strings; false where one
    // cannot be made, with Python's error set. Memory is slow here:
    // all slots are asked for at once, then all strings in them.
    bool fill(PyObject* text, CodePoints characters, std::span<const Span> spans, PyObject* list) {
        for (size_t first = 0; first < spans.size(); first += together) {
            const auto some = spans.subspan(first, std::min(together, spans.size() - first));
            uint64_t hashes[together];
            for (size_t i = 0; i < some.size(); ++i) {
                const CodePoints part = part_of(characters, some[i]);
                hashes[i] =
                    hash_bytes({reinterpret_cast<const char*>(part.data()), part.size_bytes()});
                __builtin_prefetch(&slot_of(hashes[i]));
            }
            for (size_t i = 0; i < some.size(); ++i)
                __builtin_prefetch(slot_of(hashes[i]).token, 1);
            for (size_t i = 0; i < some.size(); ++i) {
                PyObject* const made = token(text, characters, some[i], hashes[i]);
                if (!made) return false;
                PyList_SET_ITEM(list, static_cast<py::ssize_t>(first + i), made);
            }
        }
        return true;
    }

private:
    static constexpr size_t longest = 12, together = 32;
    struct Slot {
        uint64_t hash = 0;
        PyObject* token = nullptr;
    };
    static CodePoints part_of(CodePoints characters, const Span& span) {
        return characters.subspan(span.begin, span.end - span.begin);
    }
    Slot& slot_of(uint64_t hash) { return slots_[hash & (slots_.size() - 1)]; }
    PyObject* token(PyObject* text, CodePoints characters, const Span& span, uint64_t hash) {
        const CodePoints part = part_of(characters, span);
        if (part.size() > longest) return PyUnicode_Substring(text, span.begin, span.end);
        Slot& slot = slot_of(hash);
        if (slot.hash == hash && slot.token && same(slot.token, part)) return Py_NewRef(slot.token);
        PyObject* const token = PyUnicode_Substring(text, span.begin, span.end);
        if (!token) return nullptr;
        Py_XSETREF(slot.token, Py_NewRef(token));
        slot.hash = hash;
        return token;
    }
    static bool same(PyObject* token, CodePoints part) {
        if (static_cast<size_t>(PyUnicode_GET_LENGTH(token)) != part.size()) return false;
        const int kind = PyUnicode_KIND(token);
        const void* const data = PyUnicode_DATA(token);
        for (size_t i = 0; i < part.size(); ++i)
            if (PyUnicode_READ(kind, data, static_cast<py::ssize_t>(i)) != part[i]) return false;
        return true;
    }
    std::vector<Slot> slots_;
};

// A tokenizer with what it needs to make Python's lists.
template <class Tokens>
struct HeldTokens {
    std::shared_ptr<const Tokens> tokens;
    TokenCache cache;

    PyObject* list(PyObject* text, CodePoints characters, std::span<const Span> spans) {
        PyObject* const list = PyList_New(static_cast<py::ssize_t>(spans.size()));
        if (!list) throw py::error_already_set();
        if (cache.fill(text, characters, spans, list)) return list;
        Py_DECREF(list);
        throw py::error_already_set();
    }
};

template <class Tokens>
std::unique_ptr<HeldTokens<Tokens>> held_tokens(Tokens tokens) {
    auto held = std::make_unique<HeldTokens<Tokens>>();
    held->tokens = std::make_shared<const Tokens>(std::move(tokens));
    return held;
}

template <class Tokens>
std::vector<Span> spans_of(const Tokens& tokens, PyObject* text,
                           std::vector<uint32_t>& characters) {
    append_code_points(checked_text(text), characters);
    std::vector<Span> spans;
    const py::gil_scoped_release release;
    tokens.split(characters, spans);
    return spans;
}

constexpr py::ssize_t long_text = 4096;  // characters; cut without the GIL

template <class Tokens>
py::object tokens_of(HeldTokens<Tokens>& held, const py::object& text) {
    thread_local std::vector<uint32_t> characters;
    thread_local std::vector<Span> spans;
    if (PyUnicode_GET_LENGTH(checked_text(text.ptr())) > long_text) {
        std::vector<uint32_t> many;
        const std::vector<Span> found = spans_of(*held.tokens, text.ptr(), many);
        return py::reinterpret_steal<py::object>(held.list(text.ptr(), many, found));
    }
    characters.clear(), spans.clear();
    append_code_points(text.ptr(), characters);
    held.tokens->split(characters, spans);
    return py::reinterpret_steal<py::object>(held.list(text.ptr(), characters, spans));
}

template <class Tokens>
py::list offsets_of(const HeldTokens<Tokens>& held, const py::object& text) {
    std::vector<uint32_t> characters;
    py::list pairs;
    for (const Span& span : spans_of(*held.tokens, text.ptr(), characters))
        pairs.append(py::make_tuple(span.begin, span.end));
    return pairs;
}

// Some thousand texts at a time: read with the GIL,
// cut by threads without it, made into lists with it.
template <class Tokens>
struct TokenBatch {
    HeldTokens<Tokens>& held;
    unsigned threads;
    std::vector<uint32_t> characters;
    std::vector<uint64_t> ends;
    std::vector<std::vector<Span>> spans;  // of each piece of texts
    std::vector<uint32_t> counts;          // tokens of each text
    static constexpr size_t piece = 256;

    void cut(std::span<PyObject* const> texts) {
        characters.clear(), ends.assign(1, 0);
        for (PyObject* const text : texts)
            append_code_points(checked_text(text), characters), ends.push_back(characters.size());
        const size_t pieces = (texts.size() + piece - 1) / piece;
        spans.resize(std::max(spans.size(), pieces)), counts.resize(texts.size());
        const py::gil_scoped_release release;
        parallel_pieces(pieces, threads, [&](uint64_t p, unsigned) {
            spans[p].clear();
            for (size_t i = p * piece; i < std::min((p + 1) * piece, texts.size()); ++i) {
                const size_t before = spans[p].size();
                held.tokens->split(characters_of(i), spans[p]);
                counts[i] = static_cast<uint32_t>(spans[p].size() - before);
            }
        });
    }
    CodePoints characters_of(size_t text) const {
        return CodePoints(characters).subspan(ends[text], ends[text + 1] - ends[text]);
    }
    void list(std::span<PyObject* const> texts, size_t first, py::list& out) const {
        size_t at = 0;
        for (size_t i = 0; i < texts.size(); ++i) {
            if (i % piece == 0) at = 0;
            PyObject* const tokens = held.list(texts[i], characters_of(i),
                                               std::span(spans[i / piece]).subspan(at, counts[i]));
            PyList_SET_ITEM(out.ptr(), static_cast<py::ssize_t>(first + i), tokens);
            at += counts[i];
        }
    }
};

// Many lists of strings would set off the collector of cycles again and again, in vain.
struct NoCollection {
    const bool was_on = PyGC_Disable() == 1;
    NoCollection() = default;
    NoCollection(const NoCollection&) = delete;
    ~NoCollection() {
        if (was_on) PyGC_Enable();
    }
};

template <class Tokens>
py::list batch_of(HeldTokens<Tokens>& held, const py::sequence& texts, unsigned threads) {
    const py::list given(texts);  // holds the texts
    py::list out(given.size());
    std::vector<PyObject*> handles;
    for (const py::handle text : given) handles.push_back(text.ptr());
    TokenBatch<Tokens> batch{held, threads, {}, {}, {}, {}};
    for (size_t first = 0; first < handles.size(); first += texts_per_batch) {
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        const auto part =
            std::span(handles).subspan(first, std::min(texts_per_batch, handles.size() - first));
        batch.cut(part);
        const NoCollection pause;
        batch.list(part, first, out);
    }
    return out;
}

template <class Tokens>
auto bind_tokens(py::module_& m, const char* name, const char* what) {
    return py::class_<HeldTokens<Tokens>>(m, name, py::module_local(), what)
        .def("__call__", &tokens_of<Tokens>, py::arg("text"), "The tokens of a text.")
        .def("offsets", &offsets_of<Tokens>, py::arg("text"),
             "Where tokens begin and end, in characters.")
        .def("batch", &batch_of<Tokens>, py::arg("texts"), py::arg("threads"),
             "The tokens of each text.");
}

}  // namespace

void register_scored_tokens(py::module_& m) {
    bind_tokens<LTokens>(m, "LTokens", "The L-tokenizer.")
        .def(py::init([](const py::iterable& pairs, double tolerance, bool remove_right) {
                 return held_tokens(LTokens{trie_of(pairs), tolerance, remove_right});
             }),
             py::arg("pairs"), py::arg("tolerance"), py::arg("remove_right"))
        .def("core", [](const HeldTokens<LTokens>& held) {
            return DescribedTokenizer{left_tokenizer(held.tokens), ""};
        });
    bind_tokens<MaxScoreTokens>(m, "MaxScoreTokens", "The max-score tokenizer.")
        .def(py::init([](const py::iterable& pairs, uint32_t max_length, double default_score) {
                 return held_tokens(MaxScoreTokens{trie_of(pairs), max_length, default_score});
             }),
             py::arg("pairs"), py::arg("max_length"), py::arg("default_score"))
        .def("core", [](const HeldTokens<MaxScoreTokens>& held) {
            return DescribedTokenizer{max_score_tokenizer(held.tokens), ""};
        });
}

}  // namespace malvec
