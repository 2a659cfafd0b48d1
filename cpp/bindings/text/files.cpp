// Opened files: arrays that keep the mapping alive, and the metadata.
#include <pybind11/stl.h>

#include "bindings/arrays.h"
#include "bindings/text/register.h"
#include "bindings/tick.h"
#include "files/safetensors.h"
#include "files/sniff.h"

namespace malvec {
namespace {

// Metadata may hold bytes that no text has but \u escapes of surrogates.
py::str as_str(std::string_view text) {
    return py::reinterpret_steal<py::str>(
        PyUnicode_DecodeUTF8(text.data(), static_cast<py::ssize_t>(text.size()), "surrogatepass"));
}

py::array as_array(const Tensor& tensor, const py::capsule& owner) {
    const std::vector<py::ssize_t> shape(tensor.shape.begin(), tensor.shape.end());
    py::array array(py::dtype(std::string(tensor.type->numpy)), shape, tensor.bytes.data(), owner);
    py::detail::array_proxy(array.ptr())->flags &= ~py::detail::npy_api::NPY_ARRAY_WRITEABLE_;
    return array;
}

py::tuple as_python(TensorFile&& file) {
    py::dict tensors, metadata;
    const py::capsule owner = kept_for_array(std::move(file.bytes));
    for (const Tensor& tensor : file.tensors)
        tensors[as_str(tensor.name)] = as_array(tensor, owner);
    for (const auto& [key, text] : file.metadata) metadata[as_str(key)] = as_str(text);
    return py::make_tuple(tensors, metadata);
}

py::tuple read(const py::bytes& path, bool verify, unsigned threads) {
    const std::string name(path);
    const py::object nothing = py::none();
    const Tick tick = make_tick(nothing);
    TensorFile file;
    {
        const py::gil_scoped_release release;
        file = read_safetensors(
            name, {RegularFile::How::mapped, verify, threads, [&tick] { return tick({}); }});
    }
    return as_python(std::move(file));
}

}  // namespace

void register_files(py::module_& m) {
    m.def("read_safetensors", &read, py::arg("path"), py::arg("verify"), py::arg("threads"),
          "The arrays of a .safetensors file, mapped and read-only, by name; and its metadata.");
    m.def(
        "describe_file",
        [](const py::bytes& head) { return describe_file(std::string_view(head)); },
        py::arg("head"), "What a file with these first bytes seems to be.");
    m.def(
        "binary_kind", [](const py::bytes& head) { return binary_kind(std::string_view(head)); },
        py::arg("head"), "The same for files that are not text, None for others.");
    m.def(
        "is_safetensors",
        [](const py::bytes& head) { return is_safetensors(std::string_view(head)); },
        py::arg("head"), "Whether a file with these first bytes has the layout of .safetensors.");
}

}  // namespace malvec
