#include <pybind11/stl.h>

#include <optional>

#include "bindings/arrays.h"
#include "bindings/text/register.h"
#include "bindings/tick.h"
#include "corpus/build/builder.h"
#include "files/tokenizer.h"

namespace malvec {
namespace {

// An array over memory that the core allocated, in RAM or in a temporary file.
template <class T>
Array<T> share(const std::shared_ptr<char[]>& memory, uint64_t size) {
    return Array<T>(size, reinterpret_cast<const T*>(memory.get()),
                    kept_for_array(std::shared_ptr(memory)));
}

std::unique_ptr<CorpusBuilder> make_builder(unsigned threads, const DescribedTokenizer* described,
                                            bool keep_empty, const std::string& directory,
                                            const TextCleaner* cleaner) {
    BuildOptions options;
    options.threads = threads, options.keep_empty = keep_empty, options.directory = directory;
    if (described) options.tokenizer = tokenizer_in(*described);
    if (cleaner) options.cleaner = *cleaner;
    return std::make_unique<CorpusBuilder>(options);
}

void feed(CorpusBuilder& builder, const py::buffer& text, const py::object& tick) {
    const py::buffer_info info = text.request();
    const std::string_view view = as_text(info);
    const Tick call = make_tick(tick);
    const py::gil_scoped_release released;
    builder.feed(view, call);
}

void feed_file(CorpusBuilder& builder, const std::string& path, uint64_t from,
               const py::object& tick) {
    const Tick call = make_tick(tick);
    const py::gil_scoped_release released;
    builder.feed_file(path, from, call);
}

void feed_texts(CorpusBuilder& builder, const Array<uint8_t>& bytes, const Array<uint64_t>& ends,
                const py::object& tick) {
    const Tick call = make_tick(tick);
    const std::span<const char> texts = as_chars(bytes);
    const py::gil_scoped_release released;
    builder.feed_texts({texts.data(), texts.size()}, as_span(ends), call);
}

void feed_lines(CorpusBuilder& builder, const Array<uint8_t>& bytes,
                const Array<uint64_t>& token_ends, const Array<uint64_t>& line_ends) {
    const PackedLines lines{as_chars(bytes), as_span(token_ends), as_span(line_ends)};
    const py::gil_scoped_release released;
    builder.feed_lines(lines);
}

void check_ids(const Array<uint32_t>& ids, const Array<uint64_t>& offsets, uint64_t words,
               unsigned threads) {
    const CorpusView corpus{{as_span(ids), as_span(offsets)}, words};
    const py::gil_scoped_release released;
    check_corpus(corpus, threads);
}

py::dict statistics(const CorpusStatistics& s) {
    using namespace py::literals;
    return py::dict(
        "bytes"_a = s.bytes, "lines"_a = s.lines.lines, "empty_lines"_a = s.lines.empty_lines,
        "dropped_lines"_a = s.dropped_lines, "longest_line"_a = s.lines.longest_line,
        "tokens"_a = s.lines.tokens, "kept"_a = s.words.kept,
        "dropped_rare"_a = s.words.dropped_rare, "dropped_max_vocab"_a = s.words.dropped_max_vocab,
        "dropped_unknown"_a = s.words.dropped_unknown, "dropped_empty"_a = s.lines.empty_tokens,
        "invalid_utf8_tokens"_a = s.words.invalid_utf8_tokens, "nul_tokens"_a = s.words.nul_tokens,
        "distinct_words"_a = s.words.distinct_words);
}

using VocabArrays = std::tuple<Array<uint8_t>, Array<uint64_t>, Array<uint32_t>>;

py::dict finish(CorpusBuilder& builder, uint64_t min_count, uint64_t max_vocab,
                const std::optional<VocabArrays>& vocab, const py::object& tick) {
    VocabView view;
    if (vocab) view = std::apply(as_vocab, *vocab);
    if (vocab) check_words(view);
    const Tick call = make_tick(tick);
    BuiltCorpus corpus;
    {
        const py::gil_scoped_release released;
        corpus = builder.finish({min_count, max_vocab, vocab ? &view : nullptr}, call);
    }
    using namespace py::literals;
    return py::dict("ids"_a = share<uint32_t>(corpus.ids, corpus.tokens),
                    "offsets"_a = share<uint64_t>(corpus.offsets, corpus.sentences + 1),
                    "words"_a = to_array(std::move(corpus.word_bytes)),
                    "word_offsets"_a = to_array(std::move(corpus.word_offsets)),
                    "counts"_a = to_array(std::move(corpus.counts)),
                    "statistics"_a = statistics(corpus.statistics));
}

}  // namespace

void register_corpus(py::module_& m) {
    m.def("check_corpus", &check_ids, py::arg("ids").noconvert(), py::arg("offsets").noconvert(),
          py::arg("words"), py::arg("threads"),
          "ValueError unless all ids are below `words` and offsets rise from 0 to the number of "
          "ids.");
    py::class_<CorpusBuilder>(m, "CorpusBuilder", py::module_local(),
                              "Turns text into a corpus; feed it, then finish it once.")
        .def(py::init(&make_builder), py::arg("threads"), py::arg("tokenizer"),
             py::arg("keep_empty"), py::arg("directory"), py::arg("cleaner") = nullptr,
             "What cleans lines and texts, and cuts them: None is at blanks.")
        .def("feed", &feed, py::arg("text"), py::arg("tick"),
             "Bytes of text, which may end within a line.")
        .def("feed_file", &feed_file, py::arg("path"), py::arg("start"), py::arg("tick"),
             "A whole file from byte `start` on.")
        .def("feed_texts", &feed_texts, py::arg("bytes").noconvert(), py::arg("ends").noconvert(),
             py::arg("tick"), "Texts end to end, each a line; where each ends in bytes.")
        .def("feed_lines", &feed_lines, py::arg("bytes").noconvert(),
             py::arg("token_ends").noconvert(), py::arg("line_ends").noconvert(),
             "Tokens end to end, where each ends in bytes, where each line ends in tokens.")
        .def("end_source", &CorpusBuilder::end_source, "A last line without a newline ends here.")
        .def("finish", &finish, py::arg("min_count"), py::arg("max_vocab"), py::arg("vocab"),
             py::arg("tick"),
             "The corpus as a dict of arrays and statistics; `vocab` is (bytes, offsets, index) or "
             "None, max_vocab 0 means all.")
        .def_property_readonly("bytes_done", &CorpusBuilder::bytes_done, "Bytes encoded so far.");
}

}  // namespace malvec
