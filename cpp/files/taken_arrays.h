// The arrays of an opened file by name, type and shape; one that
// does not begin where its numbers may, as others can write it, is copied.
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "files/safetensors.h"

namespace malvec {

constexpr uint64_t any_size = UINT64_MAX;

// The names of some, for messages.
std::string first_tensors(const TensorFile& file);

// Of the type that NumPy calls so, and of this shape; FormatError where there is none.
const Tensor& take_tensor(const TensorFile& file, std::string_view name, std::string_view numpy,
                          std::span<const uint64_t> shape);

using ArrayCopies = std::vector<std::unique_ptr<std::max_align_t[]>>;

class TakenArrays {
public:
    TakenArrays(const TensorFile& file, ArrayCopies& copies) : file_(file), copies_(copies) {}

    bool has(std::string_view name) const { return file_.find(name) != nullptr; }
    uint64_t size(std::string_view name, size_t axis) const;  // 0 where there is no such thing

    template <class Number>
    std::span<const Number> take(std::string_view name, std::initializer_list<uint64_t> shape) {
        const Tensor& tensor = take_tensor(file_, name, numpy_name<Number>(), shape);
        return {reinterpret_cast<const Number*>(aligned(tensor.bytes, alignof(Number))),
                tensor.bytes.size() / sizeof(Number)};
    }
    // The same, or nothing where the file has no array of this name.
    template <class Number>
    std::span<const Number> take_if_there(std::string_view name,
                                          std::initializer_list<uint64_t> shape) {
        return has(name) ? take<Number>(name, shape) : std::span<const Number>();
    }

private:
    template <class Number>
    static constexpr std::string_view numpy_name() {
        if constexpr (std::is_same_v<Number, float>) return "float32";
        if constexpr (std::is_same_v<Number, uint32_t>) return "uint32";
        if constexpr (std::is_same_v<Number, uint64_t>) return "uint64";
        if constexpr (std::is_same_v<Number, uint8_t>) return "uint8";
    }
    const char* aligned(std::string_view bytes, size_t alignment);

    const TensorFile& file_;
    ArrayCopies& copies_;
};

}  // namespace malvec
