// Text of metadata as a str.
#pragma once
#include <pybind11/pybind11.h>

#include <string_view>

namespace malvec {

// It may hold bytes that no text has but \u escapes of surrogates.
inline pybind11::str as_str(std::string_view text) {
    return pybind11::reinterpret_steal<pybind11::str>(PyUnicode_DecodeUTF8(
        text.data(), static_cast<pybind11::ssize_t>(text.size()), "surrogatepass"));
}

}  // namespace malvec
