// Whether a graph that usearch wrote may be handed to it: it trusts what it reads.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace malvec {

// Reads all of the graph once: its heads agree with one another and with the matrix [rows, dim]
// that it is of, nodes fill it to its last byte, and neighbours are nodes that have such a level.
// Throws std::invalid_argument where not.
void check_graph(std::span<const uint8_t> stored, size_t rows, size_t dim);

}  // namespace malvec
