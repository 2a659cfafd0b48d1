// Votes for nouns among the left parts of eojeols.
#include "bindings/arrays.h"
#include "bindings/text/register.h"
#include "bindings/text/word_arrays.h"
#include "bindings/tick.h"
#include "corpus/words/noun_votes.h"

namespace malvec {
namespace {

Vote vote_by_name(const std::string& name) {
    if (name == "noun") return Vote::noun;
    if (name == "noun_after_vowel") return Vote::noun_after_vowel;
    if (name == "noun_after_consonant") return Vote::noun_after_consonant;
    if (name == "predicate") return Vote::predicate;
    if (name == "either") return Vote::either;
    throw std::invalid_argument("no vote is called " + name);
}

py::dict noun_votes_of(const py::tuple& counts, const py::dict& right_parts, uint64_t min_frequency,
                       uint64_t max_length, unsigned threads) {
    const HeldWordCounts held(counts);
    std::vector<std::pair<std::string, Vote>> parts;
    for (const auto& [right, vote] : right_parts)
        parts.emplace_back(right.cast<std::string>(), vote_by_name(vote.cast<std::string>()));
    NounVotes votes;
    {
        const auto view = held.view();
        const py::none nothing;
        const Tick call = make_tick(nothing);
        const py::gil_scoped_release release;
        votes = noun_votes(view, parts, {min_frequency, max_length, threads}, call);
    }
    using namespace py::literals;
    return py::dict("bytes"_a = to_array(std::move(votes.bytes)),
                    "offsets"_a = to_array(std::move(votes.offsets)),
                    "frequency"_a = to_array(std::move(votes.frequency)),
                    "alone"_a = to_array(std::move(votes.alone)),
                    "noun"_a = to_array(std::move(votes.noun)),
                    "predicate"_a = to_array(std::move(votes.predicate)),
                    "either"_a = to_array(std::move(votes.either)),
                    "unknown"_a = to_array(std::move(votes.unknown)));
}

}  // namespace

void register_nouns(py::module_& m) {
    m.def("noun_votes", &noun_votes_of, py::arg("counts"), py::arg("right_parts"),
          py::arg("min_frequency"), py::arg("max_length"), py::arg("threads"),
          "How often left parts are followed by what follows nouns, by what follows stems, by "
          "either, by neither.");
}

}  // namespace malvec
