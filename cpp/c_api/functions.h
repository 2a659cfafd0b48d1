// What stands behind the entries of malvec.h, compiled for every instruction-set level: each level
// has a table of it, malvec_functions_v3 and so on. A new one is declared in malvec.h, named in the
// list here, passed on in entries.cpp, and written in the file of its kind.
#pragma once
#include "malvec/malvec.h"

#define MALVEC_FUNCTIONS(FUNCTION) \
    FUNCTION(thread_budget)        \
    FUNCTION(open)                 \
    FUNCTION(retain)               \
    FUNCTION(release)              \
    FUNCTION(fact)                 \
    FUNCTION(metadata)             \
    FUNCTION(find)                 \
    FUNCTION(word)                 \
    FUNCTION(vectors)              \
    FUNCTION(nearest)              \
    FUNCTION(similar)              \
    FUNCTION(analogy)              \
    FUNCTION(similarity)           \
    FUNCTION(encode)               \
    FUNCTION(encode_tokens)        \
    FUNCTION(encode_cut)           \
    FUNCTION(tokenizer_open)       \
    FUNCTION(model_tokenizer)      \
    FUNCTION(tokenizer_retain)     \
    FUNCTION(tokenizer_release)    \
    FUNCTION(tokenize)             \
    FUNCTION(sentences)

namespace malvec::c_api {

#define MALVEC_DECLARED(name) decltype(malvec_##name) name;
MALVEC_FUNCTIONS(MALVEC_DECLARED)
#undef MALVEC_DECLARED

struct Functions {
    const char* isa;
#define MALVEC_MEMBER(name) decltype(&malvec_##name) name;
    MALVEC_FUNCTIONS(MALVEC_MEMBER)
#undef MALVEC_MEMBER
};

}  // namespace malvec::c_api
