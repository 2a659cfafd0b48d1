// Sums of the entries that codes name in tables of bytes, a table for each part of a row: products
// of rows with queries by look-up, in whole numbers, the same on every machine.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/encoded.h"

namespace malvec {

struct alignas(64) PartTable {
    uint8_t entries[centroids_per_part];
};

// Sums of up to 64 rows.
constexpr size_t summed_rows = 64;
using RowSums = std::array<uint16_t, summed_rows>;

// sums[q][r] = sum over the parts of tables[q][part].entries[code of row first + r], which must be
// less than 65,536, for r < count and q < queries.
using TableSums = void (*)(const EncodedRows& rows, size_t first, size_t count,
                           const PartTable* tables, size_t queries, RowSums* sums);

// The fastest that this machine runs; asked once per search.
TableSums best_table_sums();

// Every one that this machine runs, the obvious one first: for tests.
std::vector<TableSums> all_table_sums();

}  // namespace malvec
