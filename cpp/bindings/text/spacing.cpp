// Spacing: a counter that learns, a corrector that puts blanks.
#include <pybind11/stl.h>

#include <memory>

#include "bindings/arrays.h"
#include "bindings/options.h"
#include "bindings/text/register.h"
#include "bindings/tick.h"
#include "text/spacing_corrector.h"
#include "text/spacing_counter.h"

namespace malvec {
namespace {

void feed_spacing(SpacingCounter& counter, const py::buffer& lines) {
    const py::buffer_info info = lines.request();
    const std::string_view view = as_text(info);
    const py::gil_scoped_release released;
    counter.feed(view);
}

py::dict finish_spacing(SpacingCounter& counter, const py::dict& knobs, const py::object& tick) {
    const auto options = options_from<SpacingOptions>(knobs);
    const Tick call = make_tick(tick);
    CountedSpacing counted;
    {
        const py::gil_scoped_release released;
        counted = counter.finish(options, call);
    }
    using namespace py::literals;
    return py::dict("keys"_a = to_array(std::move(counted.keys)),
                    "offsets"_a = to_array(std::move(counted.offsets)),
                    "tags"_a = to_array(std::move(counted.tags)),
                    "counts"_a = to_array(std::move(counted.counts)));
}

py::dict spacing_statistics(const SpacingCounter& counter) {
    using namespace py::literals;
    const SpacingStatistics& s = counter.statistics();
    return py::dict("bytes"_a = s.bytes, "lines"_a = s.lines, "empty_lines"_a = s.empty_lines,
                    "characters"_a = s.characters, "blanks"_a = s.blanks);
}

// A corrector and the arrays it works on, kept alive.
struct HeldSpacing {
    Array<uint64_t> keys;
    Array<uint32_t> offsets;
    Array<uint16_t> tags;
    Array<uint32_t> counts;
    std::unique_ptr<SpacingCorrector> corrector;

    HeldSpacing(const py::tuple& trie, const py::dict& knobs,
                const std::vector<std::string>& exceptions)
        : keys(trie[0].cast<Array<uint64_t>>()), offsets(trie[1].cast<Array<uint32_t>>()),
          tags(trie[2].cast<Array<uint16_t>>()), counts(trie[3].cast<Array<uint32_t>>()) {
        const auto options = options_from<SpacingOptions>(knobs);
        std::vector<SpacingException> pins;
        for (const std::string& text : exceptions) pins.push_back(spacing_exception(text));
        const SpacingTrie view{as_span(keys), as_span(offsets), as_span(tags), as_span(counts)};
        const py::gil_scoped_release released;
        corrector = std::make_unique<SpacingCorrector>(view, options, pins);
    }

    py::bytes correct_text(const py::buffer& text, unsigned threads, const py::object& tick) const {
        const py::buffer_info info = text.request();
        const std::string_view view = as_text(info);
        const Tick call = make_tick(tick);
        std::string out;
        {
            const py::gil_scoped_release released;
            out = corrector->correct_text(view, threads, call);
        }
        return py::bytes(out);
    }

    py::tuple correct_all(const py::buffer& bytes, const Array<uint64_t>& ends, unsigned threads,
                          const py::object& tick) const {
        const py::buffer_info info = bytes.request();
        const std::string_view view = as_text(info);
        const Tick call = make_tick(tick);
        SpacingCorrector::Texts out;
        {
            const py::gil_scoped_release released;
            out = corrector->correct_all(view, as_span(ends), threads, call);
        }
        return py::make_tuple(py::bytes(out.bytes), to_array(std::move(out.ends)));
    }
};

}  // namespace

void register_spacing(py::module_& m) {
    py::class_<SpacingCounter>(m, "SpacingCounter", py::module_local(),
                               "Counts windows of characters in well-spaced text.")
        .def(py::init<>())
        .def("feed", &feed_spacing, py::arg("lines"), "Bytes of whole lines.")
        .def("finish", &finish_spacing, py::arg("knobs"), py::arg("tick"),
             "The trie of windows as a dict: keys, offsets, tags, counts.")
        .def_property_readonly("statistics", &spacing_statistics, "What was read, as a dict.");
    py::class_<HeldSpacing>(m, "SpacingCorrector", py::module_local(),
                            "Puts blanks by the counts of a trie (keys, offsets, tags, counts).")
        .def(py::init<const py::tuple&, const py::dict&, const std::vector<std::string>&>(),
             py::arg("trie"), py::arg("knobs"), py::arg("exceptions"))
        .def("correct_text", &HeldSpacing::correct_text, py::arg("text"), py::arg("threads"),
             py::arg("tick"), "Lines, each by itself.")
        .def("correct_all", &HeldSpacing::correct_all, py::arg("bytes"),
             py::arg("ends").noconvert(), py::arg("threads"), py::arg("tick"),
             "Texts end to end and where each ends; the same comes back.");
    add_knobs<SpacingOptions>(m, "spacing");
}

}  // namespace malvec
