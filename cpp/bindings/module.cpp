// Table of contents of the extension. Built once per instruction-set
// level as _core_v2, _core_v3, _core_v4 (or _core_base).
#include <pybind11/pybind11.h>

#include "bindings/register.h"
#include "core/error.h"

namespace py = pybind11;

PYBIND11_MODULE(MALVEC_MODULE, m) {
    m.doc() = "malvec's compiled core";
    m.attr("ISA") = MALVEC_ISA_NAME;
    py::register_local_exception<malvec::IoError>(m, "IoError", PyExc_OSError);
    py::register_local_exception<malvec::NumericalError>(m, "NumericalError",
                                                         PyExc_ArithmeticError);
    malvec::register_matrix(m);
    malvec::register_search(m);
    malvec::register_subwords(m);
    malvec::register_vector_text(m);
    malvec::register_vocab(m);
    malvec::register_corpus(m);
    malvec::register_encoded(m);
    malvec::register_cells(m);
    malvec::register_als(m);
    malvec::register_mf(m);
    malvec::register_doc2vec(m);
    malvec::register_glove(m);
    malvec::register_svd(m);
    malvec::register_pca(m);
    malvec::register_reweight(m);
    malvec::register_counts(m);
    malvec::register_models(m);
    malvec::register_swivel(m);
    malvec::register_phrases(m);
    malvec::register_spacing(m);
    malvec::register_nplm(m);
    malvec::register_clean_text(m);
    malvec::register_words(m);
    malvec::register_nouns(m);
    malvec::register_scored_tokens(m);
    malvec::register_pool(m);
}
