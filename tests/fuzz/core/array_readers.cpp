// Readers of the arrays of files: they are checked, and what passes is used.
#include <algorithm>
#include <string>

#include "core/csr.h"
#include "corpus/build/builder.h"
#include "corpus/corpus.h"
#include "corpus/phrases/phrases.h"
#include "corpus/vocab.h"
#include "corpus/words/word_counts.h"
#include "corpus/words/word_coverage.h"
#include "corpus/words/word_scores.h"
#include "reader.h"
#include "text/spacing_corrector.h"
#include "text/spacing_counter.h"
#include "text/spacing_line.h"
#include "text/user_words.h"

using namespace malvec;

namespace {

using Ids = std::vector<uint32_t>;
using Offsets = std::vector<uint64_t>;

const std::string lines = "봄 비가 온다\n봄 꽃이 핀다\n봄 비가 온다\n";

std::string pack_neighbours(const Neighbours& n) {
    return fuzz::packed(n.offsets) + fuzz::packed(n.characters) + fuzz::packed(n.counts);
}

WordCounts counted_words(std::string_view text) {
    CorpusBuilder builder(BuildOptions{});
    builder.feed(text), builder.end_source();
    return count_words(builder.finish_unmerged(), {});
}

std::vector<std::string> word_counts() {
    const WordCounts found = counted_words(lines);
    return {fuzz::packed(found.bytes) + fuzz::packed(found.offsets) + fuzz::packed(found.counts) +
            pack_neighbours(found.before) + pack_neighbours(found.after)};
}

Neighbours neighbours(fuzz::Input& in) {
    Neighbours found;
    found.offsets = in.array<uint64_t>(), found.characters = in.array<uint32_t>();
    found.counts = in.array<uint32_t>();
    return found;
}

std::vector<std::string> spacing_models() {
    SpacingCounter counter;
    counter.feed(lines);
    SpacingOptions options;
    options.max_window = 3, options.min_count = 1;
    const CountedSpacing found = counter.finish(options, nullptr);
    return {fuzz::packed(found.keys) + fuzz::packed(found.offsets) + fuzz::packed(found.tags) +
            fuzz::packed(found.counts) + "봄비가온다"};
}

}  // namespace

READER(corpus, {fuzz::packed(Ids{0, 1, 2, 0, 1}) + fuzz::packed(Offsets{0, 2, 2, 5}) + "\x03"}) {
    const Ids ids = in.array<uint32_t>();
    const Offsets offsets = in.array<uint64_t>();
    const CorpusView corpus{{ids, offsets}, in.number<uint8_t>()};
    check_corpus(corpus, 1);
    uint64_t sum = 0;
    for (size_t i = 0; i + 1 < offsets.size(); ++i)
        for (const uint32_t id : corpus[i]) REQUIRE(id < corpus.words), ++sum;
    REQUIRE(sum == ids.size());
}

READER(cells, {fuzz::packed(Ids{0, 2, 1}) + fuzz::packed(Offsets{0, 2, 3}) + "\x03"}) {
    const Ids columns = in.array<uint32_t>();
    const Offsets offsets = in.array<uint64_t>();
    const size_t width = in.number<uint8_t>();
    check_csr(offsets, columns, columns.size(), width, 1);
    std::vector<uint32_t> dense((offsets.size() - 1) * width);
    for (size_t row = 0; row + 1 < offsets.size(); ++row)
        for (uint64_t i = offsets[row]; i < offsets[row + 1]; ++i)
            REQUIRE(++dense[row * width + columns[i]] == 1);
}

READER(vocabulary, {fuzz::packed("봄비꽃") + fuzz::packed(Offsets{0, 3, 6, 9}) +
                    fuzz::packed(Ids{1, 2, 3, 0}) + "꽃"}) {
    const std::string_view bytes = in.text();
    const Offsets offsets = in.array<uint64_t>();
    const Ids index = in.array<uint32_t>();
    const Words words{{bytes.data(), bytes.size()}, offsets};
    if (offsets.empty() || index.size() < offsets.size() || index.size() & (index.size() - 1))
        return;  // as opening a file refuses
    const auto id = VocabView{words, index}.find(in.rest());
    REQUIRE(!id || *id < words.size());
    check_words(words);
    const auto built = build_word_index(words);
    for (size_t i = 0; i < words.size(); ++i)
        REQUIRE(words[*VocabView{words, built}.find(words[i])] == words[i]);
}

SLOW_READER(builder, {lines,
                      "a b a\r\n\n\0c \xff"
                      "d",
                      std::string(300, 'x') + "\n y"}) {
    const std::string_view text = in.rest();
    BuildOptions options;
    options.keep_empty = text.size() % 2;
    if (text.size() % 3 == 0) options.cleaner = TextCleaner({.controls = true, .repeats = 2});
    if (text.size() % 5 < 3)
        options.tokenizer =
            with_user_words(whitespace_tokenizer(), {{"a b", "NNG"}, {"xx", "NNP"}});
    CorpusBuilder builder(options);
    builder.feed(text.substr(0, text.size() / 2)), builder.feed(text.substr(text.size() / 2));
    builder.end_source();
    const uint64_t third = text.size() / 3, ends[] = {third, third, text.size()};
    builder.feed_texts(text, ends);
    const BuiltCorpus found = builder.finish({});
    const auto* const ids = reinterpret_cast<const uint32_t*>(found.ids.get());
    for (uint64_t i = 0; i < found.tokens; ++i) REQUIRE(ids[i] < found.counts.size());
}

READER(word_counts, word_counts()) {
    const std::vector<char> bytes = in.array<char>();
    WordCounts found;
    found.bytes = bytes, found.offsets = in.array<uint64_t>(), found.counts = in.array<uint64_t>();
    found.before = neighbours(in), found.after = neighbours(in);
    const WordCountsView view = found.view();
    check_word_counts(view);
    WordScoreOptions options;
    options.min_frequency = 1;
    const WordScores scores = score_words(view, options);
    REQUIRE(scores.offsets.size() == scores.lengths.size() + 1);
    word_coverage(view, view.words);
    check_word_counts(add_word_counts(view, view).view());
}

READER(spacing_model, spacing_models()) {
    const auto keys = in.array<uint64_t>();
    const auto offsets = in.array<uint32_t>();
    const auto tags = in.array<uint16_t>();
    const auto counts = in.array<uint32_t>();
    const SpacingCorrector corrector({keys, offsets, tags, counts}, {}, {});
    corrector.correct_text(in.rest(), 1, nullptr);
}

SLOW_READER(spacing_texts, {lines, "봄비가온다 \xff\n ㅋㅋ\xed\xa0\x80"}) {
    const std::string_view text = in.rest();
    SpacingCounter counter;
    counter.feed(text);
    SpacingOptions options;
    options.min_count = 1;
    const CountedSpacing found = counter.finish(options, nullptr);
    const SpacingCorrector corrector({found.keys, found.offsets, found.tags, found.counts}, options,
                                     {});
    const std::string once = corrector.correct_text(text, 1, nullptr);
    const auto letters = [](std::string_view of) {
        return of.size() - std::ranges::count(of, ' ');
    };
    REQUIRE(letters(once) == letters(text));
}
