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
    if (id == no_vector) throw UnknownWord(word, table.vocab);
    if (!is_finite({out, table.rows.dim}))
        throw NumericalError("the vector of " + quoted(word) +
                             " is not finite: leave the word out, or train with a smaller lr");
    return id;
}

void copy_vector(std::span<const float> vector, std::span<float> out) {
    if (vector.size() != out.size())
        throw std::invalid_argument("a vector has " + std::to_string(out.size()) +
                                    " components, not " + std::to_string(vector.size()));
    if (!is_finite(vector)) throw std::invalid_argument("a vector of the query is not finite");
    std::copy(vector.begin(), vector.end(), out.begin());
}

// The unit vector of a term, and the id of a word.
int64_t unit_vector(const WordTable& table, Lookup& lookup, const Term& term,
                    std::span<float> out) {
    int64_t id = no_vector;
    if (const auto* const word = std::get_if<std::string_view>(&term))
        id = known_vector(table, lookup, *word, out.data());
    else
        copy_vector(std::get<std::span<const float>>(term), out);
    to_unit_length(out);
    return id;
}

}  // namespace

UnknownWord::UnknownWord(std::string_view unknown, const VocabView& vocab)
    : std::runtime_error(quoted(unknown) + " is not among " + grouped(vocab.size()) +
                         " words, and nothing gives it a vector"),
      word(unknown) {}

std::vector<float> unit_vectors(const WordTable& table, std::span<const Term> terms) {
    Lookup lookup(table);
    const size_t dim = table.rows.dim;
    std::vector<float> units(terms.size() * dim);
    for (size_t i = 0; i < terms.size(); ++i)
        unit_vector(table, lookup, terms[i], {units.data() + i * dim, dim});
    return units;
}

std::vector<int64_t> Question::hidden() const {
    std::vector<int64_t> ids = hidden_;
    std::sort(ids.begin(), ids.end());
    return ids;
}

void Question::hide(std::string_view word) {
    if (const int64_t id = lookup_.find(word); id >= 0) hidden_.push_back(id);
}

// A word that was asked for is hidden, or the tokens that stand for it.
void Question::add(const Term& term, float sign) {
    const int64_t id = unit_vector(table_, lookup_, term, term_);
    if (id >= 0) hidden_.push_back(id);
    if (id == composed_word)
        hidden_.insert(hidden_.end(), lookup_.last_parts().begin(), lookup_.last_parts().end());
    for (size_t k = 0; k < sum_.size(); ++k) sum_[k] += sign * term_[k];
}

Found ask(const WordTable& table, std::span<const Question> questions,
          const SearchOptions& options) {
    std::vector<float> directions;
    std::vector<int64_t> hidden;
    std::vector<uint64_t> offsets{0};
    for (const Question& question : questions) {
        const auto direction = question.direction();
        const auto ids = question.hidden();
        directions.insert(directions.end(), direction.begin(), direction.end());
        hidden.insert(hidden.end(), ids.begin(), ids.end());
        offsets.push_back(hidden.size());
    }
    return search(table.rows, table.inverse_norms, {directions.data(), questions.size()},
                  Excluded{hidden, offsets}, options);
}

Found ask(const WordTable& table, const Question& question, const SearchOptions& options) {
    return ask(table, {&question, 1}, options);
}

Found ask(const WordTable& table, const Analogy& analogy, const SearchOptions& options) {
    Question question(table);
    if (analogy.method == AnalogyMethod::add) {
        question.add(analogy.b), question.add(analogy.c), question.add(analogy.a, -1);
        return ask(table, question, options);
    }
    const float signs[] = {-1, 1, 1};
    std::vector<float> terms;
    for (const Term& term : {analogy.a, analogy.b, analogy.c}) {
        question.add(term);
        terms.insert(terms.end(), question.last().begin(), question.last().end());
    }
    const std::vector<int64_t> hidden = question.hidden();
    const uint64_t offsets[] = {0, hidden.size()};
    return search(table.rows, table.inverse_norms, {terms.data(), 1, 3, signs},
                  Excluded{hidden, offsets}, options);
}

double similarity(const WordTable& table, const Term& a, const Term& b) {
    const Term terms[] = {a, b};
    const std::vector<float> units = unit_vectors(table, terms);
    const size_t dim = table.rows.dim;
    double product = 0;
    for (size_t k = 0; k < dim; ++k) product += static_cast<double>(units[k]) * units[dim + k];
    return std::clamp(product, -1.0, 1.0);
}

}  // namespace malvec
