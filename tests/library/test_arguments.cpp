// Every NULL, size, flag, id and number that cannot be, to every function: a code and a sentence.
#include <cmath>
#include <limits>

#include "check.h"
#include "refusing.h"

using namespace asking;

namespace {

malvec_search_options asked() {
    return {sizeof(malvec_search_options), topn, 0, nullptr, 1, 0, nullptr, nullptr};
}

bool similar_refuses(const malvec_model* model, const malvec_search_options& options) {
    Room room;
    return refused([&](malvec_error* error) {
        return malvec_similar(model, &word, 1, nullptr, 0, &options, room.ids, room.scores, error);
    });
}

}  // namespace

TEST(the_library_tells_of_itself) {
    CHECK(malvec_abi() == MALVEC_ABI);
    CHECK(std::string(malvec_version()).find('.') != std::string::npos);
    CHECK(std::string("v4 v3 v2 base").find(malvec_isa()) != std::string::npos);
    CHECK(malvec_thread_budget() >= 1 && malvec_thread_budget() <= 1024);
}

TEST(open_refuses_what_cannot_be) {
    malvec_model* model = nullptr;
    const char* path = models().front().c_str();
    CHECK(refused([&](malvec_error* e) { return malvec_open(nullptr, nullptr, &model, e); }));
    CHECK(refused([&](malvec_error* e) { return malvec_open(path, nullptr, nullptr, e); }));
    for (const size_t size : {size_t{0}, size_t{1}, sizeof(malvec_open_options) + 1, huge}) {
        const malvec_open_options options{size, 0, 0, nullptr, nullptr, nullptr};
        CHECK(refused([&](malvec_error* e) { return malvec_open(path, &options, &model, e); }));
    }
    for (const uint32_t flags : {8u, 0x80000000u, ~0u}) {
        const malvec_open_options options{sizeof options, flags, 0, nullptr, nullptr, nullptr};
        model = reinterpret_cast<malvec_model*>(&model);
        CHECK(refused([&](malvec_error* e) { return malvec_open(path, &options, &model, e); }));
        CHECK(model == nullptr);
    }
    const auto io = [&](const char* wrong) {
        return gives(MALVEC_IO,
                     [&](malvec_error* e) { return malvec_open(wrong, nullptr, &model, e); });
    };
    CHECK(io("/nowhere/at/all") && io("/") && io(""));
    CHECK(io(std::string(100'000, 'x').c_str()));
    CHECK(
        gives(MALVEC_FORMAT, [&](malvec_error* e) {  // which is never opened, as a pipe would wait
            return malvec_open("/dev/null", nullptr, &model, e);
        }));
    CHECK(model == nullptr);
}

TEST(options_of_an_older_caller_are_read_as_far_as_they_go) {
    malvec_open_options options{sizeof(size_t), ~0u,     ~0u,
                                nullptr,        nullptr, nullptr};  // flags lie beyond its size
    malvec_model* model = nullptr;
    CHECK(malvec_open(models().front().c_str(), &options, &model, nullptr) == MALVEC_OK);
    Room room;
    malvec_search_options old{2 * sizeof(size_t), 2, huge, nullptr, ~0u, ~0u, nullptr, nullptr};
    CHECK(malvec_similar(model, &word, 1, nullptr, 0, &old, room.ids, room.scores, nullptr) ==
          MALVEC_OK);
    malvec_release(model);
}

TEST(nothing_is_released_and_retained) {
    malvec_release(nullptr);
    CHECK(malvec_retain(nullptr) == nullptr);
    CHECK(malvec_find(nullptr, word) == -2);
    malvec_model* model = nullptr;
    CHECK(malvec_open(models().front().c_str(), nullptr, &model, nullptr) == MALVEC_OK);
    CHECK(malvec_retain(model) == model);
    malvec_release(model);
    CHECK(malvec_find(model, word) >= -1);
    malvec_release(model);
}

TEST(facts_and_words_refuse_what_cannot_be) {
    const Opened model(models().front());
    uint64_t value = 7;
    malvec_text text{};
    CHECK(refused([&](malvec_error* e) { return malvec_fact(nullptr, MALVEC_DIM, &value, e); }));
    CHECK(refused([&](malvec_error* e) { return malvec_fact(model, MALVEC_DIM, nullptr, e); }));
    for (const int32_t fact : {0, -1, 1000, std::numeric_limits<int32_t>::min()})
        CHECK(refused([&](malvec_error* e) { return malvec_fact(model, fact, &value, e); }));
    CHECK(refused([&](malvec_error* e) { return malvec_metadata(nullptr, word, &text, e); }));
    CHECK(refused([&](malvec_error* e) { return malvec_metadata(model, word, nullptr, e); }));
    CHECK(refused([&](malvec_error* e) { return malvec_metadata(model, broken, &text, e); }));
    CHECK(gives(MALVEC_NOT_FOUND,
                [&](malvec_error* e) { return malvec_metadata(model, word, &text, e); }));
    CHECK(refused([&](malvec_error* e) { return malvec_word(nullptr, 0, &text, &value, e); }));
    for (const uint64_t id : {model.fact(MALVEC_WORDS), ~uint64_t{0}, uint64_t{1} << 63})
        CHECK(refused([&](malvec_error* e) { return malvec_word(model, id, &text, &value, e); }));
    CHECK(malvec_word(model, 0, nullptr, nullptr, nullptr) == MALVEC_OK);
    CHECK(malvec_find(model, broken) == -2 && malvec_find(model, {word.data, huge}) == -2);
}

TEST(vectors_refuses_what_cannot_be) {
    const Opened model(models().front());
    Room room;
    const auto refuses = [&](const malvec_model* m, const malvec_text* words, size_t n,
                             uint32_t flags, float* out) {
        return refused(
            [&](malvec_error* e) { return malvec_vectors(m, words, n, flags, out, room.ids, e); });
    };
    CHECK(refuses(nullptr, &word, 1, 0, room.row));
    CHECK(refuses(model, nullptr, 1, 0, room.row));
    CHECK(refuses(model, &word, 1, 0, nullptr));
    CHECK(refuses(model, &broken, 1, 0, room.row));
    CHECK(refuses(model, &word, 1, 4, room.row) && refuses(model, &word, 1, ~0u, room.row));
    CHECK(refuses(model, &word, huge, 0, room.row));
    CHECK(malvec_vectors(model, nullptr, 0, 0, nullptr, nullptr, nullptr) == MALVEC_OK);
    CHECK(malvec_vectors(model, &word, 1, 0, room.row, nullptr, nullptr) == MALVEC_OK);
}

TEST(searches_refuse_options_that_cannot_be) {
    const Opened model(models().front());
    for (const size_t size : {size_t{0}, size_t{7}, sizeof(malvec_search_options) + 1, huge}) {
        malvec_search_options options = asked();
        options.size = size;
        CHECK(similar_refuses(model, options));
    }
    for (const uint32_t flags : {1u, ~0u}) {
        malvec_search_options options = asked();
        options.flags = flags;
        CHECK(similar_refuses(model, options));
    }
    for (const size_t topn : {huge, huge / 2, huge / sizeof(int64_t)}) {
        malvec_search_options options = asked();
        options.topn = topn;
        CHECK(similar_refuses(model, options));
    }
}

TEST(a_search_of_many_queries_is_stopped_by_its_caller) {
    const Opened model(models().front());
    int questions = 0;
    malvec_search_options options = asked();
    options.topn = 1, options.state = &questions;
    options.keep_going = [](void* state) { return ++*static_cast<int*>(state), 0; };
    int32_t code = MALVEC_OK;
    // A quick machine is done with fewer before it asks.
    for (size_t many = size_t{1} << 18; questions == 0 && many <= size_t{1} << 23; many *= 2) {
        const std::vector<float> queries(many * model.fact(MALVEC_DIM), 1.f);
        std::vector<int64_t> ids(many);
        std::vector<float> scores(many);
        code = malvec_nearest(model, queries.data(), many, nullptr, nullptr, &options, ids.data(),
                              scores.data(), nullptr);
    }
    CHECK(code == MALVEC_STOPPED);
    CHECK(questions == 1);
}

TEST(nearest_refuses_what_cannot_be) {
    const Opened model(models().front());
    const malvec_search_options options = asked();
    Room room;
    std::vector<float> query(model.fact(MALVEC_DIM), 1.f);
    const auto ask = [&](const malvec_model* m, const float* queries, size_t count,
                         const int64_t* excluded, const uint64_t* offsets, int64_t* ids,
                         float* scores) {
        return [=, &options](malvec_error* e) {
            return malvec_nearest(m, queries, count, excluded, offsets, &options, ids, scores, e);
        };
    };
    const float* const q = query.data();
    const auto rows = static_cast<int64_t>(model.fact(MALVEC_WORDS));
    const uint64_t two[] = {0, 2}, late[] = {1, 2}, falling[] = {0, 2, 1};
    const int64_t descending[] = {1, 0}, negative[] = {-1, 0}, beyond[] = {0, rows},
                  fine[] = {0, 1};
    CHECK(refused(ask(nullptr, q, 1, nullptr, nullptr, room.ids, room.scores)));
    CHECK(refused(ask(model, nullptr, 1, nullptr, nullptr, room.ids, room.scores)));
    CHECK(refused(ask(model, q, 1, nullptr, nullptr, nullptr, room.scores)));
    CHECK(refused(ask(model, q, 1, nullptr, nullptr, room.ids, nullptr)));
    CHECK(refused(ask(model, q, 1, fine, nullptr, room.ids, room.scores)));
    CHECK(refused(ask(model, q, 1, nullptr, two, room.ids, room.scores)));
    CHECK(refused(ask(model, q, huge, nullptr, nullptr, room.ids, room.scores)));
    CHECK(refused(ask(model, q, 1, descending, two, room.ids, room.scores)));
    CHECK(refused(ask(model, q, 1, fine, late, room.ids, room.scores)));
    std::vector<float> more(2 * query.size(), 1.f);
    CHECK(refused(ask(model, more.data(), 2, fine, falling, room.ids, room.scores)));
    for (const int64_t* ids : {fine, negative, beyond})  // who is not there is not found anyway
        CHECK(ask(model, q, 1, ids, two, room.ids, room.scores)(nullptr) == MALVEC_OK);
    CHECK(ask(model, nullptr, 0, nullptr, nullptr, nullptr, nullptr)(nullptr) == MALVEC_OK);
    for (const float odd : {NAN, INFINITY, -INFINITY}) {
        query.back() = odd;
        const int32_t code = ask(model, q, 1, nullptr, nullptr, room.ids, room.scores)(nullptr);
        CHECK(code == MALVEC_NUMERICAL || code == MALVEC_INVALID);
    }
}

TEST(questions_refuse_what_cannot_be) {
    const Opened model(models().front());
    const malvec_search_options options = asked();
    Room room;
    const auto similar = [&](const malvec_model* m, const malvec_text* plus, size_t p,
                             const malvec_text* minus, size_t n) {
        return [=, &options, &room](malvec_error* e) {
            return malvec_similar(m, plus, p, minus, n, &options, room.ids, room.scores, e);
        };
    };
    CHECK(refused(similar(nullptr, &word, 1, nullptr, 0)));
    CHECK(refused(similar(model, nullptr, 1, nullptr, 0)));
    CHECK(refused(similar(model, &word, 1, nullptr, 1)));
    CHECK(refused(similar(model, nullptr, 0, nullptr, 0)));
    CHECK(refused(similar(model, &broken, 1, nullptr, 0)));
    CHECK(refused(similar(model, &word, huge, nullptr, 0)));
    const auto analogy = [&](const malvec_model* m, malvec_text a, int32_t method, int64_t* ids) {
        return [=, &options, &room](malvec_error* e) {
            return malvec_analogy(m, a, word, word, method, &options, ids, room.scores, e);
        };
    };
    CHECK(refused(analogy(nullptr, word, 0, room.ids)) &&
          refused(analogy(model, broken, 0, room.ids)));
    CHECK(refused(analogy(model, word, 2, room.ids)) &&
          refused(analogy(model, word, -1, room.ids)));
    CHECK(refused(analogy(model, word, 0, nullptr)));
    double cosine = 0;
    CHECK(refused(
        [&](malvec_error* e) { return malvec_similarity(nullptr, word, word, &cosine, e); }));
    CHECK(
        refused([&](malvec_error* e) { return malvec_similarity(model, word, word, nullptr, e); }));
    CHECK(refused(
        [&](malvec_error* e) { return malvec_similarity(model, word, broken, &cosine, e); }));
    CHECK(gives(MALVEC_NOT_FOUND, [&](malvec_error* e) {
        return malvec_similarity(model, word, {"", 0}, &cosine, e);
    }));
}
