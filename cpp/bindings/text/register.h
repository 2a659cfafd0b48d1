// One function per subject of _core_text, called one after another by module.cpp.
#pragma once
#include <pybind11/pybind11.h>

namespace malvec {

void register_vocab(pybind11::module_& m);
void register_cpu_budget(pybind11::module_& m);
void register_corpus(pybind11::module_& m);
void register_cells(pybind11::module_& m);
void register_counts(pybind11::module_& m);
void register_phrases(pybind11::module_& m);
void register_spacing(pybind11::module_& m);
void register_sentences(pybind11::module_& m);
void register_normalize(pybind11::module_& m);
void register_descriptions(pybind11::module_& m);
void register_edit_distance(pybind11::module_& m);
void register_ngrams(pybind11::module_& m);
void register_vector_text(pybind11::module_& m);
void register_words(pybind11::module_& m);
void register_nouns(pybind11::module_& m);
void register_scored_tokens(pybind11::module_& m);
void register_unit_tokenizer(pybind11::module_& m);
void register_files(pybind11::module_& m);
void register_json(pybind11::module_& m);
void register_user_lexicon(pybind11::module_& m);
void register_mecab(pybind11::module_& m);

}  // namespace malvec
