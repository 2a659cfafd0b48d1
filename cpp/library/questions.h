// What word vectors are asked: neighbours of sums of words and
// vectors, analogies, similarities. Words asked for are not found.
#pragma once
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "library/lookup.h"
#include "search/exact.h"

namespace malvec {

// A word, or a vector [dim].
using Term = std::variant<std::string_view, std::span<const float>>;

// A word has no vector.
struct UnknownWord : std::runtime_error {
    UnknownWord(std::string_view unknown, const VocabView& vocab);
    std::string word;
};

// Terms scaled to length 1 [terms, dim]; zeros stay. UnknownWord where a word has no vector,
// NumericalError where that is not finite, invalid_argument where a vector of the caller cannot be.
std::vector<float> unit_vectors(const WordTable& table, std::span<const Term> terms);

// A direction, the sum of unit vectors, and the rows that must not be found.
class Question {
public:
    explicit Question(const WordTable& table)
        : table_(table), lookup_(table), term_(table.rows.dim), sum_(table.rows.dim) {}

    // Adds sign * the unit vector of a term; a word will not be found. Throws as unit_vectors does.
    void add(const Term& term, float sign = 1);
    void hide(std::string_view word);  // one that is not known is passed over

    std::span<const float> direction() const { return sum_; }
    std::span<const float> last() const { return term_; }  // the unit vector that was added last
    std::vector<int64_t> hidden() const;                   // ascending

private:
    const WordTable& table_;
    Lookup lookup_;
    std::vector<float> term_, sum_;
    std::vector<int64_t> hidden_;
};

// The rows nearest to each direction.
Found ask(const WordTable& table, std::span<const Question> questions,
          const SearchOptions& options);
Found ask(const WordTable& table, const Question& question, const SearchOptions& options);

enum class AnalogyMethod { add, multiply };

struct Analogy {
    Term a, b, c;  // a is to b as c is to what?
    AnalogyMethod method = AnalogyMethod::add;
};

Found ask(const WordTable& table, const Analogy& analogy, const SearchOptions& options);

// The cosine of two terms; 0 where one has a vector of zeros. Throws as unit_vectors does.
double similarity(const WordTable& table, const Term& a, const Term& b);

}  // namespace malvec
