// Texts, tokens and tokenizers that cannot be encoded.
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
            return malvec_encode(model, &word, 1, 1, room.row, nullptr, e);
        }));
    }
}

TEST(what_only_python_cuts_is_not_encoded) {
    Room room;
    size_t seen = 0;
    each_encoder(false, [&](const Opened& model) {
        if (model.fact(MALVEC_HAS_TOKENIZER)) return;
        CHECK(gives(MALVEC_UNSUPPORTED, [&](malvec_error* e) {
            return malvec_encode(model, &word, 1, 1, room.row, nullptr, e);
        }));
        const uint64_t one[] = {0, 1};
        CHECK(malvec_encode_tokens(model, &word, one, 1, 1, room.row, nullptr, nullptr) == 0);
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
                      return malvec_encode_tokens(model, given, offsets, n, 1, out, nullptr, e);
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
                      return malvec_encode(model, given, n, 1, out, nullptr, e);
                  });
              };
              CHECK(texts(nullptr, 1, room.row) && texts(&word, 1, nullptr));
              CHECK(texts(&broken, 1, room.row) && texts(&word, huge, room.row));
              CHECK(malvec_encode(model, nullptr, 0, 1, nullptr, nullptr, nullptr) == MALVEC_OK);
          }));
}

TEST(a_tokenizer_of_the_caller_may_be_missing_or_say_stop) {
    Room room;
    const auto stop = [](void*, malvec_text, void (*)(void*, malvec_text), void*) { return 0; };
    CHECK(2 <= each_encoder(false, [&](const malvec_model* model) {
              const auto cut_by = [&](malvec_cut cut) {
                  return [&, cut](malvec_error* e) {
                      return malvec_encode_cut(model, &word, 1, cut, nullptr, 1, room.row, nullptr,
                                               e);
                  };
              };
              CHECK(refused(cut_by(nullptr)));
              CHECK(gives(MALVEC_STOPPED, cut_by(stop)));
          }));
}
