// The core's exceptions as Python's: two classes, which _core_text makes and both parts raise.
#pragma once
#include <pybind11/pybind11.h>

#include "core/error.h"

namespace malvec {

inline PyObject *io_error = nullptr, *numerical_error = nullptr;  // as long as the process lives

inline void translate_errors(const pybind11::module_& owner) {
    io_error = pybind11::object(owner.attr("IoError")).release().ptr();
    numerical_error = pybind11::object(owner.attr("NumericalError")).release().ptr();
    pybind11::register_local_exception_translator([](std::exception_ptr thrown) {
        try {
            if (thrown) std::rethrow_exception(thrown);
        } catch (const IoError& error) {
            pybind11::set_error(io_error, error.what());
        } catch (const NumericalError& error) {
            pybind11::set_error(numerical_error, error.what());
        }
    });
}

}  // namespace malvec
