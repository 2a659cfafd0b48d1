// Words of Python's vectors as library/ looks them up and asks them: as C does.
#include <pybind11/stl.h>

#include <algorithm>
#include <type_traits>

#include "bindings/numeric/register.h"
#include "bindings/numeric/word_table.h"
#include "bindings/texts.h"
#include "library/questions.h"

namespace malvec {
namespace {

// Words (str) and vectors (float32 [dim]) of Python.
struct HeldTerms {
    HeldTexts texts;
    std::vector<Array<float>> vectors;
    std::vector<Term> terms;

    explicit HeldTerms(const py::list& given) {
        for (const py::handle term : given) {
            if (PyUnicode_Check(term.ptr()))
                terms.emplace_back(texts.word(term));
            else
                terms.emplace_back(as_span(vectors.emplace_back(term.cast<Array<float>>())));
        }
    }
};

Array<float> direction_of(const Question& question) {
    const auto sum = question.direction();
    return to_array(std::vector<float>(sum.begin(), sum.end()));
}

Array<float> add_up_vectors(size_t dim, const py::list& plus, const py::list& minus) {
    WordTable table{};  // of no words
    table.rows.dim = dim;
    const HeldTerms added(plus), subtracted(minus);
    Question question(table);
    for (const Term& term : added.terms) question.add(term);
    for (const Term& term : subtracted.terms) question.add(term, -1);
    return direction_of(question);
}

double cosine(const Array<float>& a, const Array<float>& b) {
    WordTable table{};
    table.rows.dim = static_cast<size_t>(a.size());
    return similarity(table, as_span(a), as_span(b));
}

// Rows of found words with their scores, best first.
py::list named(const VocabView& vocab, const Found& found, size_t questions) {
    py::list rows;
    const size_t columns = questions ? found.ids.size() / questions : 0;
    for (size_t q = 0; q < questions; ++q) {
        py::list row;
        for (size_t k = q * columns; k < (q + 1) * columns && found.ids[k] >= 0; ++k)
            row.append(
                py::make_tuple(word_at(vocab, static_cast<size_t>(found.ids[k])), found.scores[k]));
        rows.append(std::move(row));
    }
    return rows;
}

// The GIL is held but for searches: all else takes microseconds.
class WordLookup {
public:
    // What cleans a word, cuts one, and makes the exception of a word without a vector.
    WordLookup(const py::dict& table, const py::object& clean, const py::object& cut,
               const py::object& unknown)
        : held_(table), clean_(clean), cut_(cut), unknown_(unknown) {
        if (!clean_.is_none())
            held_.table.clean = [this](std::string_view text, std::string& out) {
                const py::gil_scoped_acquire gil;
                HeldTexts held;
                out = held.word(clean_(str_of(text)));
                return out != text;
            };
        if (!cut_.is_none())
            held_.table.cut = [this](std::string_view text, const Emit& emit) {
                const py::gil_scoped_acquire gil;
                HeldTexts held;
                for (const py::handle token : cut_(str_of(text))) emit(held.word(token));
            };
    }
    WordLookup(const WordLookup&) = delete;
    WordLookup& operator=(const WordLookup&) = delete;

    int64_t find(const py::object& word) const {
        HeldTexts held;
        return std::max<int64_t>(Lookup(held_.table).find(held.word(word)), -1);
    }

    std::vector<uint32_t> parts(const py::object& word) const {
        HeldTexts held;
        return Lookup(held_.table).parts(held.word(word));
    }

    Array<float> vectors(const py::list& words) const {
        return asked([&] {
            const size_t dim = held_.table.rows.dim;
            Array<float> rows({words.size(), dim});
            HeldTexts held;
            Lookup lookup(held_.table);
            float* row = rows.mutable_data();
            for (const py::handle each : words) {
                const std::string_view word = held.word(each);
                if (lookup.vector(word, row) == no_vector)
                    throw UnknownWord(word, held_.table.vocab);
                row += dim;
            }
            return rows;
        });
    }

    // Of tokens that an encoder met: ids, the number of words + i for row i of the vectors that
    // were composed, or -1.
    py::tuple tokens(const py::list& given, bool clean) const {
        HeldTexts held;
        Lookup lookup(held_.table);
        std::vector<float> rows, row(held_.table.rows.dim);
        std::vector<int64_t> ids;
        auto next = static_cast<int64_t>(held_.table.rows.rows);
        for (const py::handle token : given) {
            ids.push_back(lookup.token(held.word(token), clean, row.data()));
            if (ids.back() == composed_word)
                ids.back() = next++, rows.insert(rows.end(), row.begin(), row.end());
            ids.back() = std::max<int64_t>(ids.back(), -1);
        }
        return py::make_tuple(to_array(std::move(ids)), rows_of(std::move(rows)));
    }

    Array<float> unit_vectors(const py::list& terms) const {
        const HeldTerms held(terms);
        return asked([&] { return rows_of(malvec::unit_vectors(held_.table, held.terms)); });
    }

