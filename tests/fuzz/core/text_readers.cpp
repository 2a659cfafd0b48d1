// Readers of text: vectors, dictionaries, UTF-8, cleaning, cutting.
#include <algorithm>
#include <string>

#include "reader.h"
#include "text/blanks.h"
#include "text/cleaner.h"
#include "text/dictionary_entries.h"
#include "text/edit_distance.h"
#include "text/hangul.h"
#include "text/nfc.h"
#include "text/ngrams.h"
#include "text/scored_tokens.h"
#include "text/sentences.h"
#include "text/split.h"
#include "text/utf8.h"
#include "text/vector_text.h"

using namespace malvec;

namespace {

const std::vector<std::string> texts{
    "",
    "봄 비가 온다\n꽃이 핀다 ㅋㅋㅋㅋ ㅠㅠ 앜ㅋㅋ\n",
    "<p>a &amp; b&#x41;&nbsp;c</p><br/> <script>x</script>\r\n",
    "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab cafe\xcc\x81 \xef\xbc\xa1\xef\xbd\x81 "
    "\xe2\x80\x8bzero\xe2\x80\x8d\n",
    "broken \xff\xfe\xed\xa0\x80 bytes\0and zeros ",
    "the quick brown fox jumps over the lazy dog, the quick brown fox jumps over the lazy dog"};

// A byte for what is chosen, then the text.
std::vector<std::string> with_choices() {
    std::vector<std::string> found;
    for (const std::string& text : texts)
        for (const char choice : {'\0', '\x7f', '\x15'}) found.push_back(choice + text);
    return found;
}

ReadOptions reading(uint8_t choice) {
    ReadOptions options;
    options.dim = 1 + choice % 5, options.finite = choice & 64, options.threads = 1;
    return options;
}

// No more than was there is said to be read, and words end in order.
void check_rows(const VectorRows& rows, size_t dim, size_t size) {
    REQUIRE(rows.consumed <= size && rows.values.size() == rows.ends.size() * dim);
    REQUIRE(std::is_sorted(rows.ends.begin(), rows.ends.end()));
    REQUIRE(rows.ends.empty() ? rows.words.empty() : rows.ends.back() == rows.words.size());
}

std::vector<uint32_t> code_points(std::string_view bytes) {
    std::vector<uint32_t> found;
    for (const char byte : bytes) found.push_back(0xac00u + static_cast<unsigned char>(byte) % 7);
    return found;
}

void check_spans(const std::vector<Span>& spans, size_t size) {
    for (const Span& span : spans) REQUIRE(span.begin < span.end && span.end <= size);
}

}  // namespace

// The sentences come in order, and nothing but blanks stands between them.
READER(sentences, {"갔다. 왔다 “네.”라고",
                   "Mr. No. 3 e.g. (a.) \"b!\" 'c?'\n습니다 ㅋㅋ ^^ 😀\xff.\xed\xb2\x80 "}) {
    const std::string_view text = in.rest();
    const char* at = text.data();
    std::string between;
    split_sentences(text, [&](std::string_view sentence) {
        REQUIRE(!sentence.empty() && sentence.data() >= at);
        between.append(at, sentence.data());
        at = sentence.data() + sentence.size();
    });
    between.append(at, text.data() + text.size());
    split_eojeols(between, [](const char*, size_t) { REQUIRE(false); }, [] {});
}

READER(text_vectors, {"\x01"
                      "a 1 2\nb 3 4\n",
                      "\x42"
                      "king -0.1 2e3 .5\nNew York 1 2 3\r\n\n c 1 1 1"}) {
    const ReadOptions options = reading(in.number<uint8_t>());
    const std::string_view text = in.rest();
    check_rows(parse_text_rows(text, options), options.dim, text.size());
}

READER(binary_vectors, {std::string("\x00"
                                    "ab \x00\x00\x80\x3f"
                                    "\n"
                                    "c \x00\x00\x00\x40",
                                    14)}) {
    ReadOptions options = reading(in.number<uint8_t>());
    options.most_rows = 1 + options.dim;
    const std::string_view bytes = in.rest();
    check_rows(parse_binary_rows(bytes, options), options.dim, bytes.size());
}

