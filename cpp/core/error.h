// Exceptions of the core. Everything else is a standard exception:
// invalid_argument -> ValueError, out_of_range -> IndexError, bad_alloc -> MemoryError.
#pragma once
#include <stdexcept>
#include <string>
#include <system_error>

namespace malvec {

// A file or the system refused: becomes OSError.
struct IoError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The same, where the system said why: becomes the subclass of OSError of that number.
struct FileError : IoError {
    FileError(const std::string& where, int why)
        : IoError(where + ": " + std::generic_category().message(why)), path(where), number(why) {}
    std::string path;
    int number;  // errno
};

// A file is cut, damaged or of another kind: becomes malvec.errors.FormatError.
struct FormatError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A number left the range of finite floats: becomes malvec.errors.NumericalError.
struct NumericalError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace malvec
