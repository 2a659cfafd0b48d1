#include "library/questions.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "text/wording.h"

namespace malvec {
namespace {

bool is_finite(std::span<const float> vector) {
    return std::all_of(vector.begin(), vector.end(), [](float x) { return std::isfinite(x); });
}

// The vector of a word [dim], which is finite, and its id.
int64_t known_vector(const WordTable& table, Lookup& lookup, std::string_view word, float* out) {
    const int64_t id = lookup.vector(word, out);
    if (id == no_vector)
        throw UnknownWord(quoted(word) + " is not among " + grouped(table.vocab.size()) +
                          " words, and nothing gives it a vector");
    if (!is_finite({out, table.rows.dim}))
        throw NumericalError("the vector of " + quoted(word) +
                             " is not finite: leave the word out, or train with a smaller lr");
    return id;
}

Found find_rows(const WordTable& table, const Queries& queries, std::span<const int64_t> hidden,
                const SearchOptions& options) {
    const uint64_t offsets[] = {0, hidden.size()};
    return search(table.rows, table.inverse_norms, queries, Excluded{hidden, offsets}, options);
}

}  // namespace

std::vector<int64_t> Question::hidden() const {
    std::vector<int64_t> ids = hidden_;
    std::sort(ids.begin(), ids.end());
    return ids;
}

void Question::hide(std::string_view word) {
    if (const int64_t id = lookup_.find(word); id >= 0) hidden_.push_back(id);
}

// A word that was asked for is hidden, or the tokens that stand for it.
void Question::hide_asked(int64_t id, std::string_view word) {
    if (id >= 0) return hidden_.push_back(id);
    const auto parts = lookup_.parts(word);
    hidden_.insert(hidden_.end(), parts.begin(), parts.end());
}

void Question::add_term(float sign) {
    to_unit_length(term_);
    for (size_t k = 0; k < sum_.size(); ++k) sum_[k] += sign * term_[k];
}

void Question::add(std::string_view word, float sign) {
    hide_asked(known_vector(table_, lookup_, word, term_.data()), word);
    add_term(sign);
}

void Question::add(std::span<const float> vector, float sign) {
    if (vector.size() != sum_.size())
        throw std::invalid_argument("a vector has " + std::to_string(sum_.size()) +
                                    " components, not " + std::to_string(vector.size()));
    if (!is_finite(vector)) throw std::invalid_argument("a vector of the query is not finite");
    term_.assign(vector.begin(), vector.end());
    add_term(sign);
}

Found ask(const WordTable& table, const Question& question, const SearchOptions& options) {
    return find_rows(table, {question.direction().data(), 1}, question.hidden(), options);
}

Found ask(const WordTable& table, const Analogy& analogy, const SearchOptions& options) {
    Question question(table);
    if (analogy.method == AnalogyMethod::add) {
        question.add(analogy.b), question.add(analogy.c), question.add(analogy.a, -1);
        return ask(table, question, options);
    }
    Lookup lookup(table);
    const float signs[] = {-1, 1, 1};
    std::vector<float> terms(3 * table.rows.dim);
    float* term = terms.data();
    for (const std::string_view word : {analogy.a, analogy.b, analogy.c}) {
        known_vector(table, lookup, word, term);
        question.add(word);
        term += table.rows.dim;
    }
    return find_rows(table, {terms.data(), 1, 3, signs}, question.hidden(), options);
}

double similarity(const WordTable& table, std::string_view a, std::string_view b) {
    Lookup lookup(table);
    std::vector<float> left(table.rows.dim), right(table.rows.dim);
    known_vector(table, lookup, a, left.data());
    known_vector(table, lookup, b, right.data());
    to_unit_length(left), to_unit_length(right);
    double product = 0;
    for (size_t k = 0; k < left.size(); ++k) product += static_cast<double>(left[k]) * right[k];
    return std::clamp(product, -1.0, 1.0);
}

}  // namespace malvec
