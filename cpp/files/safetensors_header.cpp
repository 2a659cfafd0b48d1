#include "files/safetensors_header.h"

#include <algorithm>
#include <numeric>

#include "core/crc32.h"
#include "core/error.h"
#include "core/hash.h"
#include "files/sniff.h"
#include "text/json.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr uint64_t most_header_bytes = 100'000'000;  // that of the safetensors library
constexpr size_t most_tensors = 1 << 16;
constexpr size_t quotes_of_tensor = 12;  // ten, and room for metadata
constexpr size_t most_axes = 32;
constexpr int64_t most_items = int64_t{1} << 62;

constexpr NumberType number_types[] = {
    {"F64", "float64", 8}, {"F32", "float32", 4}, {"F16", "float16", 2}, {"I64", "int64", 8},
    {"I32", "int32", 4},   {"I16", "int16", 2},   {"I8", "int8", 1},     {"U64", "uint64", 8},
    {"U32", "uint32", 4},  {"U16", "uint16", 2},  {"U8", "uint8", 1},    {"BOOL", "bool", 1}};

[[noreturn]] void header_is_damaged(const std::string& how) {
    throw FormatError("the header is damaged" + how);
}

// Refuses what would take long to parse; quotes inside of metadata are escaped.
void check_number_of_tensors(std::string_view header) {
    size_t quotes = 0;
    for (size_t i = 0; i < header.size(); ++i)
        quotes += header[i] == '"' && (i == 0 || header[i - 1] != '\\');
    if (quotes > quotes_of_tensor * most_tensors)
        throw FormatError("the header names more than " + grouped(most_tensors) +
                          " tensors: no such file is read");
}

// Where the checksum of the header stands in it; npos where it does not.
size_t checksum_place(std::string_view header) {
    constexpr std::string_view name = "\"header_crc32\":\"", hex = "0123456789abcdef";
    for (size_t at = header.find(name); at != header.npos; at = header.find(name, at + 1)) {
        const std::string_view digits = header.substr(at + name.size(), 9);
        if (digits.size() == 9 && digits.find_first_not_of(hex) == 8 && digits[8] == '"')
            return at + name.size();
    }
    return header.npos;
}

void check_header_checksum(std::string_view header, const std::vector<Metadatum>& metadata) {
    const size_t at = checksum_place(header);
    const bool told = std::any_of(metadata.begin(), metadata.end(), [](const Metadatum& m) {
        return m.key == "header_crc32" || m.key == "checksums";
    });
    if (at == header.npos && told) header_is_damaged(": its checksum cannot be read");
    if (at == header.npos) return;
    const uint32_t before = crc32("00000000", crc32(header.substr(0, at)));
    const auto told_crc = std::stoul(std::string(header.substr(at, 8)), nullptr, 16);
    if (crc32(header.substr(at + 8), before) != told_crc)
        header_is_damaged(", or was rewritten by another program: its checksum does not match");
}

std::vector<Metadatum> metadata_in(const Json& header) {
    std::vector<Metadatum> metadata;
    const std::optional<Json> told = header.find("__metadata__");
    if (!told) return metadata;
    const auto fail = [] { header_is_damaged(": metadata must be text"); };
    if (!told->is(Json::Kind::object)) fail();
    for (const auto& [key, value] : told->items()) {
        if (!value.is(Json::Kind::text)) fail();
        metadata.push_back({std::string(key), std::string(value.text())});
    }
    return metadata;
}

const NumberType& number_type(const std::string& name, const std::optional<Json>& told) {
    const std::string_view wanted = told && told->is(Json::Kind::text) ? told->text() : "";
    std::string known;
    for (const NumberType& type : number_types) {
        if (type.name == wanted) return type;
        known += (known.empty() ? "" : ", ") + std::string(type.name);
    }
    const std::string shown = !told || told->is(Json::Kind::null) ? "None"
                              : told->is(Json::Kind::text)        ? quoted(told->text())
                                                                  : std::string(told->source());
    throw FormatError("tensor " + quoted(name) + " has dtype " + shown + "; malvec reads " + known);
}

std::optional<std::vector<uint64_t>> naturals(const std::optional<Json>& told) {
    if (!told || !told->is(Json::Kind::list)) return std::nullopt;
    std::vector<uint64_t> found;
    for (const auto& [_, value] : told->items()) {
        if (!value.is(Json::Kind::integer)) return std::nullopt;
        if (value.integer() < 0 || value.integer() >= most_items) return std::nullopt;
        found.push_back(static_cast<uint64_t>(value.integer()));
    }
    return found;
}

