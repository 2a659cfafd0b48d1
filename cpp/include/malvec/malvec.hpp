// malvec in C++17: malvec.h with owners, ranges and exceptions, and nothing but its functions.
//
//     malvec::Model model("reviews.safetensors");
//     for (auto& [word, score, id] : model.similar("희망", 5)) std::cout << word << score;
//     auto vector = model.vector("재밌엇다");
//     auto sentences = model.encode({"재미있는 영화", "지루한 영화"});
//     float first = sentences[1][0];
//
// What malvec.h promises holds here: a model does not change, any number of threads may ask it at
// once; a copy is one more owner of it. Whatever goes wrong is a malvec::Error with a code of
// malvec.h. An exception of a function that malvec calls ends the call and comes out of it.
#pragma once
#include <malvec/malvec.h>
#include <malvec/calls.hpp>
#include <malvec/tokenizer.hpp>
#include <malvec/values.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace malvec {
namespace detail {

using Encoding = Asking<malvec_encode_options>;

struct Cutting {
    static std::int32_t ask(void* state, malvec_text text, void (*emit)(void*, malvec_text),
                            void* sink) {
        auto& self = *static_cast<Cutting*>(state);
        return self.guard([&] {
            self.cut(view(text), [&](std::string_view token) { emit(sink, detail::text(token)); });
            return true;
        });
    }

    const Cut& cut;
    Guard& guard;
};

}  // namespace detail

// An open file. One that was made by default or moved from waits for an assignment.
class Model {
public:
    Model() = default;
    explicit Model(const std::string& path, const Open& open = {}) {
        detail::Asking<malvec_open_options> opening(open);
        opening.options.flags = open.flags;
        opening.options.dictionary = open.dictionary.empty() ? nullptr : open.dictionary.c_str();
        opening.guard.call(malvec_open, path.c_str(), &opening.options, &model_);
    }
    Model(const Model& other) : model_(other.model_ ? malvec_retain(other.model_) : nullptr) {}
    Model(Model&& other) noexcept : model_(std::exchange(other.model_, nullptr)) {}
    Model& operator=(Model other) noexcept {
        std::swap(model_, other.model_);
        return *this;
    }
    ~Model() { malvec_release(model_); }

    malvec_model* get() const { return model_; }  // for the functions of malvec.h

    std::uint64_t fact(std::int32_t which) const {  // MALVEC_BYTES, MALVEC_HAS_ENCODER, …
        std::uint64_t value = 0;
        detail::call(malvec_fact, model_, which, &value);
        return value;
    }
    std::size_t dim() const { return fact(MALVEC_DIM); }
    std::size_t size() const { return fact(MALVEC_WORDS); }
    // "recipe", "report" and the like, mostly JSON; lives as long as the model.
    std::optional<std::string_view> metadata(std::string_view key) const {
        malvec_text value{};
        try {
            detail::call(malvec_metadata, model_, detail::text(key), &value);
        } catch (const Error& error) {
            if (error.code() == MALVEC_NOT_FOUND) return std::nullopt;
            throw;
        }
        return detail::view(value);
    }

    // The id of a word, -1 where it is not among the words; and back.
    std::int64_t find(std::string_view word) const {
        const std::int64_t id = malvec_find(model_, detail::text(word));
        if (id < -1 && !model_) throw Error(MALVEC_INVALID, "no model is open");
        if (id < -1) throw Error(MALVEC_MEMORY, "there is not enough memory");
        return id;
    }
    std::string_view word(std::uint64_t id) const {  // lives as long as the model
        malvec_text word{};
        detail::call(malvec_word, model_, id, &word, nullptr);
        return detail::view(word);
    }
    std::uint64_t count(std::uint64_t id) const {
        std::uint64_t count = 0;
        detail::call(malvec_word, model_, id, nullptr, &count);
        return count;
    }

    // With MALVEC_COMPOSE unseen words have a vector too, made of sub-words; MALVEC_UNIT scales.
    std::vector<float> vector(std::string_view word, std::uint32_t flags = MALVEC_COMPOSE) const {
        std::int64_t id = 0;
        Matrix one = vectors(word, flags, &id);
        if (id == -2) throw Error(MALVEC_NOT_FOUND, "no vector for '" + std::string(word) + "'");
        return std::move(one.values);
    }
    // ids [words.size()]: -1 of one that was composed, -2 of one without a vector, a row of zeros.
    Matrix vectors(const Texts& words, std::uint32_t flags = MALVEC_COMPOSE,
                   std::int64_t* ids = nullptr) const {
        Matrix out = zeros(words.size());
        detail::call(malvec_vectors, model_, words.data(), words.size(), flags, out.values.data(),
                     ids);
        return out;
    }

