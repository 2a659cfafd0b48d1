#include "library/lookup.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "text/blanks.h"
#include "text/code_points.h"
#include "text/nfc.h"

namespace malvec {
namespace {

double squared_length(std::span<const float> vector) {
    double squares = 0;
    for (const float x : vector) squares += static_cast<double>(x) * x;
    return squares;
}

void copy_row(const RowsView& rows, size_t row, float* out) {
    rows.encoded ? rows.encoded->decode(row, out)
                 : static_cast<void>(std::copy_n(rows.row(row), rows.dim, out));
}

// The mean of rows, weighted by a / (a + p), p the share of a word in the text, so
// that endings count less (Arora, Liang & Ma 2017); unweighted without counts.
void add_parts(const WordTable& table, std::span<const uint32_t> ids, float* out) {
    constexpr double rare = 1e-3;
    const auto& counts = table.counts;
    const auto tokens = static_cast<double>(std::max<uint64_t>(counts.total(), 1));
    std::vector<double> sum(table.rows.dim);
    double weights = 0;
    for (const uint32_t id : ids) {
        const double share = counts.empty() ? 0 : static_cast<double>(counts[id]) / tokens;
        const double weight = counts.empty() ? 1 : rare / (rare + share);
        copy_row(table.rows, id, out);
        for (size_t k = 0; k < sum.size(); ++k) sum[k] += weight * out[k];
        weights += weight;
    }
    for (size_t k = 0; k < sum.size(); ++k) out[k] = static_cast<float>(sum[k] / weights);
}

}  // namespace

uint64_t SeenCounts::total() const {
    uint64_t total = total_.load(std::memory_order_relaxed);
    if (total == 0) {
        total = std::accumulate(counts_.begin(), counts_.end(), uint64_t{0});
        total_.store(total, std::memory_order_relaxed);
    }
    return total;
}

bool shows_nothing(std::string_view word) {
    const char* const end = word.data() + word.size();
    for (const char* p = word.data(); p < end;) {
        const CodePoint c = code_point_at(p, end);
        const bool filler =
            c.value == 0x115f || c.value == 0x1160 || c.value == 0x3164 || c.value == 0xffa0;
        if (!filler && !is_unicode_blank(c.value)) return false;
        p += c.size;
    }
    return true;
}

void to_unit_length(std::span<float> vector) {
    const double length = std::sqrt(squared_length(vector));
    const auto narrow = static_cast<float>(length);
    if (narrow >= std::numeric_limits<float>::min() && std::isfinite(narrow))
        for (float& x : vector) x /= narrow;
    else if (length > 0)
        for (float& x : vector) x = static_cast<float>(x / length);
}

int64_t Lookup::as_it_stands(std::string_view word) const {
    const auto id = table_.vocab.find(word);
    return id ? static_cast<int64_t>(*id) : composed_word;
}

std::string_view Lookup::cleaned(std::string_view word) {
    cleaned_.clear();
    const bool changes = table_.clean && table_.clean(word, cleaned_);
    return changes ? cleaned_ : word;
}

std::string_view Lookup::form(std::string_view word) {
    if (!table_.ngrams || table_.ngrams->options.units == "char") return word;
    form_.clear();
    return to_nfc(word, form_) ? form_ : word;
}

int64_t Lookup::find(std::string_view word) {
    int64_t found = as_it_stands(word);
    if (found >= 0) return found;
    if (const auto clean = cleaned(word); clean.data() != word.data()) found = as_it_stands(clean);
    if (found >= 0) return found;
    if (const auto formed = form(word); formed.data() != word.data()) found = as_it_stands(formed);
    return found;
}

void Lookup::compose(std::string_view word, float* out) {
    if (!composer_) composer_.emplace(*table_.ngrams);
    composer_->mix(word, Mix::unseen, out);
    if (!table_.unit_length) return;
    const std::span vector(out, table_.rows.dim);
    // By the double, unlike to_unit_length: the bits of composed vectors stay what they were.
    const double length = std::sqrt(squared_length(vector));
    if (length > 0)
        for (float& x : vector) x = static_cast<float>(x / length);
}

int64_t Lookup::seen(std::string_view word, float* out) {
    const int64_t found = find(word);
    if (found >= 0) return copy_row(table_.rows, static_cast<size_t>(found), out), found;
    std::fill_n(out, table_.rows.dim, 0.0f);
    return no_vector;
}

int64_t Lookup::vector(std::string_view word, float* out) {
    last_parts_.clear();
    const int64_t found = seen(word, out);
    if (found >= 0) return found;
    if (!table_.ngrams) {
        last_parts_ = parts(word);
        if (last_parts_.empty()) return no_vector;
        add_parts(table_, last_parts_, out);
    } else {
        if (shows_nothing(word)) return no_vector;
        compose(form(cleaned(word)), out);
    }
    return composed_word;
}

std::vector<uint32_t> Lookup::parts(std::string_view word) const {
    std::vector<uint32_t> ids;
    if (table_.ngrams || !table_.cut || shows_nothing(word)) return ids;
    bool all = true;
    table_.cut(word, [&](std::string_view token) {
        const auto id = table_.vocab.find(token);
        all = all && id;
        if (all) ids.push_back(*id);
    });
    if (!all) ids.clear();
    return ids;
}

int64_t Lookup::token(std::string_view token, bool clean, float* out) {
    int64_t found = as_it_stands(token);
    if (found >= 0) return found;
    const std::string_view word = clean ? cleaned(token) : token;
    if (word.data() != token.data()) found = as_it_stands(word);
    if (found >= 0 || !table_.ngrams) return found >= 0 ? found : no_vector;
    const std::string_view formed = form(word);
    if (formed.data() != word.data()) found = as_it_stands(formed);
    if (found >= 0) return found;
    if (formed.empty()) return no_vector;
    compose(formed, out);
    const bool any = std::any_of(out, out + table_.rows.dim, [](float x) { return x != 0; });
    return any ? composed_word : no_vector;
}

}  // namespace malvec
