// Table of contents of _core_text: text, corpora and files. Built once, for the lowest level.
#include <pybind11/pybind11.h>

#include "bindings/errors.h"
#include "bindings/text/register.h"

namespace py = pybind11;

namespace {

py::object new_error(const char* name, PyObject* base) {
    return py::reinterpret_steal<py::object>(PyErr_NewException(name, base, nullptr));
}

}  // namespace

PYBIND11_MODULE(_core_text, m) {
    m.doc() = "malvec's compiled core: text, corpora and files";
    m.attr("IoError") = new_error("malvec._core.IoError", PyExc_OSError);
    m.attr("NumericalError") = new_error("malvec._core.NumericalError", PyExc_ArithmeticError);
    m.attr("FormatError") = py::reinterpret_steal<py::object>(PyErr_NewExceptionWithDoc(
        "malvec.errors.FormatError",
        "A file is cut, damaged or of another kind; the message says what it seems to be.",
        PyExc_ValueError, nullptr));
    malvec::translate_errors(m);
    malvec::register_vocab(m);
    malvec::register_cpu_budget(m);
    malvec::register_normalize(m);  // those whose classes others take come first
    malvec::register_descriptions(m);
    malvec::register_corpus(m);
    malvec::register_cells(m);
    malvec::register_counts(m);
    malvec::register_phrases(m);
    malvec::register_spacing(m);
    malvec::register_sentences(m);
    malvec::register_edit_distance(m);
    malvec::register_ngrams(m);
    malvec::register_vector_text(m);
    malvec::register_words(m);
    malvec::register_nouns(m);
    malvec::register_scored_tokens(m);
    malvec::register_unit_tokenizer(m);
    malvec::register_files(m);
    malvec::register_json(m);
    malvec::register_user_lexicon(m);
    malvec::register_mecab(m);
}
