// Readers of tokenizers of sub-word units, and what they make of texts.
#include <string>
#include <vector>

#include "core/error.h"
#include "reader.h"
#include "text/subwords/piece_file.h"
#include "text/subwords/tokenizer_json.h"

using namespace malvec;

namespace {

constexpr const char* hard = "영화가 <s>재미있다 AB\xff e\xcc\x81 12\n\n 漢字①\xf0\x9f\x98\x80 ";

// Of each unit: its number is one, it stands in the text, and all ways give the same.
void cut_by(const UnitCutter& units, std::string_view text) {
    std::vector<uint32_t> ids, again;
    units.ids(text, ids);
    units.units(text, [&](const FoundUnit& unit) { again.push_back(unit.id); });
    REQUIRE(ids == again);
    again.clear();
    units.aligned(text, [&](const FoundUnit& unit) {
        REQUIRE(unit.id < units.size() && unit.span.begin <= unit.span.end);
        REQUIRE(unit.span.end <= text.size());
        again.push_back(unit.id);
    });
    REQUIRE(ids == again);
}

const std::vector<std::string> files{
    R"({"version": "1.0", "added_tokens": [{"id": 0, "content": "<s>", "single_word": false,)"
    R"( "lstrip": true, "rstrip": true, "normalized": true, "special": true}], "normalizer":)"
    R"( {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "BertNormalizer"},)"
    R"( {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}, {"type": "Strip"}]},)"
    R"( "pre_tokenizer": {"type": "BertPreTokenizer"}, "model": {"type": "WordPiece", "vocab":)"
    R"( {"?": 0, "영화": 1, "##가": 2, "a": 3, "##b": 4}, "unk_token": "?",)"
    R"( "continuing_subword_prefix": "##", "max_input_chars_per_word": 9}})",
    R"({"pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Digits"},)"
    R"( {"type": "ByteLevel", "add_prefix_space": true, "use_regex": true}]}, "model":)"
    R"( {"type": "BPE", "ignore_merges": true, "vocab": {"A": 0, "B": 1, "Ġ": 2, "AB": 3,)"
    R"( "ĠAB": 4}, "merges": ["A B", ["Ġ", "AB"]]}})",
    R"({"pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},)"
    R"( "normalizer": {"type": "Prepend", "prepend": "x"}, "model": {"type": "Unigram",)"
    R"( "unk_id": 0, "byte_fallback": true, "vocab": [["<unk>", 0], ["▁영", -1.5], ["화", -2e-3],)"
    R"( ["▁영화", -2.25], ["<0x0A>", -9]]}})",
    R"({"normalizer": {"type": "Precompiled", "precompiled_charsmap": "BAAAAAAAAAAA"}, "model":)"
    R"( {"type": "BPE", "vocab": {"a": 0, "##b": 1, "ab": 2}, "merges": ["a ##b"],)"
    R"( "continuing_subword_prefix": "##", "unk_token": "a", "fuse_unk": true}})"};

// ▁영, 화 and the unknown piece; a unigram, then merges.
const std::string pieces(
    "\x0a\x09\x0a\x05<unk>\x18\x02\x0a\x0d\x0a\x06\xe2\x96\x81\xec\x98\x81\x15\0\0\0\xbf"
    "\x0a\x0a\x0a\x03\xed\x99\x94\x15\0\0\x80\xbf",
    38);
const std::string merges("\x12\x02\x18\x02", 4), no_prefix("\x1a\x04\x18\0\x20\0", 6);

}  // namespace

READER(tokenizer_json, files) {
    const ReadUnits read = read_tokenizer_json(std::string(in.rest()));
    REQUIRE((read.tokenizer == nullptr) == !read.why_not.empty());
    if (read.tokenizer) cut_by(*read.tokenizer, hard);
}

READER(sentence_pieces, {pieces, pieces + merges, pieces + no_prefix}) {
    cut_by(*read_sentence_pieces(in.rest()), hard);
}
