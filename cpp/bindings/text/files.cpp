// Opened files: arrays that keep the mapping alive, and the metadata.
#include <pybind11/stl.h>

#include "bindings/arrays.h"
#include "bindings/text/register.h"
#include "bindings/tick.h"
#include "files/kinds.h"
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

// What `open(options)` gives, without the GIL; Ctrl-C ends it.
template <class Open>
auto opened(bool verify, unsigned threads, const Open& open) {
    const py::object nothing = py::none();
    const Tick tick = make_tick(nothing);
    const OpenOptions options{RegularFile::How::mapped, verify, threads,
                              [&tick] { return tick({}); }};
    const py::gil_scoped_release release;
    return open(options);
}

py::tuple read(const std::string& path, bool verify, unsigned threads) {
    return as_python(opened(verify, threads, [&](const OpenOptions& options) {
        return read_safetensors(path, options);
    }));
}

py::tuple open_as(const std::string& path, const std::vector<std::string>& wanted, bool verify,
                  unsigned threads) {
    const std::vector<std::string_view> kinds(wanted.begin(), wanted.end());
    StoredFile stored = opened(verify, threads, [&](const OpenOptions& options) {
        return open_kind(path, kinds, options);
    });
    const py::tuple held = as_python(std::move(stored.file));
    return py::make_tuple(as_str(stored.kind), held[0], held[1]);
}

py::list all_kinds() {
    py::list told;
    for (const FileKind& kind : file_kinds())
        told.append(py::make_tuple(kind.name, kind.holds, kind.loader, kind.newest));
    return told;
}

}  // namespace

void register_files(py::module_& m) {
    m.def("read_safetensors", &read, py::arg("path"), py::arg("verify"), py::arg("threads"),
          "The arrays of a .safetensors file, mapped and read-only, by name; and its metadata.");
    m.def("open_kind", &open_as, py::arg("path"), py::arg("wanted"), py::arg("verify"),
          py::arg("threads"), "The same of a file of one of these kinds, after its kind.");
    m.def(
        "kind_of", [](const std::string& path) { return as_str(kind_of_file(path)); },
        py::arg("path"), "The kind of a file of malvec.");
    m.def(
        "is_own", [](const std::string& path) { return is_own(read_safetensors(path)); },
        py::arg("path"), "Whether a .safetensors file is of malvec.");
    m.def("file_kinds", &all_kinds,
          "Of each kind of files: its name, what it holds, what opens it, the newest version.");
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
