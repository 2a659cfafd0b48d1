// Texts, tokens and tokenizers that cannot be encoded.
#include <chrono>
#include <thread>

#include "check.h"
#include "refusing.h"

using namespace asking;

// Those with an encoder, and with a tokenizer of the core where that is wanted.
template <class Visit>
size_t each_encoder(bool with_tokenizer, Visit&& visit) {
    size_t seen = 0;
    for (const std::string& path : models()) {
        const Opened model(path);
        if (!model.fact(MALVEC_HAS_ENCODER)) continue;
        if (with_tokenizer && !model.fact(MALVEC_HAS_TOKENIZER)) continue;
        visit(model), ++seen;
    }
    return seen;
}

TEST(who_has_no_encoder_encodes_nothing) {
    Room room;
    for (const std::string& path : models()) {
        const Opened model(path);
        if (model.fact(MALVEC_HAS_ENCODER)) continue;
        CHECK(gives(MALVEC_UNSUPPORTED, [&](malvec_error* e) {
            return malvec_encode(model, &word, 1, nullptr, room.row, nullptr, e);
        }));
    }
}

TEST(what_only_python_cuts_is_not_encoded) {
    Room room;
    size_t seen = 0;
    each_encoder(false, [&](const Opened& model) {
        if (model.fact(MALVEC_HAS_TOKENIZER)) return;
        CHECK(gives(MALVEC_UNSUPPORTED, [&](malvec_error* e) {
            return malvec_encode(model, &word, 1, nullptr, room.row, nullptr, e);
        }));
        const uint64_t one[] = {0, 1};
        CHECK(malvec_encode_tokens(model, &word, one, 1, nullptr, room.row, nullptr, nullptr) == 0);
        ++seen;
    });
    CHECK(seen >= 1);
}

TEST(encoding_of_tokens_refuses_what_cannot_be) {
    Room room;
    const uint64_t one[] = {0, 1}, falling[] = {0, 1, 0}, late[] = {1, 1};
    const malvec_text two[] = {word, word};
    CHECK(2 <= each_encoder(false, [&](const malvec_model* model) {
              const auto tokens = [&](const malvec_text* given, const uint64_t* offsets, size_t n,
                                      float* out) {
                  return refused([&](malvec_error* e) {
                      return malvec_encode_tokens(model, given, offsets, n, nullptr, out, nullptr,
                                                  e);
                  });
              };
              CHECK(tokens(nullptr, one, 1, room.row) && tokens(&word, nullptr, 1, room.row));
              CHECK(tokens(&word, one, 1, nullptr) && tokens(&word, one, huge, room.row));
              CHECK(tokens(two, falling, 2, room.row) && tokens(two, late, 1, room.row));
              CHECK(tokens(&broken, one, 1, room.row));
          }));
}

TEST(encoding_of_texts_refuses_what_cannot_be) {
    Room room;
    CHECK(2 <= each_encoder(true, [&](const malvec_model* model) {
              const auto texts = [&](const malvec_text* given, size_t n, float* out) {
                  return refused([&](malvec_error* e) {
                      return malvec_encode(model, given, n, nullptr, out, nullptr, e);
                  });
              };
              CHECK(texts(nullptr, 1, room.row) && texts(&word, 1, nullptr));
              CHECK(texts(&broken, 1, room.row) && texts(&word, huge, room.row));
              CHECK(malvec_encode(model, nullptr, 0, nullptr, nullptr, nullptr, nullptr) ==
                    MALVEC_OK);
          }));
}

TEST(a_tokenizer_of_the_caller_may_be_missing_or_say_stop) {
    Room room;
    const auto stop = [](void*, malvec_text, void (*)(void*, malvec_text), void*) { return 0; };
    CHECK(2 <= each_encoder(false, [&](const malvec_model* model) {
              const auto cut_by = [&](malvec_cut cut) {
                  return [&, cut](malvec_error* e) {
                      return malvec_encode_cut(model, &word, 1, cut, nullptr, nullptr, room.row,
                                               nullptr, e);
                  };
              };
              CHECK(refused(cut_by(nullptr)));
              CHECK(gives(MALVEC_STOPPED, cut_by(stop)));
          }));
}

TEST(encoding_refuses_options_that_cannot_be) {
    Room room;
    const uint64_t one[] = {0, 1};
    CHECK(2 <= each_encoder(false, [&](const malvec_model* model) {
              const auto refuses = [&](const malvec_encode_options& options) {
                  return refused([&](malvec_error* e) {
                      return malvec_encode_tokens(model, &word, one, 1, &options, room.row, nullptr,
                                                  e);
                  });
              };
              for (const size_t size : {size_t{0}, size_t{7}, sizeof(malvec_encode_options) + 1})
                  CHECK(refuses({size, 0, 0, nullptr, nullptr}));
              for (const uint32_t flags : {1u, ~0u})
                  CHECK(refuses({sizeof(malvec_encode_options), 0, flags, nullptr, nullptr}));
          }));
}

TEST(encoding_is_stopped_by_its_caller) {
    std::string some;
    while (some.size() < 1 << 16) some += "봄 비 ";
    const std::vector<malvec_text> texts(1 << 13, text(some));
    const auto stop = [](void* state) { return ++*static_cast<int*>(state), 0; };
    const auto slow = [](void*, malvec_text, void (*)(void*, malvec_text), void*) {
        std::this_thread::sleep_for(std::chrono::microseconds(50));
        return 1;
    };
    CHECK(2 <= each_encoder(true, [&](const Opened& model) {
              std::vector<float> rows(texts.size() * model.fact(MALVEC_DIM));
              for (const uint32_t threads : {1u, 2u}) {
                  int asked = 0;
                  const malvec_encode_options options{sizeof options, threads, 0, stop, &asked};
                  CHECK(malvec_encode(model, texts.data(), texts.size(), &options, rows.data(),
                                      nullptr, nullptr) == MALVEC_STOPPED);
                  CHECK(malvec_encode_cut(model, texts.data(), texts.size(), slow, nullptr,
                                          &options, rows.data(), nullptr,
                                          nullptr) == MALVEC_STOPPED);
                  CHECK(asked == 2);
              }
          }));
}
