// Knobs out of range: an invalid_argument that names the knob, its value and what it may be.
#pragma once
#include <cmath>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace malvec {

// A number as one would write it: 0.05, not 0.050000.
template <class Value>
std::string shown(const Value& value) {
    if constexpr (std::is_arithmetic_v<Value>) {
        std::string text = std::to_string(value);
        if (std::is_floating_point_v<Value> && std::isfinite(static_cast<double>(value)))
            text.erase(text.find_last_not_of('0') + 1);
        return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
    } else {
        return "'" + std::string(value) + "'";
    }
}

template <class Value>
void require_knob(bool condition, const char* knob, const Value& value, const std::string& rule) {
    if (!condition)
        throw std::invalid_argument(std::string(knob) + "=" + shown(value) + ": must be " + rule);
}

}  // namespace malvec
