// From a word to its row, or to a vector composed of its sub-words. In this order:
//   as it stands, cleaned as the text was (an NFD form finds its NFC,
//   ㅋㅋㅋㅋ finds ㅋㅋ), in form NFC where sub-words are of jamo; then
//   composed of its n-grams, else of the known tokens that it is cut into
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/vocab.h"
#include "search/rows.h"
#include "text/compose.h"
#include "text/core_tokenizer.h"

namespace malvec {

// Cleans a text into `out`, which comes empty. False: it is clean, and `out` is untouched.
using Clean = std::function<bool(std::string_view text, std::string& out)>;
// Cleans a text and gives its tokens, one by one; none where that cannot be done here.
using Cut = std::function<void(std::string_view text, const Emit& emit)>;

// How often each word was seen, and all of them, which are added up when that is first asked for.
class SeenCounts {
public:
    SeenCounts() = default;
    SeenCounts(const SeenCounts&) = delete;
    SeenCounts& operator=(const SeenCounts&) = delete;
    void operator=(std::span<const uint64_t> counts) { counts_ = counts, total_ = 0; }

    bool empty() const { return counts_.empty(); }  // not known
    uint64_t operator[](size_t id) const { return counts_[id]; }
    uint64_t total() const;

private:
    std::span<const uint64_t> counts_;
    mutable std::atomic<uint64_t> total_ = 0;  // 0: not added up yet
};

// The words of a model and all that finds their vectors: views, whose owner keeps the rest alive.
struct WordTable {
    VocabView vocab;
    RowsView rows;
    std::span<const float> inverse_norms;  // [rows]
    const NgramTable* ngrams = nullptr;    // nullptr: words that were not seen have no vector
    bool unit_length = false;              // composed vectors are scaled to length 1
    SeenCounts counts{};
    Clean clean = nullptr;  // nullptr: words are looked up as they stand
    Cut cut = nullptr;      // nullptr: tokens do not stand for unseen words
};

constexpr int64_t composed_word = -1, no_vector = -2;

// Whether a word shows nothing: no bytes, blanks, fillers of Hangul. Such words have no vector.
bool shows_nothing(std::string_view word);

// Divides by the length; zeros stay.
void to_unit_length(std::span<float> vector);

// Looks words up, one after another; holds the memory for it.
class Lookup {
public:
    explicit Lookup(const WordTable& table) : table_(table) {}

    // The id of a word; negative: it is not among the words.
    int64_t find(std::string_view word);
    // The same, and its vector [dim], zeros where the id is no_vector: of
    // words that were seen alone, or else composed.
    int64_t seen(std::string_view word, float* out);
    int64_t vector(std::string_view word, float* out);

    // The tokens that stood for the word of the last vector(); none where it has one of its own.
    std::span<const uint32_t> last_parts() const { return last_parts_; }
    // The tokens that stand for a word that was not seen, where there
    // are no sub-words and all of them are known; else none.
    std::vector<uint32_t> parts(std::string_view word) const;

    // Of a token that an encoder met: what is not found is cleaned, if asked for, before
    // all else. no_vector also where none of its n-grams has a row.
    int64_t token(std::string_view token, bool clean, float* out);

private:
    int64_t as_it_stands(std::string_view word) const;
    std::string_view cleaned(std::string_view word);
    std::string_view form(std::string_view word);
    void compose(std::string_view word, float* out);

    const WordTable& table_;
    std::optional<WordComposer> composer_;
    std::string cleaned_, form_;
    std::vector<uint32_t> last_parts_;
};

}  // namespace malvec
