// Reads the .safetensors layout: 8 bytes of length, a header in JSON, arrays one after another.
// Opening reads the header and maps the rest; no array is touched, whatever the size of the file.
//
// What was checked: names, types, shapes and places of the arrays, which
// fill the file without a hole, and the checksum of a header of malvec's.
// What the arrays hold was not, but with `verify`: by their checksums.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/mapped_file.h"

namespace malvec {

struct NumberType {
    std::string_view name;   // "F32", as files call it
    std::string_view numpy;  // "float32", as messages do
    size_t size;             // bytes of one
};

struct Tensor {
    std::string name;
    const NumberType* type;
    std::vector<uint64_t> shape;
    std::string_view bytes;
};

struct Metadatum {
    std::string key, text;
};

struct TensorFile {
    std::shared_ptr<const char> bytes;  // all of the file; keeps the arrays alive
    uint64_t size = 0;
    std::vector<Tensor> tensors;      // in the order of the header, without padding
    std::vector<Metadatum> metadata;  // in the order of the header
    uint64_t header_size = 0;         // which follows the 8 bytes of its length

    const Tensor* find(std::string_view name) const;      // nullptr: there is none
    const std::string* text(std::string_view key) const;  // of the metadata; nullptr: none
};

struct OpenOptions {
    RegularFile::How how = RegularFile::How::mapped;
    bool verify = false;                         // read all and compare the checksums
    unsigned threads = 1;                        // of verifying, and of norms that a file lacks
    std::function<bool()> keep_going = nullptr;  // asked while verifying, ten times a second
};

// What `read` gives; a FormatError of it gets the path before its message.
template <class Read>
auto naming_file(const std::string& path, const Read& read) {
    try {
        return read();
    } catch (const FormatError& error) {
        throw FormatError(path + ": " + error.what());
    }
}

// Throws FileError, or FormatError whose message begins with the path.
TensorFile read_safetensors(const std::string& path, const OpenOptions& options = {});

}  // namespace malvec
