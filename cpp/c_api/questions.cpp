// Neighbours, analogies, similarities.
#include "library/questions.h"

#include <limits>

#include "c_api/checks.h"
#include "c_api/functions.h"
#include "c_api/handle.h"

namespace malvec::c_api {
namespace {

// How the rows are searched, and where what is found goes.
class Search {
public:
    Search(const malvec_model* model, const malvec_search_options* options, int64_t* ids,
           float* scores)
        : ids_(ids), scores_(scores) {
        want_pointer(model, "model");
        const malvec_search_options given = read_options(options, "malvec_search_options");
        want_known_flags(given.flags, 0);
        topn_ = given.topn ? given.topn : 10;
        want_room(topn_, 1, "topn");
        const size_t rows = model->model.words().rows.rows;
        options_.topn = std::min(topn_, rows);
        if (given.restrict_rows) options_.restrict_rows = given.restrict_rows;
        if (given.allowed) options_.allowed = {given.allowed, (rows + 63) / 64};
        options_.threads = threads_of(*model, given.threads);
        options_.keep_going = asking(given.keep_going, given.state);
    }

    const SearchOptions& options() const { return options_; }

    void want_output(size_t count) const {
        if (count > 0) want_pointer(ids_, "ids"), want_pointer(scores_, "scores");
        want_room(topn_, count, "topn");
    }

    // [count][topn], filled up where fewer rows were found.
    void give(const Found& found, size_t count) const {
        const size_t columns = count ? found.ids.size() / count : 0;
        for (size_t q = 0; q < count; ++q) {
            int64_t* const ids = ids_ + q * topn_;
            float* const scores = scores_ + q * topn_;
            std::copy_n(found.ids.data() + q * columns, columns, ids);
            std::copy_n(found.scores.data() + q * columns, columns, scores);
            std::fill(ids + columns, ids + topn_, -1);
            std::fill(scores + columns, scores + topn_, -std::numeric_limits<float>::infinity());
        }
    }

private:
    SearchOptions options_;
    size_t topn_ = 0;
    int64_t* ids_;
    float* scores_;
};

Excluded excluded_rows(const int64_t* ids, const uint64_t* offsets, size_t count,
                       std::vector<uint64_t>& none) {
    if (!offsets) {
        want(!ids, "excluded_offsets is NULL, but excluded is not");
        none.assign(count + 1, 0);
        return {{}, none};
    }
    const std::span given(offsets, count + 1);
    want(given[0] == 0 && std::is_sorted(given.begin(), given.end()),
         "excluded_offsets must rise from 0");
    want_room(given[count], 1, "the last of excluded_offsets");
    if (given[count] > 0) want_pointer(ids, "excluded");
    return {{ids, given[count]}, given};
}

}  // namespace

// #lizard forgives: the C interface
int32_t nearest(const malvec_model* model, const float* queries, size_t count,
                const int64_t* excluded, const uint64_t* excluded_offsets,
                const malvec_search_options* options, int64_t* ids, float* scores,
                malvec_error* error) noexcept {
    return guarded(error, [&] {
        Search how(model, options, ids, scores);
        const WordTable& words = model->model.words();
        if (count > 0) want_pointer(queries, "queries");
        want_room(count, words.rows.dim, "count");
        how.want_output(count);
        std::vector<uint64_t> none;
        const Excluded left_out = excluded_rows(excluded, excluded_offsets, count, none);
        how.give(search(words.rows, words.inverse_norms, {queries, count}, left_out, how.options()),
                 count);
    });
}

// #lizard forgives: the C interface
int32_t similar(const malvec_model* model, const malvec_text* plus, size_t plus_count,
                const malvec_text* minus, size_t minus_count, const malvec_search_options* options,
                int64_t* ids, float* scores, malvec_error* error) noexcept {
    return guarded(error, [&] {
        Search how(model, options, ids, scores);
        how.want_output(1);
        want(plus_count || minus_count, "an empty question: plus_count and minus_count are 0");
        Question question(model->model.words());
        for (const malvec_text word : checked(plus, plus_count, "plus"))
            question.add(checked(word, "a word of plus"), 1);
        for (const malvec_text word : checked(minus, minus_count, "minus"))
            question.add(checked(word, "a word of minus"), -1);
        how.give(ask(model->model.words(), question, how.options()), 1);
    });
}

// #lizard forgives: the C interface
int32_t analogy(const malvec_model* model, malvec_text a, malvec_text b, malvec_text c,
                int32_t method, const malvec_search_options* options, int64_t* ids, float* scores,
                malvec_error* error) noexcept {
    return guarded(error, [&] {
        Search how(model, options, ids, scores);
        how.want_output(1);
        want(method == MALVEC_3COSADD || method == MALVEC_3COSMUL,
             "method is MALVEC_3COSADD or MALVEC_3COSMUL");
        const auto as = method == MALVEC_3COSADD ? AnalogyMethod::add : AnalogyMethod::multiply;
        const Analogy asked{checked(a, "a"), checked(b, "b"), checked(c, "c"), as};
        how.give(ask(model->model.words(), asked, how.options()), 1);
    });
}

int32_t similarity(const malvec_model* model, malvec_text a, malvec_text b, double* cosine,
                   malvec_error* error) noexcept {
    return guarded(error, [&] {
        want_pointer(model, "model");
        want_pointer(cosine, "cosine");
        *cosine = malvec::similarity(model->model.words(), checked(a, "a"), checked(b, "b"));
    });
}

}  // namespace malvec::c_api
