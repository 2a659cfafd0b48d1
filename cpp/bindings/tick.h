// A Python callable as the core's Tick. The core runs without the GIL;
// each tick takes it, lets Ctrl-C through, and asks the callable.
// The callable is borrowed and must outlive the Tick, which
// is copied and destroyed without the GIL: no temporaries.
#pragma once
#include <pybind11/pybind11.h>

#include "core/tick.h"

namespace malvec {

// `callable(done, loss, terms)` may be None; returning
// False asks for a stop, an exception ends the job.
Tick make_tick(pybind11::object&& temporary) = delete;
inline Tick make_tick(const pybind11::object& callable) {
    return [&callable](const Progress& p) {
        const pybind11::gil_scoped_acquire gil;
        if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
        return callable.is_none() ||
               !callable(p.done, p.loss, p.terms).is(pybind11::handle(Py_False));
    };
}

}  // namespace malvec
