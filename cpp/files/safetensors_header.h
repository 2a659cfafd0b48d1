// The header of a .safetensors file: read, checked, and taken apart.
#pragma once
#include <string>

#include "core/mapped_file.h"
#include "files/safetensors.h"

namespace malvec {

// The text of the header; FormatError where the file is of another kind, or cut.
std::string read_header(const RegularFile& file);

struct TensorHeader {
    struct Place {
        uint64_t begin, end;
    };
    std::vector<Tensor> tensors;  // padding too; `bytes` are empty
    std::vector<Place> places;    // of each in the data
    std::vector<Metadatum> metadata;
};

// Of data of `size` bytes, which the arrays must fill.
TensorHeader parse_header(const std::string& text, uint64_t size);

}  // namespace malvec
