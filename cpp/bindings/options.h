// A dict of knobs <-> an options struct, by the struct's own list of fields.
#pragma once
#include <pybind11/pybind11.h>

#include <string>
#include <vector>

namespace malvec {

template <class Options>
Options options_from(const pybind11::dict& knobs) {
    Options options;
    size_t used = 0;
    Options::fields([&](const char* name, auto field) {
        using Field = std::decay_t<decltype(options.*field)>;
        if (!knobs.contains(name)) return;
        ++used;
        // True is no number here
        const bool truth = pybind11::isinstance<pybind11::bool_>(knobs[name]);
        try {
            if (truth && !std::is_same_v<Field, bool>) throw pybind11::cast_error();
            options.*field = knobs[name].template cast<Field>();
        } catch (const pybind11::cast_error&) {
            const std::string kind = std::is_same_v<Field, std::string> ? "a string"
                                     : std::is_same_v<Field, bool>      ? "True or False"
                                     : std::is_floating_point_v<Field>
                                         ? "a number"
                                         : "a whole number of at least 0";
            throw pybind11::type_error(std::string(name) + "=" +
                                       std::string(pybind11::repr(knobs[name])) + ": must be " +
                                       kind);
        }
    });
    if (used != knobs.size())
        throw pybind11::type_error("unknown knob among " + std::string(pybind11::str(pybind11::list(
                                                               knobs.attr("keys")()))));
    return options;
}

// The same, and every value within its range.
template <class Options>
Options checked_options(const pybind11::dict& knobs) {
    const auto options = options_from<Options>(knobs);
    check(options);
    return options;
}

template <class Options>
pybind11::dict options_to_dict(const Options& options) {
    pybind11::dict knobs;
    Options::fields([&](const char* name, auto field) { knobs[name] = options.*field; });
    return knobs;
}

// NAME_knobs(knobs): checks them and fills in defaults.
template <class Options>
void add_knobs(pybind11::module_& m, const std::string& name) {
    m.def((name + "_knobs").c_str(),
          [](const pybind11::dict& knobs) {
              return options_to_dict(checked_options<Options>(knobs));
          },
          pybind11::arg("knobs"),
          "All knobs with their values; throws where one is out of range or unknown.");
}

}  // namespace malvec
