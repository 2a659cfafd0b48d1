// The tiny module that Python asks for the level of the processor, before it imports any other.
#include "core/cpu_level.h"

#include <Python.h>

namespace {

PyObject* level(PyObject*, PyObject*) { return PyUnicode_FromString(malvec::cpu_level()); }

PyMethodDef methods[] = {
    {"level", &level, METH_NOARGS, "level()\n--\n\nThe highest level: v4, v3, v2, none or base."},
    {nullptr, nullptr, 0, nullptr},
};

PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "_cpu_level", nullptr, 0, methods, nullptr, nullptr, nullptr, nullptr};

}  // namespace

PyMODINIT_FUNC PyInit__cpu_level() { return PyModule_Create(&module); }
