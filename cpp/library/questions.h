// What word vectors are asked: neighbours of sums of words and
// vectors, analogies, similarities. Words asked for are not found.
#pragma once
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "library/lookup.h"
#include "search/exact.h"

namespace malvec {

// A word has no vector.
struct UnknownWord : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A direction, the sum of unit vectors, and the rows that must not be found.
class Question {
public:
    explicit Question(const WordTable& table)
        : table_(table), lookup_(table), term_(table.rows.dim), sum_(table.rows.dim) {}

    // Adds sign * the unit vector of a word, which will not be found; UnknownWord
    // where it has none, NumericalError where that is not finite.
    void add(std::string_view word, float sign = 1);
    // The same of a vector [dim]; invalid_argument where it is not finite.
    void add(std::span<const float> vector, float sign = 1);
    void hide(std::string_view word);  // one that is not known is passed over

    std::span<const float> direction() const { return sum_; }
    std::vector<int64_t> hidden() const;  // ascending

private:
    void hide_asked(int64_t id, std::string_view word);
    void add_term(float sign);

    const WordTable& table_;
    Lookup lookup_;
    std::vector<float> term_, sum_;
    std::vector<int64_t> hidden_;
};

// The rows nearest to the direction.
Found ask(const WordTable& table, const Question& question, const SearchOptions& options);

enum class AnalogyMethod { add, multiply };

struct Analogy {
    std::string_view a, b, c;  // a is to b as c is to what?
    AnalogyMethod method = AnalogyMethod::add;
};

Found ask(const WordTable& table, const Analogy& analogy, const SearchOptions& options);

// The cosine of two words; 0 where one has a vector of zeros. Throws as Question::add does.
double similarity(const WordTable& table, std::string_view a, std::string_view b);

}  // namespace malvec
