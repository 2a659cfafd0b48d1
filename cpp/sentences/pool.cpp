#include "sentences/pool.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "core/parallel.h"
#include "core/vec.h"

namespace malvec {
namespace {

constexpr size_t piece_sentences = 512, run_tokens = 256;  // tokens whose rows are summed at one go
constexpr size_t tokens_ahead = 24;
constexpr int block_vectors = 8;  // sums that stay in registers

struct Token {
    const float* row;
    float weight;
};

// out[0 .. N * lanes) += the weighted sum of the rows of all tokens, from component `at` on.
template <int N>
void add_vectors(std::span<const Token> tokens, size_t at, float* out) {
    Vec sums[N];
    for (int i = 0; i < N; ++i) sums[i] = load_any(out + at + i * lanes);
    for (const Token& token : tokens) {
        const float* const row = token.row + at;
        const Vec weight = splat(token.weight);
#pragma GCC unroll 8
        for (int i = 0; i < N; ++i) sums[i] += weight * load_any(row + i * lanes);
    }
    for (int i = 0; i < N; ++i) store_any(out + at + i * lanes, sums[i]);
}

template <int N>
void add_last(int vectors, std::span<const Token> tokens, size_t at, float* out) {
    if (vectors == N) return add_vectors<N>(tokens, at, out);
    if constexpr (N > 1) add_last<N - 1>(vectors, tokens, at, out);
}

// The components that whole vectors leave over: the last
// vector of a row, with those before them set to zero.
void add_rest(std::span<const Token> tokens, size_t dim, size_t rest, float* out) {
    if (dim < lanes) {
        for (size_t k = 0; k < dim; ++k)
            for (const Token& token : tokens) out[k] += token.weight * token.row[k];
        return;
    }
    Vec wanted = {};
    for (size_t i = lanes - rest; i < lanes; ++i) wanted[i] = 1;
    Vec sums = load_any(out + dim - lanes);
    for (const Token& token : tokens)
        sums += token.weight * wanted * load_any(token.row + dim - lanes);
    store_any(out + dim - lanes, sums);
}

void add_tokens(std::span<const Token> tokens, size_t dim, float* out) {
    const size_t whole = dim / lanes;
    size_t vector = 0;
    for (; vector + block_vectors <= whole; vector += block_vectors)
        add_vectors<block_vectors>(tokens, vector * lanes, out);
    if (vector < whole)
        add_last<block_vectors - 1>(static_cast<int>(whole - vector), tokens, vector * lanes, out);
    if (dim % lanes) add_rest(tokens, dim, dim % lanes, out);
}

float dot(const float* a, const float* b, size_t dim) {
    Vec even = {}, odd = {};
    size_t k = 0;
    for (; k + 2 * lanes <= dim; k += 2 * lanes) {
        even += load_any(a + k) * load_any(b + k);
        odd += load_any(a + k + lanes) * load_any(b + k + lanes);
    }
    float total = 0;
    for (; k < dim; ++k) total += a[k] * b[k];
    return total + sum(even + odd);
}

// What one thread needs; `counted` is its part of the result.
struct Pooler {
    const Sentences& sentences;
    const Pooling& pooling;
    const Matrix& out;
    Pooled counted = {};
    std::vector<Token> tokens = {};
    std::vector<float> decoded = {};  // [run_tokens, dim]

    void prefetch(uint32_t id) const {
        const WeightedRows& source = pooling.seen;
        if (id >= source.rows.rows) return;
        if (source.encoded) return source.encoded->prefetch(id);
        const float* const row = source.rows.row(id);
        for (size_t k = 0; k < out.dim; k += 16) __builtin_prefetch(row + k);
        __builtin_prefetch(&source.weights[id]);
    }

    void take(const WeightedRows& source, size_t row) {
        const float* place = source.rows.data ? source.rows.row(row) : nullptr;
        if (source.encoded) {
            decoded.resize(run_tokens * out.dim);
            float* const memory = decoded.data() + tokens.size() * out.dim;
            source.encoded->decode(row, memory);
            place = memory;
        }
        const float weight = source.weights[row];
        const bool scaled = !source.inverse_norms.empty();
        tokens.push_back({place, scaled ? weight * source.inverse_norms[row] : weight});
    }

    // The tokens among the ids first .. last - 1 that have rows.
    void find(uint64_t first, uint64_t last) {
        tokens.clear();
        const size_t seen = pooling.seen.rows.rows, all = seen + pooling.unseen.rows.rows;
        for (uint64_t at = first; at < last; ++at) {
            if (at + tokens_ahead < sentences.values.size())
                prefetch(sentences.values[at + tokens_ahead]);
            const size_t id = sentences.values[at];
            if (id >= all)
                ++counted.skipped;
            else
                id < seen ? take(pooling.seen, id) : take(pooling.unseen, id - seen);
        }
    }

