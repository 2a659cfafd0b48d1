// Readers of files: JSON, the container, word vectors and encoders in it. The length and the
// checksum of a header are made right, as a stranger's would be, so that more than they is met.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "core/crc32.h"
#include "core/error.h"
#include "corpus/vocab.h"
#include "files/kinds.h"
#include "files/model_file.h"
#include "files/sniff.h"
#include "reader.h"
#include "text/json.h"

using namespace malvec;

namespace {

constexpr char end_of_header = '\n';
constexpr std::string_view crc_name = "\"header_crc32\":\"";

// A file in memory that has a name.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes) : file_(memfd_create("fuzz", MFD_CLOEXEC)) {
        REQUIRE(write(file_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }
    ~MemoryFile() { close(file_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

private:
    int file_;
};

std::string with_checksum(std::string header) {
    const size_t at = header.find(crc_name), digits = at + crc_name.size();
    if (at == header.npos || digits + 8 > header.size()) return header;
    header.replace(digits, 8, "00000000");
    char crc[9];
    std::snprintf(crc, sizeof crc, "%08x", malvec::crc32(header));
    return header.replace(digits, 8, crc);
}

// The header up to the end of its line, then the arrays.
std::string as_file(std::string_view input) {
    const size_t end = std::min(input.find(end_of_header), input.size());
    const std::string header = with_checksum(std::string(input.substr(0, end)));
    const uint64_t length = header.size();
    std::string file(reinterpret_cast<const char*>(&length), sizeof length);
    file += header;
    return file += input.substr(std::min(end + 1, input.size()));
}

// A header and arrays, as `as_file` takes them apart.
class Example {
public:
    explicit Example(const std::string& metadata)
        : header_("{\"__metadata__\":{\"header_crc32\":\"00000000\",\"format\":\"malvec\"," +
                  metadata + "}") {}

    template <class Number>
    Example& add(const std::string& name, const std::string& type, const std::string& shape,
                 const std::vector<Number>& values) {
        const size_t begin = data_.size();
        data_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Number));
        header_ += ",\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":[" + shape +
                   "],\"data_offsets\":[" + std::to_string(begin) + "," +
                   std::to_string(data_.size()) + "]}";
        return *this;
    }
    std::string input() const { return header_ + "}" + end_of_header + data_; }

private:
    std::string header_, data_;
};

const std::vector<uint8_t> word_bytes{'a', 0xea, 0xb0, 0x80, 'b', 'c'};
const std::vector<uint64_t> word_ends{0, 1, 4, 6};
const std::vector<float> six{1, 2, 3, 4, 5, 6}, three{.5f, .25f, .1f};

Example words(const std::string& metadata) {
    const std::vector<char> bytes(word_bytes.begin(), word_bytes.end());
    Example example("\"format_version\":\"1\"," + metadata);
    example.add("words", "U8", "6", word_bytes).add("word_offsets", "U64", "4", word_ends);
    return example.add("word_index", "U32", "8", build_word_index({bytes, word_ends}));
}

std::string encoder_example() {
    return words(R"("kind":"sentence_encoder","sentences":"{\"unseen_weight\":1.0,)"
                 R"(\"by_weights\":false,\"unit\":true,\"tokenizer\":null,\"report\":null}")")
        .add("vectors", "F32", "3,2", six)
        .add("inverse_norms", "F32", "3", three)
        .add("sentences.weights", "F32", "3", three)
        .add("sentences.components", "F32", "1,2", std::vector<float>{0, 1})
        .add("sentences.shares", "F32", "1", std::vector<float>{1})
        .input();
}

std::vector<std::string> vector_examples() {
    const std::string subwords =
        R"("kind":"word_vectors","subwords":"{\"min_n\":1,\"max_n\":3,\"buckets\":9,)"
        R"(\"units\":\"jamo\",\"unit\":false}")";
    const std::vector<uint8_t> codes{1, 2, 255, 0, 9, 128};
    return {words(R"("kind":"word_vectors")").add("vectors", "F32", "3,2", six).input(),
            words(subwords)
                .add("counts", "U64", "3", std::vector<uint64_t>{5, 4, 3})
                .add("vectors", "F32", "3,2", six)
                .add("subword_kept", "U32", "3", std::vector<uint32_t>{1, 4, 8})
                .add("subword_rows", "F32", "3,2", six)
                .input(),
            words(R"("kind":"word_vectors")")
                .add("vectors.codes", "U8", "3,2", codes)
                .add("vectors.scales", "F32", "3", three)
                .add("vectors.centroids", "F32", "2,256,1", std::vector<float>(512, 0.5f))
                .input(),
            encoder_example()};
}

const std::vector<std::string> heads{"2 3\nword 0.1 0.2\n",  "the 0.1 1e-3 5\n",
                                     "{\"a\":1}\n{\"b\":2}", "PK\x03\x04",
                                     "a\tb\nc\td\n",         "\n\x05\n\x15"};

uint64_t sum_of(std::string_view bytes) {
    uint64_t sum = 0;
    for (const char byte : bytes) sum += static_cast<unsigned char>(byte);
    return sum;
}

// All that a look-up of any word can meet.
void use(const StoredVectors& vectors) {
    const RowsView rows = vectors.rows.view();
    std::vector<float> row(rows.dim);
    for (size_t i = 0; i < std::min<size_t>(rows.rows, 9); ++i)
        rows.encoded ? rows.encoded->decode(i, row.data())
                     : row.assign(rows.row(i), rows.row(i) + rows.dim);
    for (const std::string_view word : {"a", "가", "bc", "가나", ""}) {
        const std::optional<uint32_t> id = vectors.vocab.find(word);
        REQUIRE(!id || (*id < rows.rows && vectors.vocab.spans(*id)));
        if (!vectors.ngrams) continue;
        row.assign(rows.dim, 0);
        const uint64_t ends[] = {0, word.size()};
        compose({word, ends}, *vectors.ngrams, Mix::unseen, {row.data(), 1, rows.dim, rows.dim}, 1,
                [](const Progress&) { return true; });
    }
    for (size_t i = 0; i < vectors.vocab.size(); ++i)
        if (vectors.vocab.spans(i)) sum_of(vectors.vocab[i]);
    REQUIRE(vectors.counts.empty() || vectors.counts.size() == rows.rows);
    REQUIRE(vectors.inverse_norms.empty() || vectors.inverse_norms.size() == rows.rows);
}

size_t walk(const Json& json) {
    size_t values = 1;
    if (json.is(Json::Kind::text)) sum_of(json.text());
    if (!json.is(Json::Kind::list) && !json.is(Json::Kind::object)) return values;
    for (const auto& [name, value] : json.items()) {
        if (json.is(Json::Kind::object)) REQUIRE(json.find(name)->source() == value.source());
        values += walk(value);
    }
    return values;
}

}  // namespace

READER(json, {R"({"a": [1, -2.5e3, true, null, "\u00e9\ud83d\ude00\n", {}], "b": {"c": "가"}})",
              R"([[[[]]], "\\\"\/", 9223372036854775807, 1e400, NaN, -Infinity, 0.1])"}) {
    const std::string text(in.rest());
    const Json json = parse_json(text);
    REQUIRE(walk(json) <= text.size());
    REQUIRE(walk(parse_json(std::string(json.source()))) == walk(json));
}

READER(what_a_file_seems_to_be, heads) { REQUIRE(!describe_file(in.rest()).empty()); }

READER(safetensors, vector_examples()) {
    const MemoryFile file(as_file(in.rest()));
    const TensorFile found = read_safetensors(file.path());
    for (const Tensor& tensor : found.tensors) sum_of(tensor.bytes);
    kind_of(found);
    read_safetensors(file.path(), {RegularFile::How::copied, true});
}

READER(model_files, vector_examples()) {
    const MemoryFile file(as_file(in.rest()));
    const std::string_view wanted[] = {"word_vectors", "sentence_encoder"};
    const StoredFile stored = open_kind(file.path(), wanted);
    const StoredModel model = stored_model(stored.file, false);
    const StoredVectors& vectors = model.words;
    const std::optional<StoredEncoder>& encoder = model.encoder;
    use(vectors);
    REQUIRE(!encoder || encoder->weights.size() == vectors.vocab.size());
    REQUIRE(!encoder || encoder->components.size() == encoder->shares.size() * vectors.rows.dim);
    verify(vectors);
}
