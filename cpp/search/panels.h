// Queries of a batch packed into panels, so that one register holds a component of many queries,
// and blocks of rows scored against all of them.
#pragma once
#include <memory>
#include <vector>

#include "search/batch.h"
#include "search/rows.h"

namespace malvec {

struct Panel {
    size_t first, count, vectors;  // queries [first, first + count), packed vectors * lanes wide
    const float* packed;           // [terms, dim, vectors * lanes]
};

struct QueryPanels {
    std::shared_ptr<float[]> memory;
    std::vector<Panel> panels;
};

// Wide panels, then one vector at a time for the rest.
QueryPanels pack_panels(const Queries& queries, size_t dim);

void search_panels(Batch& batch, const QueryPanels& panels, const RowBlock& rows, unsigned worker);

// The score of one row and one query, the very bits that search_panels has for them.
float panel_score(const Batch& batch, const QueryPanels& panels, const RowBlock& row, size_t query);

}  // namespace malvec
