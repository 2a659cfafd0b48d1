// Words and their vectors.
#include "c_api/checks.h"
#include "c_api/functions.h"
#include "c_api/handle.h"

namespace malvec::c_api {

int64_t find(const malvec_model* model, malvec_text word) noexcept {
    int64_t id = -2;
    guarded(nullptr, [&] {
        want_pointer(model, "model");
        id = std::max<int64_t>(Lookup(model->model.words()).find(checked(word, "word")), -1);
    });
    return id;
}

int32_t word(const malvec_model* model, uint64_t id, malvec_text* word, uint64_t* count,
             malvec_error* error) noexcept {
    return guarded(error, [&] {
        want_pointer(model, "model");
        const std::string_view found = model->model.word(id);
        if (word) *word = {found.data(), found.size()};
        const auto& counts = model->model.words().counts;
        if (count) *count = counts.empty() ? 0 : counts[id];
    });
}

// #lizard forgives: the C interface
int32_t vectors(const malvec_model* model, const malvec_text* words, size_t n, uint32_t flags,
                float* out, int64_t* ids, malvec_error* error) noexcept {
    return guarded(error, [&] {
        want_pointer(model, "model");
        want_known_flags(flags, MALVEC_COMPOSE | MALVEC_UNIT);
        const auto wanted = checked(words, n, "words");
        const size_t dim = model->model.words().rows.dim;
        if (n > 0) want_pointer(out, "out"), want_room(n, dim, "n");
        Lookup lookup(model->model.words());
        for (size_t i = 0; i < n; ++i) {
            float* const row = out + i * dim;
            const auto text = checked(wanted[i], "a word");
            const int64_t id =
                flags & MALVEC_COMPOSE ? lookup.vector(text, row) : lookup.seen(text, row);
            if (flags & MALVEC_UNIT) to_unit_length({row, dim});
            if (ids) ids[i] = id;
        }
    });
}

}  // namespace malvec::c_api
