// Readers of rows of numbers: encoded ones, pooling by ids of a file, signatures of texts.
#include <cmath>
#include <initializer_list>
#include <string>

#include "core/encoded.h"
#include "core/quantise.h"
#include "models/tokens/doc2vec.h"
#include "reader.h"
#include "search/graph_bytes.h"
#include "sentences/pool.h"
#include "text/minhash.h"

using namespace malvec;

namespace {

using Ids = std::vector<uint32_t>;
using Offsets = std::vector<uint64_t>;

constexpr size_t dim = 4;

std::vector<float> ramp(size_t count) {
    std::vector<float> values(count);
    for (size_t i = 0; i < count; ++i) values[i] = static_cast<float>(i % 11) - 5;
    return values;
}

template <class Number>
void put(std::string& bytes, std::initializer_list<Number> numbers) {
    for (const Number n : numbers) bytes.append(reinterpret_cast<const char*>(&n), sizeof n);
}

// As usearch writes three nodes in a ring, of which the second has another level.
std::string ring() {
    std::string bytes;
    put<uint32_t>(bytes, {3, 1});
    bytes += std::string("\1\2\3usearch\2\0\0\0\0\0c\27\16\17", 20);
    put<uint64_t>(bytes, {3, 0, 1});
    bytes.resize(8 + 3 + 64);
    put<uint64_t>(bytes, {3, 2, 2, 1, 1});
    put<int16_t>(bytes, {0, 1, 0});
    for (uint32_t node = 0; node < 3; ++node) {
        put<uint64_t>(bytes, {node});
        put<int16_t>(bytes, {static_cast<int16_t>(node == 1)});
        put<uint32_t>(bytes, {2, (node + 1) % 3, (node + 2) % 3});
        if (node == 1) put<uint32_t>(bytes, {0, 0, 0});
    }
    return bytes;
}

// Rows of the core: padded, zeros behind.
struct Rows {
    std::shared_ptr<float[]> memory;
    Matrix matrix;

    explicit Rows(size_t rows, size_t columns = dim)
        : memory(allocate_floats(rows * padded_dim(columns))),
          matrix{memory.get(), rows, columns, padded_dim(columns)} {
        initialize_rows(matrix, 3);
    }
};

}  // namespace

READER(encoded_rows,
       {fuzz::packed(std::vector<uint8_t>{0, 1, 127, 128, 255, 3, 4, 5}) + fuzz::packed(ramp(2))}) {
    auto codes = in.array<uint8_t>();
    auto scales = in.array<float>();
    const size_t rows = std::min(codes.size() / dim, scales.size());
    const auto centroids = ramp(2 * centroids_per_part * dim / 2);
    const EncodedRows eight{codes.data(), scales.data(), nullptr, rows, dim, dim};
    const EncodedRows product{codes.data(), scales.data(), centroids.data(), rows, dim, 2};
    std::vector<float> out(dim), sum(dim);
    for (const EncodedRows& encoded : {eight, product})
        for (size_t row = 0; row < rows; ++row)
            encoded.decode(row, out.data()), encoded.add(row, sum.data());
}

READER(quantised_rows, {fuzz::packed(ramp(12))}) {
    auto values = in.array<float>();
    const Matrix rows{values.data(), values.size() / dim, dim, dim};
    const Encoding found = encode_8bit(rows, 1);
    REQUIRE(found.codes.size() == rows.rows * dim && found.scales.size() == rows.rows);
}

READER(pooling, {fuzz::packed(Ids{0, 1, 2, 9}) + fuzz::packed(Offsets{0, 2, 4}) +
                 fuzz::packed(ramp(3)) + fuzz::packed(ramp(12))}) {
    const Ids ids = in.array<uint32_t>();
    const Offsets offsets = in.array<uint64_t>();
    const auto weights = in.array<float>();
    auto values = in.array<float>();
    Pooling pooling;
    pooling.seen = {{values.data(), values.size() / dim, dim, dim}, weights};
    pooling.unseen = {{values.data(), 0, dim, dim}, {}};
    std::vector<float> out(offsets.size() * dim);
    pool({ids, offsets}, pooling, {out.data(), offsets.empty() ? 0 : offsets.size() - 1, dim, dim},
         nullptr);
}

READER(inference, {fuzz::packed(Ids{0, 1, 2, 3}) + fuzz::packed(Offsets{0, 2, 4}) +
                   fuzz::packed(std::vector<uint8_t>{2, 1, 1, 5})}) {
    const Ids ids = in.array<uint32_t>();
    const Offsets offsets = in.array<uint64_t>();
    Doc2vecOptions o;
    o.dim = dim, o.window = 1 + in.number<uint8_t>() % 9, o.sample = 0, o.negative = 2;
    o.dm = in.number<uint8_t>() & 1,
    o.combine = o.dm && in.number<uint8_t>() & 1 ? "concat" : "mean";
    const size_t slots = in.number<uint8_t>() % 24;
    const Offsets counts(4, 9), none{0};
    const Rows input(4), output(4, slots == 1 ? dim : slots * padded_dim(dim));
    const Training training(window_options(o), {{}, none}, counts,
                            {input.matrix, output.matrix, {}, slots});
    check_output(training, o);
    if (offsets.empty()) return;
    const Rows vectors(offsets.size() - 1);
    InferenceOptions how;
    how.epochs = 1;
    infer_documents(training, o, how, {ids, offsets}, vectors.matrix, nullptr);
}

READER(signatures, {"봄 비가 온다", "a b c d a b c d", ""}) {
    const std::string_view text = in.rest();
    ShingleOptions options;
    options.units = text.size() % 2 ? "char" : "word";
    std::vector<uint32_t> set;
    shingles(text, options, set);
    std::vector<uint32_t> signature(16);
    MinHash(16, 1).sign(set, signature.data());
    REQUIRE(jaccard(set, set) == 1);
}

READER(graph, {ring()}) {
    const std::string_view bytes = in.rest();
    check_graph({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}, 3, 1);
}
