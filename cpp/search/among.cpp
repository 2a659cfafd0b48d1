#include "search/among.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <stdexcept>

namespace malvec {
namespace {

// Those that may be found, ascending, each once.
std::vector<uint64_t> findable(std::span<const uint64_t> near, size_t rows,
                               const AmongOptions& options) {
    const auto hidden = [&](uint64_t row) {
        return row >= rows || (!options.allowed.empty() && !options.allowed[row]) ||
               std::find(options.excluded.begin(), options.excluded.end(),
                         static_cast<int64_t>(row)) != options.excluded.end();
    };
    std::vector<uint64_t> found;
    std::copy_if(near.begin(), near.end(), std::back_inserter(found), std::not_fn(hidden));
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

}  // namespace

Found search_among(const RowsView& rows, std::span<const float> inverse_norms,
                   std::span<const float> query, std::span<const uint64_t> near,
                   const AmongOptions& options) {
    if (query.size() != rows.dim || inverse_norms.size() != rows.rows ||
        (!options.allowed.empty() && options.allowed.size() != rows.rows))
        throw std::invalid_argument("query, norms and flags do not fit the rows");
    const std::vector<uint64_t> some = findable(near, rows.rows, options);
    std::vector<float> gathered(some.size() * rows.dim), norms(some.size());
    for (size_t i = 0; i < some.size(); ++i) {
        float* const out = gathered.data() + i * rows.dim;
        if (rows.encoded)
            rows.encoded->decode(some[i], out);
        else
            std::copy_n(rows.row(some[i]), rows.dim, out);
        norms[i] = inverse_norms[some[i]];
    }
    const uint64_t no_offsets[2] = {};
    Found found = search({gathered.data(), some.size(), rows.dim, rows.dim}, norms,
                         {query.data(), 1, 1, {}}, {{}, no_offsets}, {options.topn});
    for (int64_t& id : found.ids)
        if (id >= 0) id = static_cast<int64_t>(some[static_cast<size_t>(id)]);
    return found;
}

}  // namespace malvec
