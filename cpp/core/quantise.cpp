#include "core/quantise.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "core/parallel.h"
#include "core/random.h"
#include "core/vec.h"

namespace malvec {
namespace {

constexpr size_t grain = 1024;  // rows

float inverse_length(const float* row, size_t dim) {
    double squares = 0;
    for (size_t k = 0; k < dim; ++k) squares += double{row[k]} * row[k];
    const auto inverse = static_cast<float>(1 / std::sqrt(squares));
    // rows too short for a float's reciprocal count as zeros, as they do in search
    return std::isfinite(inverse) ? inverse : 0.0f;
}

// Centroids of one part, component by component, so that
// a register holds one component of many: [width, 256].
struct Codebook {
    size_t width;
    std::vector<float> columns;

    explicit Codebook(size_t w) : width(w), columns(w * centroids_per_part) {}

    float& at(size_t centroid, size_t k) { return columns[k * centroids_per_part + centroid]; }

    // The nearest centroid to x[width]; of equally near ones the first of a lane.
    uint8_t nearest(const float* x) const {
        Vec best = splat(std::numeric_limits<float>::max());
        VecInt where = {};
        for (int c = 0; c < static_cast<int>(centroids_per_part); c += lanes) {
            Vec distance = {};
            for (size_t k = 0; k < width; ++k) {
                const Vec difference = load_any(columns.data() + k * centroids_per_part + c) - x[k];
                distance += difference * difference;
            }
            const VecInt nearer = distance < best;
            best = nearer ? distance : best;
            where = nearer ? VecInt{} + c : where;
        }
        int lane = 0;
        for (int i = 1; i < lanes; ++i)
            if (best[i] < best[lane] ||
                (best[i] == best[lane] && where[i] + i < where[lane] + lane))
                lane = i;
        return static_cast<uint8_t>(where[lane] + lane);
    }
};

// Points [count, width] of one part, and k-means over them.
class PartClusters {
public:
    PartClusters(std::vector<float> points, size_t width)
        : points_(std::move(points)), width_(width), book_(width) {}

    const Codebook& learn(uint32_t iterations, Random random) {
        for (size_t c = 0; c < centroids_per_part; ++c) {
            const float* point =
                points_.data() + random.below(static_cast<uint32_t>(count())) * width_;
            for (size_t k = 0; k < width_; ++k) book_.at(c, k) = point[k];
        }
        for (uint32_t i = 0; i < iterations; ++i) improve();
        return book_;
    }

private:
    size_t count() const { return points_.size() / width_; }

    void improve() {
        std::vector<double> sums(centroids_per_part * width_);
        std::vector<uint32_t> sizes(centroids_per_part);
        for (size_t i = 0; i < count(); ++i) {
            const float* point = points_.data() + i * width_;
            const size_t c = book_.nearest(point);
            ++sizes[c];
            for (size_t k = 0; k < width_; ++k) sums[c * width_ + k] += point[k];
        }
        for (size_t c = 0; c < centroids_per_part; ++c)
            for (size_t k = 0; k < width_ && sizes[c]; ++k)
                book_.at(c, k) = static_cast<float>(sums[c * width_ + k] / sizes[c]);
        for (size_t c = 0; c < centroids_per_part; ++c)
            if (!sizes[c]) split_largest(sizes, c);
    }

    // An empty cluster takes half of the largest one: both
    // stand a little apart from where that one stood.
    void split_largest(std::vector<uint32_t>& sizes, size_t empty) {
        const auto largest =
            static_cast<size_t>(std::max_element(sizes.begin(), sizes.end()) - sizes.begin());
        for (size_t k = 0; k < width_; ++k) {
            const float middle = book_.at(largest, k), apart = 1e-4f * (std::abs(middle) + 1e-4f);
            book_.at(empty, k) = middle + apart, book_.at(largest, k) = middle - apart;
        }
        sizes[empty] = sizes[largest] / 2, sizes[largest] -= sizes[empty];
    }

