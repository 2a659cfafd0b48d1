// The arithmetic of a search: few queries are scored row by row, many in panels. A score has the
// same bits wherever it is computed for queries that are searched together.
#pragma once
#include <memory>

#include "core/vec.h"
#include "search/batch.h"
#include "search/panels.h"
#include "search/rows.h"

namespace malvec {

struct Scorer {
    std::shared_ptr<float[]> queries{};  // single ones, each aligned to the register
    Vec tails[few_queries] = {};         // theirs, as dot_with_tail takes them
    QueryPanels panels{};                // of many
};

Scorer make_scorer(const Batch& batch);

void score_rows(Batch& batch, const Scorer& scorer, const RowBlock& rows, unsigned worker);

// The score of the first row of a block.
float score_row(const Batch& batch, const Scorer& scorer, const RowBlock& row, size_t query);

}  // namespace malvec