    double similarity(std::string_view a, std::string_view b) const {
        double cosine = 0;
        detail::call(malvec_similarity, model_, detail::text(a), detail::text(b), &cosine);
        return cosine;
    }
    // The words nearest to one, or to the sum of some less that of others; none of them is found.
    Neighbours similar(const Texts& plus, const Search& search = {}) const {
        return similar(plus, Texts(), search);
    }
    Neighbours similar(const Texts& plus, const Texts& minus, const Search& search = {}) const {
        return ask(search, malvec_similar, model_, plus.data(), plus.size(), minus.data(),
                   minus.size());
    }
    // a is to b as c is to what?
    Neighbours analogy(std::string_view a, std::string_view b, std::string_view c,
                       const Search& search = {}, std::int32_t method = MALVEC_3COSADD) const {
        return ask(search, malvec_analogy, model_, detail::text(a), detail::text(b),
                   detail::text(c), method);
    }
    // The words nearest to a vector, without those of some ids.
    Neighbours nearest(Row vector, const Search& search = {},
                       std::vector<std::int64_t> excluded = {}) const {
        check_dim(vector.size());
        std::sort(excluded.begin(), excluded.end());
        const std::uint64_t offsets[] = {0, excluded.size()};
        return ask(search, malvec_nearest, model_, vector.data(), std::size_t{1}, excluded.data(),
                   offsets);
    }
    // The words nearest to each of many vectors, which are searched together: sooner than alone.
    std::vector<Neighbours> nearest(const Matrix& vectors, const Search& search = {}) const {
        if (vectors.size() == 0) return {};
        check_dim(vectors.dim);
        return ask_of(vectors.size(), search, malvec_nearest, model_, vectors.values.data(),
                      vectors.size(), nullptr, nullptr);
    }

    // What cuts texts into the tokens that are encoded; it may live longer than the model.
    Tokenizer tokenizer() const {
        malvec_tokenizer* made = nullptr;
        detail::call(malvec_model_tokenizer, model_, &made);
        return Tokenizer(made);
    }
    // A vector per text, zeros where no word of it has one: `empty` counts these.
    Matrix encode(const Texts& texts, const Encode& how = {},
                  std::uint64_t* empty = nullptr) const {
        Matrix out = zeros(texts.size());
        detail::Encoding encoding(how);
        encoding.guard.call(malvec_encode, model_, texts.data(), texts.size(), &encoding.options,
                            out.values.data(), empty);
        return out;
    }
    // The same with a tokenizer of yours, and of the tokens of each text.
    Matrix encode(const Texts& texts, const Cut& cut, const Encode& how = {},
                  std::uint64_t* empty = nullptr) const {
        Matrix out = zeros(texts.size());
        detail::Encoding encoding(how);
        detail::Cutting cutting{cut, encoding.guard};
        encoding.guard.call(malvec_encode_cut, model_, texts.data(), texts.size(),
                            detail::Cutting::ask, &cutting, &encoding.options, out.values.data(),
                            empty);
        return out;
    }
    template <class Lists = std::vector<Texts>>
    Matrix encode_tokens(const Lists& texts, const Encode& how = {},
                         std::uint64_t* empty = nullptr) const {
        std::vector<malvec_text> tokens;
        std::vector<std::uint64_t> offsets{0};
        static_assert(std::is_reference_v<decltype(*std::begin(texts))>,
                      "this range makes each list anew, and its tokens would be gone before they "
                      "are read: put the lists into a std::vector");
        for (const auto& text : texts) {
            const Texts some(text);
            tokens.insert(tokens.end(), some.data(), some.data() + some.size());
            offsets.push_back(tokens.size());
        }
        Matrix out = zeros(offsets.size() - 1);
        detail::Encoding encoding(how);
        encoding.guard.call(malvec_encode_tokens, model_, tokens.data(), offsets.data(), out.size(),
                            &encoding.options, out.values.data(), empty);
        return out;
    }

private:
    Matrix zeros(std::size_t rows) const {
        const std::size_t columns = dim();
        return {columns, std::vector<float>(rows * columns)};
    }
    void check_dim(std::size_t given) const {
        if (given != dim())
            throw Error(MALVEC_INVALID, "the vector has " + std::to_string(given) +
                                            " numbers, those of the model have " +
                                            std::to_string(dim()));
    }
    template <class Question, class... Arguments>
    Neighbours ask(const Search& search, Question question, Arguments... arguments) const {
        return std::move(ask_of(1, search, question, arguments...).front());
    }
    template <class Question, class... Arguments>
    std::vector<Neighbours> ask_of(std::size_t queries, const Search& search, Question question,
                                   Arguments... arguments) const {
        const std::size_t rows = fact(MALVEC_ROWS), topn = std::min(search.topn, rows);
        if (!search.allowed.empty() && search.allowed.size() != (rows + 63) / 64)
            throw Error(MALVEC_INVALID, "allowed has " + std::to_string(search.allowed.size()) +
                                            " numbers, one per 64 rows would be " +
                                            std::to_string((rows + 63) / 64));
        std::vector<Neighbours> found(queries);
        if (topn == 0) return found;
        std::vector<std::int64_t> ids(queries * topn);
        std::vector<float> scores(ids.size());
        detail::Asking<malvec_search_options> searching(search);
        searching.options.topn = topn;
        searching.options.restrict_rows = search.restrict_rows;
        searching.options.allowed = search.allowed.empty() ? nullptr : search.allowed.data();
        searching.guard.call(question, arguments..., &searching.options, ids.data(), scores.data());
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (ids[i] < 0) continue;  // there were fewer
            const auto id = static_cast<std::uint64_t>(ids[i]);
            found[i / topn].push_back({name(id), scores[i], id});
        }
        return found;
    }
    std::string name(std::uint64_t row) const {
        return size() > 0 ? std::string(word(row)) : std::to_string(row);
    }

    malvec_model* model_ = nullptr;
};

}  // namespace malvec