READER(dictionary, {std::string("a\0\x05\0\0\0\0\0\0\0\0</s>\0\x01\0\0\0\0\0\0\0\1", 25)}) {
    const std::string_view bytes = in.rest();
    const DictionaryEntries found = parse_dictionary(bytes, 9, 1);
    REQUIRE(found.consumed <= bytes.size() && found.size() <= 9);
    REQUIRE(found.counts.size() == found.size() && found.kinds.size() == found.size());
}

READER(utf8, texts) {
    const std::string_view text = in.rest();
    is_utf8(text);
    size_t cut = 0, covered = 0, blanks = 0;
    split_blanks(text, [&](const char*, size_t size) { cut += size; }, [] {});
    split_characters(text, [&](const char*, size_t size) { covered += size; }, [] {});
    for (const char byte : text) blanks += is_blank(byte);
    REQUIRE(cut == covered && cut + blanks == text.size());
}

READER(nfc, texts) {
    const std::string_view text = in.rest();
    std::string once, twice;
    const bool changed = to_nfc(text, once);
    REQUIRE(changed ? once != text && !to_nfc(once, twice) : once.empty());
    REQUIRE(!changed || first_not_nfc(text) < text.size());
    REQUIRE(!changed || is_utf8(once) == is_utf8(text));
}

READER(hangul, texts) {
    const std::string_view text = in.rest();
    std::string whole, apart, again;
    put_together(text, whole), take_apart(whole, apart), put_together(apart, again);
    REQUIRE(again == whole);
}

READER(normalize, with_choices()) {
    const auto choice = in.number<uint8_t>();
    NormalizeOptions options;
    options.halfwidth = choice & 1, options.controls = choice & 2, options.html = choice & 4;
    options.emoticons = choice & 8, options.squeeze = choice & 16,
    options.repeats = choice >> 5 & 3;
    if (choice & 128) options.only = "text";
    const TextCleaner cleaner(options);
    const std::string text(in.rest());
    std::string once, twice;
    if (!cleaner.clean(text, once)) return;
    REQUIRE(once != text && !cleaner.clean(once, twice));
}

READER(edit_distance,
       {fuzz::packed("봄비가 온다") + "봄 비가온다", fuzz::packed("kitten") + "sitting"}) {
    const std::string_view one = in.text(), other = in.rest();
    for (const bool jamo : {false, true}) {
        const auto there = EditDistance(one, {jamo}).to(other);
        REQUIRE(there == EditDistance(other, {jamo}).to(one));
        REQUIRE((there == 0) == (one == other) || !is_utf8(one) || !is_utf8(other));
    }
}

READER(ngrams, with_choices()) {
    const auto choice = in.number<uint8_t>();
    SubwordOptions options;
    options.min_n = 1 + choice % 3, options.max_n = options.min_n + (choice >> 2 & 3);
    options.buckets = 1 + (choice >> 4), options.units = choice & 1 ? "jamo+char" : "jamo";
    check(options);
    std::vector<uint32_t> found;
    ngram_buckets(in.rest(), options, found);
    for (const uint32_t bucket : found) REQUIRE(bucket < options.buckets);
}

READER(scored_tokens, {fuzz::packed("abab") + fuzz::packed("ba") + "abcabdab",
                       fuzz::packed("ab") + fuzz::packed("") + ""}) {
    LTokens left;
    MaxScoreTokens most;
    for (const double score : {0.5, 1.0, -1.0}) {
        const auto word = code_points(in.text());
        left.words.add(word, score), most.words.add(word, score);
    }
    auto text = code_points(in.rest());
    for (size_t i = 5; i < text.size(); i += 6) text[i] = ' ';
    std::vector<Span> cut, chosen;
    left.split(text, cut), most.split(text, chosen);
    check_spans(cut, text.size()), check_spans(chosen, text.size());
}
