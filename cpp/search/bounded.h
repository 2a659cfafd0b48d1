// Exact search that looks at few floats: codes of the rows tell what each row could score at
// most, and only rows that could enter are scored, by the arithmetic of the search without codes.
// So the answer is the same, to the last bit and ties included.
#pragma once
#include <vector>

#include "search/batch.h"
#include "search/code_products.h"
#include "search/scorer.h"

namespace malvec {

struct Bounds {
    const Codes8& codes;
    std::vector<CodedQuery> terms;  // [queries * terms]
    BlockProducts products;
};

Bounds make_bounds(const Batch& batch);

// Rows first .. end - 1, where `first` is a multiple of codes8_rows.
void search_bounded(Batch& batch, const Scorer& scorer, const Bounds& bounds, size_t first,
                    size_t end, unsigned worker);

}  // namespace malvec
