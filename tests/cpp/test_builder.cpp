#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "check.h"
#include "core/error.h"
#include "core/random.h"
#include "corpus/build/builder.h"

using namespace malvec;

namespace {

std::vector<uint32_t> ids_of(const BuiltCorpus& corpus) {
    const auto* ids = reinterpret_cast<const uint32_t*>(corpus.ids.get());
    return {ids, ids + corpus.tokens};
}

std::vector<uint64_t> offsets_of(const BuiltCorpus& corpus) {
    const auto* offsets = reinterpret_cast<const uint64_t*>(corpus.offsets.get());
    return {offsets, offsets + corpus.sentences + 1};
}

std::string word(const BuiltCorpus& corpus, size_t i) {
    return {corpus.word_bytes.begin() + static_cast<ptrdiff_t>(corpus.word_offsets[i]),
            corpus.word_bytes.begin() + static_cast<ptrdiff_t>(corpus.word_offsets[i + 1])};
}

BuildOptions with_threads(unsigned threads, const std::string& directory = "") {
    BuildOptions options;
    options.threads = threads;
    options.directory = directory;
    return options;
}

BuiltCorpus build(const std::string& text, const BuildOptions& options,
                  const Selection& selection) {
    CorpusBuilder builder(options);
    builder.feed(text);
    return builder.finish(selection);
}

bool same(const BuiltCorpus& a, const BuiltCorpus& b) {
    return ids_of(a) == ids_of(b) && offsets_of(a) == offsets_of(b) &&
           a.word_bytes == b.word_bytes && a.word_offsets == b.word_offsets &&
           a.counts == b.counts && a.statistics.lines.tokens == b.statistics.lines.tokens;
}

void feed_forever(CorpusBuilder& builder, const std::string& text, const Tick& tick) {
    for (;;) builder.feed(text, tick);
}

std::string random_text(size_t words) {
    std::string text;
    Random random(7);
    for (size_t i = 0; i < words; ++i) {
        const uint32_t rank = random.below(1 + random.below(20000));
        text += std::string(rank % 23, 'a') + std::to_string(rank) +
                (random.below(12) == 0 ? "\n" : " ");
    }
    return text;
}

}  // namespace

TEST(builder_counts_sorts_and_drops) {
    const BuiltCorpus corpus = build("b a c\n\na b\nd\nb a", with_threads(2), {.min_count = 2});
    CHECK(ids_of(corpus) == std::vector<uint32_t>{1, 0, 0, 1, 1, 0});
    CHECK(offsets_of(corpus) == std::vector<uint64_t>{0, 2, 4, 6});
    CHECK(word(corpus, 0) == "a" && word(corpus, 1) == "b" &&
          corpus.counts == std::vector<uint64_t>{3, 3});
    const CorpusStatistics& s = corpus.statistics;
    CHECK(s.lines.lines == 5 && s.lines.empty_lines == 1 && s.dropped_lines == 1 &&
          s.lines.longest_line == 3);
    CHECK(s.lines.tokens == 8 && s.words.kept == 6 && s.words.dropped_rare == 2 &&
          s.words.distinct_words == 4 && s.bytes == 16);
}

TEST(builder_gives_the_same_for_any_threads) {
    const std::string text = random_text(200000);
    const BuiltCorpus one = build(text, {}, {.min_count = 3, .max_vocab = 4000});
    CHECK(one.counts.size() == 4000);
    for (const unsigned threads : {2u, 5u})
        for (const char* directory : {"", "."})
            CHECK(same(one, build(text, with_threads(threads, directory),
                                  {.min_count = 3, .max_vocab = 4000})));
}

TEST(builder_counts_as_a_map_does) {
    const std::string text = random_text(50000);
    std::map<std::string, uint64_t> counts;
    size_t begin = 0;
    for (size_t end; (end = text.find_first_of(" \n", begin)) != text.npos; begin = end + 1)
        ++counts[text.substr(begin, end - begin)];
    const BuiltCorpus corpus = build(text, with_threads(3), {});
    CHECK(corpus.counts.size() == counts.size());
    for (size_t i = 0; i < corpus.counts.size(); ++i)
        CHECK(counts[word(corpus, i)] == corpus.counts[i]);
}

TEST(builder_reads_a_file_from_a_place) {
    const std::string path =
        (std::filesystem::temp_directory_path() / "malvec_test_builder.txt").string();
    std::ofstream(path) << "skip a b\nc";
    CorpusBuilder builder({});
    builder.feed_file(path, 5);
    builder.feed("d\n");
    const BuiltCorpus corpus = builder.finish({});
    std::filesystem::remove(path);
    CHECK(offsets_of(corpus) == std::vector<uint64_t>{0, 2, 3, 4} && corpus.counts.size() == 4 &&
          corpus.statistics.bytes == 7);
    CHECK_THROWS(CorpusBuilder({}).feed_file("/does/not/exist", 0), IoError);
    CHECK_THROWS(CorpusBuilder({}).feed_file("/", 0), IoError);
}

TEST(builder_keeps_long_words_of_several_workers_apart) {
    const std::string stem(40, 'x');
    std::string text;
    for (int i = 0; i < 60000; ++i) text += stem + std::to_string(i % 50) + "\n";
    const BuiltCorpus corpus = build(text, with_threads(4), {});
    CHECK(corpus.counts == std::vector<uint64_t>(50, 1200));
    CHECK(word(corpus, 0) == stem + "0" && word(corpus, 49) == stem + "9");
}

TEST(builder_stops_when_told) {
    const std::string text = random_text(300000);
    CorpusBuilder stopped({});
    CHECK_THROWS(feed_forever(stopped, text, [](const Progress&) { return false; }),
                 std::runtime_error);
    CorpusBuilder thrown({});
    CHECK_THROWS(feed_forever(thrown, text,
                              [](const Progress&) -> bool { throw std::out_of_range("tick"); }),
                 std::out_of_range);
    CorpusBuilder abandoned(with_threads(3));
    abandoned.feed(text);
}

TEST(builder_of_nothing_is_empty) {
    const BuiltCorpus corpus = CorpusBuilder({}).finish({});
    CHECK(corpus.tokens == 0 && corpus.sentences == 0 && corpus.counts.empty() &&
          offsets_of(corpus) == std::vector<uint64_t>{0});
}

TEST(builder_is_finished_once) {
    CorpusBuilder builder({});
    builder.feed("a\n");
    builder.finish({});
    CHECK_THROWS(builder.finish({}), std::invalid_argument);
    CHECK_THROWS(builder.feed(random_text(200000)), std::invalid_argument);
}
