// The core's exceptions as Python's: three classes, which _core_text makes and both parts raise.
#pragma once
#include <pybind11/pybind11.h>

#include "core/error.h"

namespace malvec {

// as long as the process lives
inline PyObject *io_error = nullptr, *numerical_error = nullptr, *format_error = nullptr;

// OSError(number, what it means, path), which becomes a FileNotFoundError and so on.
inline void raise_file_error(const FileError& error) {
    const auto path =
        pybind11::reinterpret_steal<pybind11::object>(PyUnicode_DecodeFSDefaultAndSize(
            error.path.data(), static_cast<Py_ssize_t>(error.path.size())));
    const std::string meant = std::generic_category().message(error.number);
    pybind11::set_error(PyExc_OSError, pybind11::make_tuple(error.number, meant, path));
}

// What names a path or a word that is not UTF-8 has such bytes as surrogate escapes.
inline void raise_format_error(const std::string& what) {
    pybind11::set_error(format_error,
                        pybind11::reinterpret_steal<pybind11::object>(PyUnicode_DecodeUTF8(
                            what.data(), static_cast<Py_ssize_t>(what.size()), "surrogateescape")));
}

inline void translate_errors(const pybind11::module_& owner) {
    io_error = pybind11::object(owner.attr("IoError")).release().ptr();
    format_error = pybind11::object(owner.attr("FormatError")).release().ptr();
    numerical_error = pybind11::object(owner.attr("NumericalError")).release().ptr();
    pybind11::register_local_exception_translator([](std::exception_ptr thrown) {
        try {
            if (thrown) std::rethrow_exception(thrown);
        } catch (const FormatError& error) {
            raise_format_error(error.what());
        } catch (const FileError& error) {
            raise_file_error(error);
        } catch (const IoError& error) {
            pybind11::set_error(io_error, error.what());
        } catch (const NumericalError& error) {
            pybind11::set_error(numerical_error, error.what());
        }
    });
}

}  // namespace malvec
