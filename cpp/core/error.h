// Exceptions of the core. Everything else is a standard exception:
// invalid_argument -> ValueError, out_of_range -> IndexError, bad_alloc -> MemoryError.
#pragma once
#include <stdexcept>
#include <string>

namespace malvec {

// A file or the system refused: becomes OSError.
struct IoError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A number left the range of finite floats: becomes malvec.errors.NumericalError.
struct NumericalError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace malvec
