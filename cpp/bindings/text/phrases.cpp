// Phrases of a corpus, counted and merged. A corpus is (ids,
// offsets, counts of the words, which of them are connectors).
#include "corpus/phrases/phrases.h"
#include "bindings/arrays.h"
#include "bindings/text/register.h"
#include "bindings/tick.h"
#include "corpus/corpus.h"

namespace malvec {
namespace {

struct HeldPhraseCorpus {
    Array<uint32_t> ids;
    Array<uint64_t> offsets, counts;
    Array<uint8_t> connector;

    explicit HeldPhraseCorpus(const py::tuple& corpus)
        : ids(corpus[0].cast<Array<uint32_t>>()), offsets(corpus[1].cast<Array<uint64_t>>()),
          counts(corpus[2].cast<Array<uint64_t>>()), connector(corpus[3].cast<Array<uint8_t>>()) {
        if (counts.size() != connector.size())
            throw std::invalid_argument("counts and connectors do not fit one another");
    }
    PhraseCorpus view() const {
        return {{as_span(ids), as_span(offsets)}, as_span(counts), as_span(connector)};
    }
};

py::dict count_phrases_of(const py::tuple& corpus, uint64_t min_count, unsigned threads,
                          const py::object& tick) {
    const HeldPhraseCorpus held(corpus);
    const PhraseCorpus view = held.view();
    const Tick call = make_tick(tick);
    CountedPhrases found;
    {
        const py::gil_scoped_release released;
        check_corpus({view, view.counts.size()}, threads);
        found = count_phrases(view, min_count, threads, call);
    }
    using namespace py::literals;
    return py::dict("first"_a = to_array(std::move(found.first)),
                    "second"_a = to_array(std::move(found.second)),
                    "link"_a = to_array(std::move(found.link)),
                    "counts"_a = to_array(std::move(found.counts)),
                    "link_ids"_a = to_array(std::move(found.links.ids)),
                    "link_ends"_a = to_array(std::move(found.links.ends)));
}

py::tuple merge_phrases_of(const py::tuple& corpus, const py::tuple& phrases, unsigned threads,
                           const py::object& tick) {
    const HeldPhraseCorpus held(corpus);
    const PhraseCorpus view = held.view();
    Array<uint32_t> parts[5];
    for (size_t i = 0; i < 5; ++i) parts[i] = phrases[i].cast<Array<uint32_t>>();
    const auto ends = phrases[5].cast<Array<uint64_t>>();
    const PhraseList list{as_span(parts[0]), as_span(parts[1]), as_span(parts[2]),
                          as_span(parts[3]), as_span(parts[4]), as_span(ends)};
    const size_t size = list.first.size();
    if (list.second.size() != size || list.link.size() != size || list.merged.size() != size ||
        list.link_ends.empty())
        throw std::invalid_argument("the arrays of phrases do not fit one another");
    check_corpus({{list.link_ids, list.link_ends}, uint64_t{1} << 32}, 1);
    const Tick call = make_tick(tick);
    MergedPhrases merged;
    {
        const py::gil_scoped_release released;
        check_corpus({view, view.counts.size()}, threads);
        merged = merge_phrases(view, list, threads, call);
    }
    return py::make_tuple(to_array(std::move(merged.ids)), to_array(std::move(merged.offsets)));
}

}  // namespace

void register_phrases(py::module_& m) {
    m.def("count_phrases", &count_phrases_of, py::arg("corpus"), py::arg("min_count"),
          py::arg("threads"), py::arg("tick"),
          "Pairs of words that occur min_count times: a dict of first, second, link, counts, and "
          "the links' ids and ends.");
    m.def("merge_phrases", &merge_phrases_of, py::arg("corpus"), py::arg("phrases"),
          py::arg("threads"), py::arg("tick"),
          "(ids, offsets) where each phrase of (first, second, link, merged, link_ids, link_ends) "
          "is one id.");
}

}  // namespace malvec
