// Counting: a corpus, or counts of several machines, to the arrays of a sparse matrix.
#include "bindings/arrays.h"
#include "bindings/cells.h"
#include "bindings/options.h"
#include "bindings/text/register.h"
#include "bindings/tick.h"
#include "corpus/counting/cooccur.h"

namespace malvec {
namespace {

// An array over memory or a mapped file that the core made.
template <class T>
Array<T> cell_array(std::shared_ptr<char[]> memory, uint64_t size, bool writable) {
    const auto* const data = reinterpret_cast<const T*>(memory.get());
    Array<T> array(size, data, kept_for_array(std::move(memory)));
    if (!writable)
        py::detail::array_proxy(array.ptr())->flags &= ~py::detail::npy_api::NPY_ARRAY_WRITEABLE_;
    return array;
}

py::dict counted_dict(CountedCells&& counted) {
    using namespace py::literals;
    BuiltCells& cells = counted.cells;
    const uint64_t size = cells.offsets.back();
    const bool in_memory = !cells.on_disk;
    return py::dict("columns"_a = cell_array<uint32_t>(std::move(cells.columns), size, in_memory),
                    "values"_a = cell_array<double>(std::move(cells.values), size, in_memory),
                    "offsets"_a = to_array(std::move(cells.offsets)), "on_disk"_a = cells.on_disk,
                    "pairs"_a = counted.pairs, "blocks"_a = counted.blocks,
                    "spilled"_a = counted.spilled, "threads"_a = counted.threads);
}

using CountFunction = CountedCells (*)(const CorpusView&, const CountOptions&, const Tick&);

template <CountFunction count>
py::dict count_corpus(const py::tuple& corpus, const py::dict& knobs, const py::object& tick) {
    const auto ids = corpus[0].cast<Array<uint32_t>>();
    const auto offsets = corpus[1].cast<Array<uint64_t>>();
    const CorpusView sentences{{as_span(ids), as_span(offsets)}, corpus[2].cast<uint64_t>()};
    const auto options = options_from<CountOptions>(knobs);
    const Tick call = make_tick(tick);
    CountedCells counted;
    {
        const py::gil_scoped_release release;
        counted = count(sentences, options, call);
    }
    return counted_dict(std::move(counted));
}

py::dict add(const py::list& parts, uint64_t width, uint64_t scale, const py::dict& knobs,
             const py::object& tick) {
    std::vector<HeldCsr<double>> cells;
    std::vector<Array<uint32_t>> maps;
    for (const py::handle item : parts) {
        const auto part = item.cast<py::tuple>();
        cells.emplace_back(part[0].cast<py::tuple>());
        maps.push_back(part[1].cast<Array<uint32_t>>()),
            maps.push_back(part[2].cast<Array<uint32_t>>());
    }
    std::vector<CountsPart> views;
    for (size_t i = 0; i < cells.size(); ++i)
        views.push_back({cells[i].view(), as_span(maps[2 * i]), as_span(maps[2 * i + 1])});
    const auto options = options_from<CountOptions>(knobs);
    const Tick call = make_tick(tick);
    CountedCells counted;
    {
        const py::gil_scoped_release release;
        counted = add_counts(views, width, scale, options, call);
    }
    return counted_dict(std::move(counted));
}

}  // namespace

void register_counts(py::module_& m) {
    m.def("count_cooccurrences", &count_corpus<count_cooccurrences>, py::arg("corpus"),
          py::arg("knobs"), py::arg("tick"),
          "Words x words of (ids, offsets, words): a dict of offsets, columns, values and what was "
          "done.");
    m.def("count_documents", &count_corpus<count_documents>, py::arg("corpus"), py::arg("knobs"),
          py::arg("tick"), "Sentences x words.");
    m.def("add_counts", &add, py::arg("parts"), py::arg("width"), py::arg("scale"),
          py::arg("knobs"), py::arg("tick"),
          "The sum of parts (cells, own row of each row of the sum, column in the sum of each own "
          "column).");
    m.def(
        "window_scale",
        [](uint64_t window, const std::string& weight) {
            return window_weights(window, weight).scale;
        },
        py::arg("window"), py::arg("weight"),
        "Units in a count of 1; throws where window or weight cannot be.");
}

}  // namespace malvec
