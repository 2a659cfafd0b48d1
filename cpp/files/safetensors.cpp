#include "files/safetensors.h"

#include <algorithm>
#include <map>

#include "core/crc32.h"
#include "core/error.h"
#include "core/parallel.h"
#include "files/safetensors_header.h"
#include "text/json.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr size_t piece_to_verify = size_t{4} << 20;

// The checksums of tensors by name, as the metadata tell them; none where that is no object.
std::map<std::string_view, Json> told_checksums(const TensorFile& file) {
    std::map<std::string_view, Json> told;
    const std::string* const text = file.text("checksums");
    try {
        const Json object = parse_json(text ? *text : "{}");
        if (object.is(Json::Kind::object))
            for (const auto& [name, checksum] : object.items()) told.emplace(name, checksum);
    } catch (const FormatError&) {}
    return told;
}

// The checksum of every array, in pieces, so that one large array keeps all threads busy.
std::vector<uint32_t> actual_checksums(std::span<const Tensor> tensors,
                                       const OpenOptions& options) {
    std::vector<std::string_view> pieces;
    for (const Tensor& tensor : tensors)
        for (size_t at = 0; at < tensor.bytes.size(); at += piece_to_verify)
            pieces.push_back(tensor.bytes.substr(at, piece_to_verify));
    std::vector<uint32_t> parts(pieces.size());
    parallel_pieces(
        pieces.size(), options.threads, [&](uint64_t i, unsigned) { parts[i] = crc32(pieces[i]); },
        options.keep_going);
    std::vector<uint32_t> whole;
    for (size_t part = 0; const Tensor& tensor : tensors) {
        uint32_t crc = 0;
        for (size_t at = 0; at < tensor.bytes.size(); at += piece_to_verify, ++part)
            crc = crc32_joined(crc, parts[part], pieces[part].size());
        whole.push_back(crc);
    }
    return whole;
}

std::string hexadecimal(uint32_t number) {
    std::string digits(8, '0');
    for (size_t i = 8; i-- > 0; number >>= 4) digits[i] = "0123456789abcdef"[number & 15];
    return digits;
}

void verify(const TensorFile& file, const OpenOptions& options) {
    const std::map<std::string_view, Json> told = told_checksums(file);
    std::vector<Json> checksums;
    for (const Tensor& tensor : file.tensors) {
        const auto found = told.find(tensor.name);
        if (found == told.end()) break;
        checksums.push_back(found->second);
    }
    const std::span<const Tensor> with(file.tensors.data(), checksums.size());
    const std::vector<uint32_t> actual = actual_checksums(with, options);
    for (size_t i = 0; i < with.size(); ++i)
        if (!checksums[i].is(Json::Kind::text) || checksums[i].text() != hexadecimal(actual[i]))
            throw FormatError("tensor " + quoted(with[i].name) +
                              " is damaged: its checksum does not match");
    if (with.size() < file.tensors.size())
        throw FormatError("tensor " + quoted(file.tensors[with.size()].name) +
                          " has no checksum to verify");
}

TensorFile opened(const RegularFile& file, const OpenOptions& options) {
    const std::string text = read_header(file);
    const uint64_t start = 8 + text.size();
    TensorHeader header = parse_header(text, file.size() - start);
    TensorFile found{
        file.map(options.how), file.size(), {}, std::move(header.metadata), text.size()};
    for (size_t i = 0; i < header.tensors.size(); ++i) {
        Tensor& tensor = header.tensors[i];
        const auto [begin, end] = header.places[i];
        tensor.bytes = {found.bytes.get() + start + begin, end - begin};
        if (!tensor.name.starts_with("padding.")) found.tensors.push_back(std::move(tensor));
    }
    if (options.verify) verify(found, options);
    return found;
}

}  // namespace

const Tensor* TensorFile::find(std::string_view name) const {
    const auto found = std::find_if(tensors.begin(), tensors.end(),
                                    [name](const Tensor& tensor) { return tensor.name == name; });
    return found == tensors.end() ? nullptr : &*found;
}

const std::string* TensorFile::text(std::string_view key) const {
    const auto found = std::find_if(metadata.begin(), metadata.end(),
                                    [key](const Metadatum& datum) { return datum.key == key; });
    return found == metadata.end() ? nullptr : &found->text;
}

TensorFile read_safetensors(const std::string& path, const OpenOptions& options) {
    const RegularFile file(path);
    return naming_file(path, [&] { return opened(file, options); });
}

}  // namespace malvec