    double similarity(const py::list& pair) const {
        const HeldTerms held(pair);
        return asked(
            [&] { return malvec::similarity(held_.table, held.terms.at(0), held.terms.at(1)); });
    }

    py::tuple add_up(const py::tuple& given) const {
        const Question asked_for = question(given);
        return py::make_tuple(direction_of(asked_for), asked_for.hidden());
    }

    py::list ask(const py::list& given, const py::dict& options) const {
        const HeldSearchOptions how(options);
        std::vector<Question> questions;
        questions.reserve(given.size());
        for (const py::handle each : given)
            questions.push_back(question(py::reinterpret_borrow<py::tuple>(each)));
        const Found found = how.run(
            [&](const SearchOptions& inner) { return malvec::ask(held_.table, questions, inner); });
        return named(held_.table.vocab, found, questions.size());
    }

    py::list analogy(const py::list& terms, bool multiply, const py::dict& options) const {
        const HeldSearchOptions how(options);
        const HeldTerms held(terms);
        const Analogy analogy{held.terms.at(0), held.terms.at(1), held.terms.at(2),
                              multiply ? AnalogyMethod::multiply : AnalogyMethod::add};
        return asked([&] {
            const Found found = how.run([&](const SearchOptions& inner) {
                return malvec::ask(held_.table, analogy, inner);
            });
            return named(held_.table.vocab, found, 1);
        });
    }

private:
    Array<float> rows_of(std::vector<float>&& rows) const {
        const auto dim = static_cast<py::ssize_t>(held_.table.rows.dim),
                   count = static_cast<py::ssize_t>(rows.size()) / std::max<py::ssize_t>(dim, 1);
        return to_array(std::move(rows)).reshape({count, dim});
    }

    // A word without a vector becomes Python's exception.
    template <class Ask>
    std::invoke_result_t<const Ask&> asked(const Ask& ask) const {
        try {
            return ask();
        } catch (const UnknownWord& error) {
            const py::object told = unknown_(str_of(error.word));
            PyErr_SetObject(py::type::handle_of(told).ptr(), told.ptr());
            throw py::error_already_set();
        }
    }

    // Of terms to add, terms to subtract, and words that must not be found.
    Question question(const py::tuple& given) const {
        return asked([&] {
            Question made(held_.table);
            const HeldTerms plus(given[0]), minus(given[1]);
            for (const Term& term : plus.terms) made.add(term);
            for (const Term& term : minus.terms) made.add(term, -1);
            HeldTexts texts;
            for (const py::handle word : py::reinterpret_borrow<py::list>(given[2]))
                made.hide(texts.word(word));
            return made;
        });
    }

    HeldWordTable held_;
    py::object clean_, cut_, unknown_;
};

}  // namespace

void register_word_lookup(py::module_& m) {
    m.def("add_up", &add_up_vectors, py::arg("dim"), py::arg("plus"), py::arg("minus"),
          "The sum of unit vectors less that of others, float32 [dim].");
    m.def("cosine", &cosine, py::arg("a"), py::arg("b"),
          "The cosine of two vectors; 0 where one is zero.");
    py::class_<WordLookup>(m, "WordLookup", py::module_local(),
                           "Words, their rows and those of n-grams, as in word_table.h; "
                           "library/lookup.h has the order in which a word is looked for, "
                           "library/questions.h what is asked. `clean` and `cut` are given a word, "
                           "or None; `unknown` makes the exception of a word without a vector.")
        .def(py::init<const py::dict&, const py::object&, const py::object&, const py::object&>(),
             py::arg("table"), py::kw_only(), py::arg("clean"), py::arg("cut"), py::arg("unknown"))
        .def("find", &WordLookup::find, py::arg("word"), "The id of a word, or -1.")
        .def("parts", &WordLookup::parts, py::arg("word"),
             "The ids of the tokens that stand for a word that was not seen.")
        .def("vectors", &WordLookup::vectors, py::arg("words"),
             "The vectors of words, seen or composed, float32 [n, dim].")
        .def("tokens", &WordLookup::tokens, py::arg("words"), py::arg("clean"),
             "The ids of tokens that an encoder met, int64 [n], and the vectors composed for them, "
             "float32 [m, dim]: the number of words + i for row i, -1 for what has no vector.")
        .def("unit_vectors", &WordLookup::unit_vectors, py::arg("terms"),
             "Words and vectors scaled to length 1, float32 [n, dim].")
        .def("similarity", &WordLookup::similarity, py::arg("pair"),
             "The cosine of two terms, which are words or vectors.")
        .def("add_up", &WordLookup::add_up, py::arg("question"),
             "The sum of unit vectors of terms, less that of others, float32 [dim], and the ids of "
             "their words and of words to exclude: of a tuple of these three lists.")
        .def("ask", &WordLookup::ask, py::arg("questions"), py::arg("options"),
             "For each question the words nearest to its sum, with their scores.")
        .def("analogy", &WordLookup::analogy, py::arg("terms"), py::arg("multiply"),
             py::arg("options"), "a is to b as c is to what? Answers, as of one question.");
}

}  // namespace malvec
