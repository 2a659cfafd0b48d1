// A tokenizer on its way from the module of text, which makes it, to those of numbers, which cut by
// it: the capsule holds a std::shared_ptr<const CoreTokenizer>.
#pragma once
#include <pybind11/pybind11.h>

#include <memory>

#include "text/core_tokenizer.h"

namespace malvec {

constexpr const char* tokenizer_capsule = "malvec.CoreTokenizer";

inline std::shared_ptr<const CoreTokenizer> tokenizer_from(const pybind11::capsule& capsule) {
    void* const held = PyCapsule_GetPointer(capsule.ptr(), tokenizer_capsule);
    if (!held) throw pybind11::error_already_set();
    return *static_cast<std::shared_ptr<const CoreTokenizer>*>(held);
}

}  // namespace malvec
