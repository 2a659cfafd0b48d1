// N-grams of words, jamo, and the words of a fastText model.
#include "text/ngrams.h"

#include "bindings/options.h"
#include "bindings/text/register.h"
#include "bindings/words.h"
#include "text/dictionary_entries.h"
#include "text/hangul.h"

namespace malvec {
namespace {

py::list ngrams_of(const std::string& word, const py::dict& knobs) {
    py::list found;
    for (const Ngram& ngram : NgramCutter(checked_options<SubwordOptions>(knobs)).ngrams(word))
        found.append(py::make_tuple(py::bytes(ngram.text), ngram.bucket));
    return found;
}

py::tuple buckets_of(const py::tuple& arrays, const py::dict& knobs, unsigned threads) {
    const HeldWords held(arrays);
    const Words words = held.view();
    const SubwordOptions options = checked_options<SubwordOptions>(knobs);
    WordBuckets lists;
    {
        const py::gil_scoped_release release;
        lists = vocabulary_buckets(words, options, threads);
    }
    return py::make_tuple(to_array(std::move(lists.offsets)), to_array(std::move(lists.buckets)));
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

void register_ngrams(py::module_& m) {
    add_knobs<SubwordOptions>(m, "subword");
    m.def("ngrams", &ngrams_of, py::arg("word"), py::arg("knobs"),
          "The n-grams of a word: (bytes, bucket) each.");
    m.def("vocabulary_buckets", &buckets_of, py::arg("words"), py::arg("knobs"), py::arg("threads"),
          "The buckets of the n-grams of all words (bytes, offsets): offsets uint64 [words + 1], "
          "buckets uint32.");
    m.def("take_apart", &changed_text<take_apart>, py::arg("text"),
          "UTF-8 with every Hangul syllable as its three jamo.");
    m.def("put_together", &changed_text<put_together>, py::arg("text"),
          "UTF-8 with jamo put together into syllables.");
    m.def("parse_dictionary", &dictionary_entries, py::arg("bytes"), py::arg("most"),
          py::arg("first"),
          "Entries of a fastText dictionary: words, ends, counts, kinds, bytes read.");
}

}  // namespace malvec