    std::vector<float> points_;
    size_t width_;
    Codebook book_;
};

// Which rows to learn from: all, or every so many, those of zeros left out.
std::vector<size_t> sampled_rows(const Matrix& rows, const QuantiserOptions& o) {
    std::vector<size_t> found;
    const size_t step = std::max<size_t>(1, rows.rows / o.sample);
    Random random(random_key(o.seed, for_sampling));
    for (size_t first = 0; first < rows.rows && found.size() < o.sample; first += step) {
        const size_t row =
            first + random.below(static_cast<uint32_t>(std::min(step, rows.rows - first)));
        if (inverse_length(rows.row(row), rows.dim) > 0) found.push_back(row);
    }
    return found;
}

std::vector<float> points_of_part(const Matrix& rows, const std::vector<size_t>& sample,
                                  size_t first, size_t width) {
    std::vector<float> points(sample.size() * width);
    for (size_t i = 0; i < sample.size(); ++i) {
        const float* row = rows.row(sample[i]);
        const float scale = inverse_length(row, rows.dim);
        for (size_t k = 0; k < width; ++k) points[i * width + k] = row[first + k] * scale;
    }
    return points;
}

// The scale s that makes |row - s * code|² smallest.
float best_scale(const float* row, const EncodedRows& unit, std::vector<float>& decoded) {
    unit.decode(0, decoded.data());
    double along = 0, squares = 0;
    for (size_t k = 0; k < decoded.size(); ++k)
        along += double{row[k]} * decoded[k], squares += double{decoded[k]} * decoded[k];
    return squares > 0 ? static_cast<float>(along / squares) : 0.0f;
}

}  // namespace

Encoding encode_8bit(const Matrix& rows, unsigned threads) {
    Encoding e{std::vector<uint8_t>(rows.rows * rows.dim), std::vector<float>(rows.rows)};
    parallel_ranges(rows.rows, grain, threads, [&](uint64_t begin, uint64_t end) {
        for (uint64_t i = begin; i < end; ++i) {
            const float* row = rows.row(i);
            float largest = 0;
            for (size_t k = 0; k < rows.dim; ++k) largest = std::max(largest, std::abs(row[k]));
            e.scales[i] = largest / 127;
            if (!std::isfinite(1 / e.scales[i])) e.scales[i] = 0;
            const float inverse = e.scales[i] > 0 ? 1 / e.scales[i] : 0;
            for (size_t k = 0; k < rows.dim; ++k) {
                const float steps = std::nearbyint(row[k] * inverse);
                const float code = std::isnan(steps) ? 0 : std::clamp(steps, -127.0f, 127.0f);
                e.codes[i * rows.dim + k] = static_cast<uint8_t>(static_cast<int8_t>(code));
            }
        }
    });
    return e;
}

std::vector<float> learn_centroids(const Matrix& rows, const QuantiserOptions& o, unsigned threads,
                                   const Tick& tick) {
    if (o.parts < 1 || rows.dim % o.parts)
        throw std::invalid_argument("parts=" + std::to_string(o.parts) + ": must divide the " +
                                    std::to_string(rows.dim) + " components");
    const size_t width = rows.dim / o.parts;
    std::vector<float> centroids(size_t{o.parts} * centroids_per_part * width);
    const std::vector<size_t> sample = sampled_rows(rows, o);
    if (sample.empty()) return centroids;
    std::atomic<uint64_t> done{0};
    const auto learn = [&](uint64_t part, unsigned) {
        PartClusters clusters(points_of_part(rows, sample, part * width, width), width);
        Codebook book =
            clusters.learn(o.iterations, Random(random_key(o.seed, for_sampling, part)));
        float* out = centroids.data() + part * centroids_per_part * width;
        for (size_t c = 0; c < centroids_per_part; ++c)
            for (size_t k = 0; k < width; ++k) out[c * width + k] = book.at(c, k);
        ++done;
    };
    all_pieces(o.parts, threads, learn, [&] { tick({.done = done}); });
    return centroids;
}

Encoding encode_product(const Matrix& rows, const std::vector<float>& centroids, uint32_t parts,
                        unsigned threads, const Tick& tick) {
    const size_t width = rows.dim / parts;
    std::vector<Codebook> books(parts, Codebook(width));
    for (size_t part = 0; part < parts; ++part)
        for (size_t c = 0; c < centroids_per_part; ++c)
            for (size_t k = 0; k < width; ++k)
                books[part].at(c, k) = centroids[(part * centroids_per_part + c) * width + k];
    Encoding e{std::vector<uint8_t>(rows.rows * parts), std::vector<float>(rows.rows)};
    const uint64_t pieces = (rows.rows + grain - 1) / grain;
    std::atomic<uint64_t> done{0};
    const auto encode = [&](uint64_t piece, unsigned) {
        std::vector<float> unit(rows.dim), decoded(rows.dim);
        const float one = 1;
        for (uint64_t i = piece * grain; i < std::min<uint64_t>(rows.rows, (piece + 1) * grain);
             ++i) {
            const float* row = rows.row(i);
            const float scale = inverse_length(row, rows.dim);
            for (size_t k = 0; k < rows.dim; ++k) unit[k] = row[k] * scale;
            uint8_t* codes = e.codes.data() + i * parts;
            for (size_t part = 0; part < parts; ++part)
                codes[part] = books[part].nearest(unit.data() + part * width);
            e.scales[i] =
                best_scale(row, {codes, &one, centroids.data(), 1, rows.dim, parts}, decoded);
        }
        ++done;
    };
    all_pieces(pieces, threads, encode, [&] { tick({.done = parts + parts * done / pieces}); });
    return e;
}

}  // namespace malvec
