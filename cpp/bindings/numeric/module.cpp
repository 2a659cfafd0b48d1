// Table of contents of the numeric part: whatever gains from wider vectors. Built once per
// instruction-set level as _core_v2, _core_v3, _core_v4 (or _core_base).
#include <pybind11/pybind11.h>

#include "bindings/errors.h"
#include "bindings/numeric/register.h"

namespace py = pybind11;

PYBIND11_MODULE(MALVEC_MODULE, m) {
    m.doc() = "malvec's compiled core: models, search, linear algebra";
    m.attr("ISA") = MALVEC_ISA_NAME;
    malvec::translate_errors(py::module_::import("malvec._core_text"));
    malvec::register_matrix(m);
    malvec::register_compose(m);
    malvec::register_word_lookup(m);
    malvec::register_search(m);
    malvec::register_encoded(m);
    malvec::register_pool(m);
    malvec::register_encode(m);
    malvec::register_trainers(m);
    malvec::register_als(m);
    malvec::register_mf(m);
    malvec::register_doc2vec(m);
    malvec::register_glove(m);
    malvec::register_svd(m);
    malvec::register_pca(m);
    malvec::register_reweight(m);
    malvec::register_tokens(m);
    malvec::register_swivel(m);
    malvec::register_nplm(m);
    malvec::register_near_duplicates(m);
}
