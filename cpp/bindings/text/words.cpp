// Unsupervised words: counts of eojeols, their sum, and the scores of their parts.
#include "bindings/arrays.h"
#include "bindings/options.h"
#include "bindings/text/register.h"
#include "bindings/text/word_arrays.h"
#include "bindings/tick.h"
#include "corpus/build/builder.h"
#include "corpus/corpus.h"
#include "corpus/words/word_counts.h"
#include "corpus/words/word_coverage.h"
#include "corpus/words/word_scores.h"

namespace malvec {
namespace {

py::tuple word_counts_tuple(WordCounts&& counted) {
    return py::make_tuple(
        to_array(std::move(counted.bytes)), to_array(std::move(counted.offsets)),
        to_array(std::move(counted.counts)), to_array(std::move(counted.before.offsets)),
        to_array(std::move(counted.before.characters)), to_array(std::move(counted.before.counts)),
        to_array(std::move(counted.after.offsets)), to_array(std::move(counted.after.characters)),
        to_array(std::move(counted.after.counts)));
}

py::tuple count_words_of(const py::tuple& corpus, unsigned threads, uint64_t memory,
                         const py::object& tick) {
    const auto ids = corpus[0].cast<Array<uint32_t>>();
    const auto offsets = corpus[1].cast<Array<uint64_t>>();
    const auto bytes = corpus[2].cast<Array<uint8_t>>();
    const auto word_offsets = corpus[3].cast<Array<uint64_t>>();
    const EojeolIds text{{as_span(ids), as_span(offsets)}, as_words(bytes, word_offsets)};
    check_words(text.words);
    const Tick call = make_tick(tick);
    WordCounts counted;
    {
        const py::gil_scoped_release release;
        check_corpus({text, text.words.size()}, threads);
        counted = count_words(text, {threads, memory}, call);
    }
    return word_counts_tuple(std::move(counted));
}

py::tuple count_words_read(CorpusBuilder& builder, unsigned threads, uint64_t memory,
                           const py::object& tick) {
    const Tick call = make_tick(tick);
    WordCounts counted;
    CorpusStatistics read;
    {
        const py::gil_scoped_release release;
        EncodedText text = builder.finish_unmerged(call);
        read = text.statistics;
        counted = count_words(std::move(text), {threads, memory}, call);
    }
    using namespace py::literals;
    const py::dict report("bytes"_a = read.bytes, "texts"_a = read.lines.lines,
                          "empty_texts"_a = read.lines.empty_lines, "eojeols"_a = read.lines.tokens,
                          "distinct_eojeols"_a = counted.counts.size(),
                          "invalid_utf8_eojeols"_a = counted.invalid_utf8_tokens);
    return py::make_tuple(word_counts_tuple(std::move(counted)), report);
}

py::tuple add_words(const py::tuple& a, const py::tuple& b) {
    const HeldWordCounts first(a), second(b);
    WordCounts sum;
    {
        const auto left = first.view(), right = second.view();
        const py::gil_scoped_release release;
        sum = add_word_counts(left, right);
    }
    return word_counts_tuple(std::move(sum));
}

void check_counts(const py::tuple& counts) {
    const HeldWordCounts held(counts);
    const auto view = held.view();
    const py::gil_scoped_release release;
    check_word_counts(view);
}

double coverage_of(const py::tuple& counts, const Array<uint8_t>& bytes,
                   const Array<uint64_t>& offsets) {
    const HeldWordCounts held(counts);
    const Words words = as_words(bytes, offsets);
    check_words(words);
    const auto view = held.view();
    const py::gil_scoped_release release;
    return word_coverage(view, words);
}

py::dict score_words_of(const py::tuple& counts, const py::dict& knobs, const py::object& tick) {
    const HeldWordCounts held(counts);
    const auto options = options_from<WordScoreOptions>(knobs);
    const Tick call = make_tick(tick);
    WordScores scores;
    {
        const auto view = held.view();
        const py::gil_scoped_release release;
        scores = score_words(view, options, call);
    }
    using namespace py::literals;
    return py::dict(
        "bytes"_a = to_array(std::move(scores.bytes)),
        "offsets"_a = to_array(std::move(scores.offsets)),
        "lengths"_a = to_array(std::move(scores.lengths)),
        "left_frequency"_a = to_array(std::move(scores.left_frequency)),
        "right_frequency"_a = to_array(std::move(scores.right_frequency)),
        "cohesion_forward"_a = to_array(std::move(scores.cohesion_forward)),
        "cohesion_backward"_a = to_array(std::move(scores.cohesion_backward)),
        "left_branching_entropy"_a = to_array(std::move(scores.left_branching_entropy)),
        "right_branching_entropy"_a = to_array(std::move(scores.right_branching_entropy)),
        "left_accessor_variety"_a = to_array(std::move(scores.left_accessor_variety)),
        "right_accessor_variety"_a = to_array(std::move(scores.right_accessor_variety)));
}

}  // namespace

void register_words(py::module_& m) {
    m.def("count_words", &count_words_of, py::arg("corpus"), py::arg("threads"), py::arg("memory"),
          py::arg("tick"),
          "Word counts, nine arrays, of (ids, offsets, word bytes, word offsets).");
    m.def("count_words_read", &count_words_read, py::arg("builder"), py::arg("threads"),
          py::arg("memory"), py::arg("tick"),
          "Word counts of what a CorpusBuilder has read, which ends it; and what was read.");
    m.def("add_word_counts", &add_words, py::arg("a"), py::arg("b"),
          "The word counts of two texts as those of both.");
    m.def("check_word_counts", &check_counts, py::arg("counts"),
          "ValueError unless these are word counts.");
    m.def("word_coverage", &coverage_of, py::arg("counts"), py::arg("bytes").noconvert(),
          py::arg("offsets").noconvert(),
          "The share of eojeols that begin with one of these words.");
    m.def("score_words", &score_words_of, py::arg("counts"), py::arg("knobs"), py::arg("tick"),
          "The columns of a word table.");
    m.def(
        "word_score_knobs",
        [](const py::dict& knobs) { word_score_knobs(options_from<WordScoreOptions>(knobs)); },
        py::arg("knobs"), "ValueError or TypeError by the name of the knob that cannot be.");
}

}  // namespace malvec
