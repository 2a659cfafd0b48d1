// How malvec.hpp calls the functions of malvec.h, and what these call back.
#pragma once
#include <malvec/malvec.h>
#include <malvec/values.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <string_view>

namespace malvec {
namespace detail {

inline malvec_text text(std::string_view view) { return {view.data(), view.size()}; }
inline std::string_view view(malvec_text text) { return {text.data, text.size}; }

// Calls a function of malvec.h, whose last argument is the error; throws what it says.
template <class Function, class... Arguments>
void call(Function function, Arguments... arguments) {
    malvec_error error{};
    if (function(arguments..., &error) != MALVEC_OK) throw Error(error.code, error.text);
}

// What malvec calls back must not throw into it: an exception stops the call and waits here.
class Guard {
public:
    template <class Back>
    std::int32_t operator()(Back&& back) noexcept {
        try {
            return back() ? 1 : 0;
        } catch (...) {
            thrown_ = std::current_exception();
            return 0;
        }
    }
    template <class... Arguments>
    void call(Arguments... arguments) const {
        try {
            detail::call(arguments...);
        } catch (const Error&) {
            if (thrown_) std::rethrow_exception(thrown_);
            throw;
        }
    }

private:
    std::exception_ptr thrown_;
};

// Options of malvec.h, of those above; they stay where they are.
template <class Options>
struct Asking {
    template <class How>
    explicit Asking(const How& how) : keep_going(how.keep_going) {
        options.size = sizeof options;
        options.threads = how.threads;
        options.keep_going = keep_going ? ask : nullptr;
        options.state = this;
    }
    Asking(const Asking&) = delete;
    static std::int32_t ask(void* state) {
        auto& self = *static_cast<Asking*>(state);
        return self.guard(self.keep_going);
    }

    const std::function<bool()>& keep_going;
    Guard guard;
    Options options{};
};

}  // namespace detail
}  // namespace malvec
