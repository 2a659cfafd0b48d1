// Opened files: arrays that keep the mapping alive, and the metadata.
#include <pybind11/stl.h>

#include "bindings/arrays.h"
#include "bindings/text/metadata_text.h"
#include "bindings/text/register.h"
#include "bindings/tick.h"
#include "files/kinds.h"
#include "files/model_file.h"
#include "files/safetensors.h"
#include "files/sniff.h"

namespace malvec {
namespace {

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

// A file is looked through as that of a model where its kind says that it holds one.
py::tuple open_as(const std::string& path, const std::vector<std::string>& wanted, bool verify,
                  unsigned threads) {
    const std::vector<std::string_view> kinds(wanted.begin(), wanted.end());
    StoredFile stored = opened(verify, threads, [&](const OpenOptions& options) {
        StoredFile found = open_kind(path, kinds, options);
        naming_file(path, [&] { check_model(found.file, verify); });
        return found;
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
    m.def(
        "held_kind", [](const std::string& path) { return as_str(held_kind_of_file(path)); },
        py::arg("path"), "The same, or, of an index, the kind of what it is of.");
    m.def(
        "how_to_open", [](const std::string& kind) { return as_str(how_to_open(kind)); },
        py::arg("kind"), "What opens a file of a kind, for the end of a message.");
    m.def(
        "check_regular", [](const std::string& path) { check_regular(path); }, py::arg("path"),
        "Throws for a folder, a pipe, a socket, a device, and where there is nothing.");
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