// The product of the sizes; most_items where it is that or more.
uint64_t count_of(const std::vector<uint64_t>& shape) {
    if (std::find(shape.begin(), shape.end(), 0) != shape.end()) return 0;
    unsigned __int128 items = 1;
    for (const uint64_t size : shape) items = std::min<unsigned __int128>(items * size, most_items);
    return static_cast<uint64_t>(items);
}

std::string shape_shown(const std::vector<uint64_t>& shape) {
    std::string shown;
    for (const uint64_t size : shape) shown += (shown.empty() ? "" : ", ") + std::to_string(size);
    return "[" + shown + "]";
}

void add_tensor(const std::string& name, const Json& entry, TensorHeader& header) {
    const std::string who = "tensor " + quoted(name);
    if (!entry.is(Json::Kind::object)) throw FormatError(who + " is not described by an object");
    const auto shape = naturals(entry.find("shape")),
               offsets = naturals(entry.find("data_offsets"));
    const NumberType& type = number_type(name, entry.find("dtype"));
    if (!shape || !offsets || offsets->size() != 2 || shape->size() > most_axes)
        throw FormatError(who + " has an impossible shape or place: " +
                          std::string(entry.source().substr(0, 200)));
    const uint64_t begin = (*offsets)[0], end = (*offsets)[1];
    const unsigned __int128 bytes = static_cast<unsigned __int128>(count_of(*shape)) * type.size;
    if (end < begin || bytes != end - begin)
        throw FormatError(who + " of shape " + shape_shown(*shape) + " and dtype " +
                          std::string(type.name) + " does not fill its bytes " +
                          std::to_string(begin) + " to " + std::to_string(end));
    header.tensors.push_back({name, &type, *shape, {}});
    header.places.push_back({begin, end});
}

// The arrays must tile the data: no hole, no overlap, nothing after the last one.
void check_extent(const TensorHeader& header, uint64_t size) {
    const auto& places = header.places;
    std::vector<size_t> order(places.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        return std::pair(places[a].begin, places[a].end) <
               std::pair(places[b].begin, places[b].end);
    });
    uint64_t position = 0;
    for (const size_t i : order) {
        if (places[i].begin != position)
            throw FormatError("tensor " + quoted(header.tensors[i].name) + " starts at byte " +
                              grouped(places[i].begin) + " of the data, not at " +
                              grouped(position) + ": a hole or an overlap");
        position = places[i].end;
    }
    if (position > size)
        throw FormatError("cut: the tensors need " + grouped(position) + " bytes, the file has " +
                          grouped(size) + " after the header");
    if (position < size)
        throw FormatError(grouped(size - position) + " bytes too many after the last tensor");
}

Json parsed(const std::string& text) {
    try {
        return parse_json(text);
    } catch (const FormatError& error) {
        header_is_damaged(std::string(": ") + error.what());
    }
}

}  // namespace

std::string read_header(const RegularFile& file) {
    const std::string head = file.read(0, sniffed_bytes);
    if (head.size() < 9 || head[8] != '{')
        throw FormatError("not a .safetensors file; it seems to be " + describe_file(head));
    const uint64_t length = load64(head.data());
    if (length > most_header_bytes)
        throw FormatError("the header claims " + grouped(length) +
                          " bytes: not a .safetensors file, or damaged");
    if (8 + length > file.size())
        throw FormatError("cut: the header has " + grouped(length) + " bytes, the whole file " +
                          grouped(file.size()));
    std::string text = file.read(8, length);
    if (text.size() != length) throw FormatError("cut while it was read");
    return text;
}

TensorHeader parse_header(const std::string& text, uint64_t size) {
    check_number_of_tensors(text);
    const Json header = parsed(text);
    if (!header.is(Json::Kind::object)) header_is_damaged(": it is not an object");
    TensorHeader found;
    found.metadata = metadata_in(header);
    check_header_checksum(text, found.metadata);
    for (const auto& [name, entry] : header.items())
        if (name != "__metadata__") add_tensor(std::string(name), entry, found);
    check_extent(found, size);
    return found;
}

}  // namespace malvec
