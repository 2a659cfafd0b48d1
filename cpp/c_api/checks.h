// Arguments of C looked at, and exceptions turned into codes with a sentence.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "malvec/malvec.h"

namespace malvec::c_api {

// There is no such key.
struct NotFound : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// A function of the caller asked for it.
struct Stopped {};

// The caller's function as the core asks it, on one thread: as often as it likes, while the caller
// is asked twenty times a second at most. Throws Stopped.
std::function<bool()> asking(malvec_keep_going keep_going, void* state);

// The exception at hand as a code, written with its sentence where an error is wanted.
int32_t tell(malvec_error* error) noexcept;

// Does the work, and gives its code.
template <class Work>
int32_t guarded(malvec_error* error, Work&& work) noexcept {
    try {
        work();
        if (error) error->code = MALVEC_OK, error->text[0] = '\0';
        return MALVEC_OK;
    } catch (...) {
        return tell(error);
    }
}

inline void want(bool sound, const char* sentence) {
    if (!sound) throw std::invalid_argument(sentence);
}

void want_pointer(const void* pointer, const char* name);
void want_known_flags(uint32_t flags, uint32_t known);

// n rows of `columns` numbers, which memory must be able to hold.
void want_room(size_t n, size_t columns, const char* name);

std::string_view checked(malvec_text text, const char* name);
std::span<const malvec_text> checked(const malvec_text* texts, size_t n, const char* name);

void check_size(size_t size, size_t known, const char* type);

// The caller's options as far as they go, zeros after that and where there are none.
template <class Options>
Options read_options(const Options* given, const char* type) {
    Options options = {};
    if (!given) return options;
    check_size(given->size, sizeof(Options), type);
    std::memcpy(&options, given, std::min(given->size, sizeof(Options)));
    return options;
}

}  // namespace malvec::c_api
