// One function per subject of _core_LEVEL, called one after another by module.cpp.
#pragma once
#include <pybind11/pybind11.h>

namespace malvec {

void register_matrix(pybind11::module_& m);
void register_compose(pybind11::module_& m);
void register_word_lookup(pybind11::module_& m);
void register_search(pybind11::module_& m);
void register_encoded(pybind11::module_& m);
void register_pool(pybind11::module_& m);
void register_encode(pybind11::module_& m);
void register_trainers(pybind11::module_& m);
void register_als(pybind11::module_& m);
void register_mf(pybind11::module_& m);
void register_doc2vec(pybind11::module_& m);
void register_glove(pybind11::module_& m);
void register_svd(pybind11::module_& m);
void register_pca(pybind11::module_& m);
void register_reweight(pybind11::module_& m);
void register_tokens(pybind11::module_& m);
void register_swivel(pybind11::module_& m);
void register_nplm(pybind11::module_& m);
void register_near_duplicates(pybind11::module_& m);

}  // namespace malvec
