#include "core/alias.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace malvec {

AliasTable::AliasTable(std::span<const double> weights) : cells_(weights.size()) {
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (!(total > 0) || !std::isfinite(total))
        throw std::invalid_argument("no word can be drawn: all weights are zero or not finite");
    const size_t n = weights.size();
    std::vector<double> share(n);  // mean 1
    std::vector<uint32_t> small, large;
    for (size_t i = 0; i < n; ++i) {
        share[i] = weights[i] / total * static_cast<double>(n);
        (share[i] < 1 ? small : large).push_back(static_cast<uint32_t>(i));
    }
    while (!small.empty() && !large.empty()) {
        const uint32_t s = small.back(), l = large.back();
        small.pop_back();
        cells_[s] = {static_cast<uint32_t>(std::min(share[s] * 0x1p32, 0x1p32 - 1)), l};
        share[l] -= 1 - share[s];
        if (share[l] < 1) large.pop_back(), small.push_back(l);
    }
    for (const auto& rest : {small, large})
        for (const uint32_t i : rest) cells_[i] = {UINT32_MAX, i};
}

}  // namespace malvec
