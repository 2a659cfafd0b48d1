#include "files/taken_arrays.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "core/error.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr size_t most_tensors_named = 8;

std::string sizes_shown(std::span<const uint64_t> shape) {
    std::string shown;
    for (const uint64_t size : shape)
        shown += (shown.empty() ? "" : ", ") + (size == any_size ? "any" : std::to_string(size));
    return "[" + shown + "]";
}

}  // namespace

std::string first_tensors(const TensorFile& file) {
    std::string names;
    for (size_t i = 0; i < std::min(most_tensors_named, file.tensors.size()); ++i)
        names += (i ? ", " : "") + file.tensors[i].name;
    return names.empty() ? "none" : names;
}

const Tensor& take_tensor(const TensorFile& file, std::string_view name, std::string_view numpy,
                          std::span<const uint64_t> shape) {
    const Tensor* const tensor = file.find(name);
    if (!tensor)
        throw FormatError("tensor " + quoted(name) +
                          " is missing; there are: " + first_tensors(file));
    const bool fits = std::equal(
        shape.begin(), shape.end(), tensor->shape.begin(), tensor->shape.end(),
        [](uint64_t wanted, uint64_t size) { return wanted == any_size || wanted == size; });
    if (!fits || tensor->type->numpy != numpy)
        throw FormatError("tensor " + quoted(name) + " is " + std::string(tensor->type->numpy) +
                          " " + sizes_shown(tensor->shape) + ", not " + std::string(numpy) + " " +
                          sizes_shown(shape));
    return *tensor;
}

uint64_t TakenArrays::size(std::string_view name, size_t axis) const {
    const Tensor* const tensor = file_.find(name);
    return tensor && axis < tensor->shape.size() ? tensor->shape[axis] : 0;
}

const char* TakenArrays::aligned(std::string_view bytes, size_t alignment) {
    if (reinterpret_cast<uintptr_t>(bytes.data()) % alignment == 0) return bytes.data();
    copies_.push_back(std::make_unique_for_overwrite<std::max_align_t[]>(
        bytes.size() / sizeof(std::max_align_t) + 1));
    char* const copy = reinterpret_cast<char*>(copies_.back().get());
    std::memcpy(copy, bytes.data(), bytes.size());
    return copy;
}

}  // namespace malvec
