// The layout, little-endian, without gaps:
//
//   uint32 nodes, uint32 dim           then int8 [nodes, dim]
//   64 bytes                           "usearch", version uint16 [3], kinds uint8 [4] of metric,
//                                      scalars, keys and slots, uint64 nodes, deleted ones, dim
//   uint64 nodes, connectivity, connectivity on level 0, highest level, entry
//   int16 [nodes]                      the level of each node
//   for each node                      uint64 key, int16 level; for each level from 0 a list:
//   uint32
//                                      neighbours, uint32 [connectivity of the level]
//
// Source: https://github.com/unum-cloud/USearch, include/usearch/index_dense.hpp and index.hpp.
#include "search/graph_bytes.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace malvec {
namespace {

constexpr size_t head_bytes = 64, kinds_at = 13;
constexpr std::array<uint8_t, 4> kinds{'c', 23, 14, 15};  // cosine of int8; uint64 and uint32

void require(bool holds, const char* what) {
    if (!holds) throw std::invalid_argument(what);
}

// Takes one part after another.
class GraphBytes {
public:
    explicit GraphBytes(std::span<const uint8_t> bytes) : rest_(bytes) {}

    std::span<const uint8_t> take(size_t bytes) {
        require(bytes <= rest_.size(), "it ends too early");
        const auto part = rest_.first(bytes);
        rest_ = rest_.subspan(bytes);
        return part;
    }
    template <class T>
    T number() {
        T value;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        return value;
    }
    bool at_end() const { return rest_.empty(); }

private:
    std::span<const uint8_t> rest_;
};

// The head of the file: so many nodes, none deleted, of such components.
void check_head(GraphBytes head, uint64_t nodes, uint64_t dim) {
    const auto name = head.take(kinds_at);
    require(std::equal(name.begin(), name.begin() + 7, "usearch"), "it is not usearch's");
    const auto told = head.take(kinds.size());
    require(std::equal(told.begin(), told.end(), kinds.begin()), "it is not of cosines of int8");
    const std::array<uint64_t, 3> wanted{nodes, 0, dim};
    for (const uint64_t number : wanted)
        require(head.number<uint64_t>() == number, "its head tells other numbers than its rows");
}

// One list of neighbours, all of which have this level too.
void check_neighbours(GraphBytes& graph, uint64_t capacity, int16_t level,
                      const std::vector<int16_t>& levels) {
    const auto count = graph.number<uint32_t>();
    require(count <= capacity, "a node has more neighbours than there is room for");
    GraphBytes list(graph.take(capacity * sizeof(uint32_t)));
    for (uint32_t k = 0; k < count; ++k) {
        const auto slot = list.number<uint32_t>();
        require(slot < levels.size() && levels[slot] >= level, "a neighbour is none of its nodes");
    }
}

}  // namespace

void check_graph(std::span<const uint8_t> stored, size_t rows, size_t dim) {
    GraphBytes graph(stored);
    const uint64_t nodes = graph.number<uint32_t>();
    require(nodes <= rows && graph.number<uint32_t>() == dim, "it is of other rows");
    graph.take(nodes * dim);
    check_head(GraphBytes(graph.take(head_bytes)), nodes, dim);
    require(graph.number<uint64_t>() == nodes, "its nodes are not its rows");
    const auto connectivity = graph.number<uint64_t>(), base = graph.number<uint64_t>(),
               highest = graph.number<uint64_t>(), entry = graph.number<uint64_t>();
    require(std::max(connectivity, base) <= stored.size(), "it has impossible connectivities");
    std::vector<int16_t> levels(nodes);
    const auto told = graph.take(nodes * sizeof(int16_t));
    std::memcpy(levels.data(), told.data(), told.size());
    require(nodes == 0 || (entry < nodes && levels[entry] == static_cast<int64_t>(highest)),
            "its entry is none of its nodes");
    for (const int16_t level : levels) {
        require(graph.number<uint64_t>() < rows, "a node stands for no row");
        require(level >= 0 && graph.number<int16_t>() == level, "a node has two levels");
        for (int16_t at = 0; at <= level; ++at)
            check_neighbours(graph, at ? connectivity : base, at, levels);
    }
    require(graph.at_end(), "something follows its nodes");
}

}  // namespace malvec