    void remove_common(float* x) const {
        const size_t dim = out.dim;
        for (size_t i = 0; i < pooling.common.shares.size(); ++i) {
            const float* const direction = pooling.common.directions.data() + i * dim;
            const float amount = pooling.common.shares[i] * dot(x, direction, dim);
            for (size_t k = 0; k < dim; ++k) x[k] -= amount * direction[k];
        }
    }

    void look_for_bad_word(size_t sentence) {
        for (uint64_t at = sentences.offsets[sentence]; at < sentences.offsets[sentence + 1];
             ++at) {
            find(at, at + 1);
            if (tokens.empty()) continue;
            float nothing = tokens[0].weight * 0.0f;
            for (size_t k = 0; k < out.dim; ++k) nothing += tokens[0].row[k] * 0.0f;
            if (nothing != 0.0f || tokens[0].weight < 0) counted.bad_word = sentences.values[at];
        }
        if (!counted.bad_word)
            throw std::overflow_error("the vector of sentence " +
                                      std::to_string(pooling.first + sentence) +
                                      " is too long for floats");
    }

    void pool_one(size_t sentence) {
        float* const x = out.row(sentence);
        std::fill_n(x, out.dim, 0.0f);
        double words = 0, weights = 0;
        float least = 0;
        const uint64_t last = sentences.offsets[sentence + 1];
        for (uint64_t first = sentences.offsets[sentence]; first < last; first += run_tokens) {
            find(first, std::min<uint64_t>(last, first + run_tokens));
            add_tokens(tokens, out.dim, x);
            words += static_cast<double>(tokens.size());
            for (const Token& token : tokens)
                weights += token.weight, least = std::min(least, token.weight);
        }
        counted.empty += words == 0;
        if (least < 0) return look_for_bad_word(sentence);
        const double divisor = pooling.divisor == Divisor::words ? words : weights;
        if (words == 0 || divisor == 0) return;
        const auto share = static_cast<float>(1 / divisor);
        float nothing = 0;
        for (size_t k = 0; k < out.dim; ++k) x[k] *= share, nothing += x[k] * 0.0f;
        if (nothing != 0.0f) return look_for_bad_word(sentence);
        remove_common(x);
    }

    void pool_piece(uint64_t piece) {
        const size_t end = std::min<size_t>(sentences.size(), (piece + 1) * piece_sentences);
        for (size_t i = piece * piece_sentences; i < end && !counted.bad_word; ++i) pool_one(i);
    }
};

void check(const WeightedRows& source, size_t dim) {
    const size_t rows = source.rows.rows, norms = source.inverse_norms.size();
    if (source.weights.size() != rows || (norms && norms != rows) ||
        (rows && source.rows.dim != dim))
        throw std::invalid_argument("rows, weights and the dimension do not fit one another");
}

void check(const Sentences& sentences, const Pooling& pooling, const Matrix& out) {
    check(pooling.seen, out.dim);
    check(pooling.unseen, out.dim);
    const auto& offsets = sentences.offsets;
    if (offsets.empty() || offsets.front() != 0 || offsets.back() != sentences.values.size() ||
        !std::is_sorted(offsets.begin(), offsets.end()))
        throw std::invalid_argument("offsets must rise from 0 to the number of ids, " +
                                    std::to_string(sentences.values.size()));
    if (out.rows != sentences.size())
        throw std::invalid_argument("as many rows as sentences are needed");
    if (pooling.common.directions.size() != pooling.common.shares.size() * out.dim)
        throw std::invalid_argument("common components have another dimension");
}

}  // namespace

Pooled pool(const Sentences& sentences, const Pooling& pooling, const Matrix& out,
            const Tick& tick) {
    check(sentences, pooling, out);
    const uint64_t pieces = (sentences.size() + piece_sentences - 1) / piece_sentences;
    std::vector<Pooler> workers(std::max(pooling.threads, 1u), Pooler{sentences, pooling, out});
    for (Pooler& worker : workers) worker.tokens.reserve(run_tokens);
    uint64_t done = pieces;
    if (pieces <= 1) {
        if (pieces) workers[0].pool_piece(0);
    } else {
        done = parallel_pieces(
            pieces, pooling.threads,
            [&](uint64_t piece, unsigned worker) { workers[worker].pool_piece(piece); },
            [&] { return tick({}); });
    }
    Pooled total;
    total.stopped = done < pieces;
    for (const Pooler& worker : workers) {
        total.empty += worker.counted.empty;
        total.skipped += worker.counted.skipped;
        if (worker.counted.bad_word) total.bad_word = worker.counted.bad_word;
    }
    return total;
}

}  // namespace malvec
