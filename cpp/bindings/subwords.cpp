// N-grams of words, and vectors made of their rows;
// the GIL is released while many words are worked on.
#include <pybind11/stl.h>

#include "bindings/arrays.h"
#include "bindings/options.h"
#include "bindings/register.h"
#include "bindings/tick.h"
#include "models/tokens/compose.h"
#include "text/dictionary_entries.h"
#include "text/hangul.h"
#include "text/ngrams.h"

namespace malvec {
namespace {

SubwordOptions subword_options(const py::dict& knobs) {
    auto options = options_from<SubwordOptions>(knobs);
    check(options);
    return options;
}

// (bytes uint8, offsets uint64), kept alive behind the core's view of them.
struct HeldWords {
    Array<uint8_t> bytes;
    Array<uint64_t> offsets;

    explicit HeldWords(const py::tuple& words)
        : bytes(words[0].cast<Array<uint8_t>>()), offsets(words[1].cast<Array<uint64_t>>()) {
        const auto ends = as_span(offsets);
        const bool ordered =
            !ends.empty() && ends.front() == 0 && ends.back() == as_chars(bytes).size();
        if (!ordered || !std::is_sorted(ends.begin(), ends.end()))
            throw std::invalid_argument("word offsets do not span the words' bytes");
    }
    WordList list() const { return {as_chars(bytes), as_span(offsets)}; }
};

// (rows float32 or encoded, kept uint32 or None, knobs).
struct HeldTable {
    HeldRows rows;
    Array<uint32_t> kept;
    NgramTable table;

    explicit HeldTable(const py::tuple& parts) : rows(parts[0]) {
        if (rows.encoded) {
            table.encoded = rows.encoded->rows;
            table.rows = {nullptr, table.encoded->rows, table.encoded->dim, 0};
        } else {
            table.rows = as_any_rows(rows.floats);
        }
        table.options = subword_options(parts[2].cast<py::dict>());
        table.pruned = !parts[1].is_none();
        if (table.pruned) {
            kept = parts[1].cast<Array<uint32_t>>();
            table.kept = as_span(kept);
        }
        check(table);
    }
};

py::list ngrams_of(const std::string& word, const py::dict& knobs) {
    py::list found;
    for (const Ngram& ngram : NgramCutter(subword_options(knobs)).ngrams(word))
        found.append(py::make_tuple(py::bytes(ngram.text), ngram.bucket));
    return found;
}

py::tuple buckets_of(const py::tuple& words, const py::dict& knobs, unsigned threads) {
    const HeldWords held(words);
    const SubwordOptions options = subword_options(knobs);
    Ragged lists;
    {
        const py::gil_scoped_release release;
        lists = vocabulary_buckets(held.list().bytes, held.list().offsets, options, threads);
    }
    return py::make_tuple(to_array(std::move(lists.offsets)), to_array(std::move(lists.ids)));
}

void compose_rows(const py::tuple& words, const py::tuple& table, const std::string& mix,
                  py::array_t<float>& rows, unsigned threads) {
    const HeldWords held(words);
    const HeldTable ngrams(table);
    if (!rows.writeable()) throw std::invalid_argument("the rows are read-only");
    if (mix != "seen" && mix != "raw" && mix != "unseen")
        throw std::invalid_argument("mix is 'seen', 'raw' or 'unseen'");
    const Mix how = mix == "seen" ? Mix::seen : mix == "raw" ? Mix::raw : Mix::unseen;
    const Matrix target = as_any_rows(rows);
    const py::object nothing = py::none();
    const Tick tick = make_tick(nothing);
    const py::gil_scoped_release release;
    compose(held.list(), ngrams.table, how, target, threads, tick);
}

template <void (*change)(std::string_view, std::string&)>
py::bytes changed_text(const std::string& text) {
    std::string out;
    change(text, out);
    return out;
}

py::tuple dictionary_entries(const py::buffer& buffer, size_t most, size_t first) {
    const py::buffer_info info = buffer.request();
    auto found = parse_dictionary(
        {static_cast<const char*>(info.ptr), static_cast<size_t>(info.size * info.itemsize)}, most,
        first);
    return py::make_tuple(py::bytes(found.words.data(), found.words.size()),
                          to_array(std::move(found.ends)), to_array(std::move(found.counts)),
                          to_array(std::move(found.kinds)), found.consumed);
}

}  // namespace

void register_subwords(py::module_& m) {
    m.def(
        "subword_knobs",
        [](const py::dict& knobs) { return options_to_dict(subword_options(knobs)); },
        py::arg("knobs"),
        "All knobs of sub-words with their values; throws where one is out of range or unknown.");
    m.def("ngrams", &ngrams_of, py::arg("word"), py::arg("knobs"),
          "The n-grams of a word: (bytes, bucket) each.");
    m.def("vocabulary_buckets", &buckets_of, py::arg("words"), py::arg("knobs"), py::arg("threads"),
          "The buckets of the n-grams of all words (bytes, offsets): offsets uint64 [words + 1], "
          "buckets uint32.");
    m.def("compose_rows", &compose_rows, py::arg("words"), py::arg("table"), py::arg("mix"),
          py::arg("rows").noconvert(), py::arg("threads"),
          "In place: rows of words become vectors ('seen'), vectors rows ('raw'), or anything "
          "vectors of unseen words ('unseen').");
    m.def(
        "rows_are_finite",
        [](const py::array_t<float>& rows) { return all_finite(as_any_rows(rows)); },
        py::arg("rows").noconvert(), "False where some value is infinite or not a number.");
    m.def("take_apart", &changed_text<take_apart>, py::arg("text"),
          "UTF-8 with every Hangul syllable as its three jamo.");
    m.def("put_together", &changed_text<put_together>, py::arg("text"),
          "UTF-8 with jamo put together into syllables.");
    m.def("parse_dictionary", &dictionary_entries, py::arg("bytes"), py::arg("most"),
          py::arg("first"),
          "Entries of a fastText dictionary: words, ends, counts, kinds, bytes read.");
}

}  // namespace malvec
