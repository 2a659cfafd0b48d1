// What a call that cannot be gives: a code, and a whole sentence in the error.
#pragma once
#include <cstdio>
#include <cstring>
#include <limits>

#include "asking.h"

namespace asking {

inline constexpr malvec_text word{"비", 3}, broken{nullptr, 3};
inline constexpr auto huge = std::numeric_limits<size_t>::max();

// What a call told: the code that it gave and wrote, with a whole sentence.
struct Told {
    malvec_error error;
    int32_t code;

    Told() { std::memset(&error, 'x', sizeof error), code = 0; }
    bool is(int32_t wanted) const {
        if (code != wanted) return false;
        const void* const end = std::memchr(error.text, 0, sizeof error.text);
        return error.code == code && end != nullptr && end != error.text;
    }
};

template <class Call>
bool gives(int32_t wanted, Call&& call) {
    Told told;
    told.code = call(&told.error);
    if (!told.is(wanted)) std::fprintf(stderr, "gave %d: %.251s\n", told.code, told.error.text);
    return told.is(wanted) && call(nullptr) == wanted;  // an error that nobody wants
}

template <class Call>
bool refused(Call&& call) {
    return gives(MALVEC_INVALID, call);
}

struct Room {
    int64_t ids[topn];
    float scores[topn], row[most_dim];
};

}  // namespace asking
