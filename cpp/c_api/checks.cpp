#include "c_api/checks.h"

#include <chrono>
#include <new>
#include <system_error>

#include "core/error.h"
#include "library/model.h"
#include "library/questions.h"

namespace malvec::c_api {
namespace {

int32_t write(malvec_error* error, int32_t code, std::string_view sentence) noexcept {
    if (!error) return code;
    size_t size = std::min(sentence.size(), sizeof error->text - 1);
    if (size < sentence.size())  // not within a character
        while (size > 0 && (static_cast<unsigned char>(sentence[size]) & 0xc0) == 0x80) --size;
    error->code = code;
    std::memcpy(error->text, sentence.data(), size);
    error->text[size] = '\0';
    return code;
}

}  // namespace

std::function<bool()> asking(malvec_keep_going keep_going, void* state) {
    using Clock = std::chrono::steady_clock;
    if (!keep_going) return nullptr;
    return [keep_going, state, asked = Clock::now()]() mutable {
        if (Clock::now() - asked < std::chrono::milliseconds(50)) return true;
        if (!keep_going(state)) throw Stopped();
        asked = Clock::now();
        return true;
    };
}

int32_t tell(malvec_error* error) noexcept {
    try {
        throw;
    } catch (const std::invalid_argument& e) {
        return write(error, MALVEC_INVALID, e.what());
    } catch (const std::out_of_range& e) {
        return write(error, MALVEC_INVALID, e.what());
    } catch (const UnknownWord& e) {
        return write(error, MALVEC_NOT_FOUND, e.what());
    } catch (const NotFound& e) {
        return write(error, MALVEC_NOT_FOUND, e.what());
    } catch (const FormatError& e) {
        return write(error, MALVEC_FORMAT, e.what());
    } catch (const IoError& e) {
        return write(error, MALVEC_IO, e.what());
    } catch (const Unsupported& e) {
        return write(error, MALVEC_UNSUPPORTED, e.what());
    } catch (const Stopped&) {
        return write(error, MALVEC_STOPPED, "stopped by the caller's function");
    } catch (const NumericalError& e) {
        return write(error, MALVEC_NUMERICAL, e.what());
    } catch (const std::overflow_error& e) {
        return write(error, MALVEC_NUMERICAL, e.what());
    } catch (const std::bad_alloc&) {
        return write(error, MALVEC_MEMORY, "there is not enough memory");
    } catch (const std::length_error&) {
        return write(error, MALVEC_MEMORY, "so much memory cannot be asked for");
    } catch (const std::system_error&) {
        return write(error, MALVEC_MEMORY, "the system gives no more threads; take threads = 1");
    } catch (const std::exception& e) {
        return write(error, MALVEC_BUG, e.what());
    } catch (...) {
        return write(error, MALVEC_INVALID, "a function of the caller threw an exception");
    }
}

void want_pointer(const void* pointer, const char* name) {
    if (!pointer) throw std::invalid_argument(std::string(name) + " is NULL");
}

void want_known_flags(uint32_t flags, uint32_t known) {
    if (flags & ~known)
        throw std::invalid_argument("flags has bits that this malvec does not know: " +
                                    std::to_string(flags & ~known));
}

void want_room(size_t n, size_t columns, const char* name) {
    if (n > PTRDIFF_MAX / sizeof(int64_t) / std::max<size_t>(columns, 1))
        throw std::invalid_argument(std::string(name) + " = " + std::to_string(n) +
                                    " is more than memory can hold");
}

std::string_view checked(malvec_text text, const char* name) {
    if (!text.data && text.size > 0)
        throw std::invalid_argument(std::string(name) + ".data is NULL");
    want_room(text.size, 1, "the size of a text");
    return text.data ? std::string_view(text.data, text.size) : std::string_view("");
}

std::span<const malvec_text> checked(const malvec_text* texts, size_t n, const char* name) {
    if (n > 0) want_pointer(texts, name);
    want_room(n, sizeof(malvec_text) / sizeof(int64_t), "the number of texts");
    return {texts, n};
}

void check_size(size_t size, size_t known, const char* type) {
    if (size < sizeof(size_t))
        throw std::invalid_argument("options->size is " + std::to_string(size) +
                                    ": set it to sizeof(" + type + ")");
    if (size > known)
        throw std::invalid_argument("options->size is " + std::to_string(size) + ", but a " + type +
                                    " of this malvec has " + std::to_string(known) +
                                    " bytes: the program was made for a newer one");
}

}  // namespace malvec::c_api
