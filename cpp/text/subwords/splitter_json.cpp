#include <string>

#include "text/subwords/json_fields.h"
#include "text/subwords/normalizer_json.h"
#include "text/subwords/unit_characters.h"
#include "text/wording.h"

namespace malvec {
namespace {

Delimiters delimiters_of(std::string_view behaviour) {
    if (behaviour == "Removed") return Delimiters::removed;
    if (behaviour == "Isolated") return Delimiters::isolated;
    if (behaviour == "MergedWithPrevious") return Delimiters::merged_with_previous;
    if (behaviour == "MergedWithNext") return Delimiters::merged_with_next;
    if (behaviour == "Contiguous") return Delimiters::joined;
    throw UnitsNotInCore("its pre-tokenizer has the behavior " + quoted(behaviour));
}

char32_t only_character(std::string_view text, std::string_view whose) {
    const char* p = text.data();
    if (text.empty() || text.size() != size_of_lead(*p))
        throw UnitsNotInCore("its pre-tokenizer " + std::string(whose) +
                             " has a pattern of several characters");
    return next_character(p);
}

std::unique_ptr<UnitSplitter> pattern_of(const Json& step) {
    constexpr std::string_view gpt2 =
        R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
    constexpr std::string_view llama3 =
        R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+)"
        R"([\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
    constexpr std::string_view qwen2 =
        R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+)"
        R"([\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
    const Delimiters delimiters = delimiters_of(json_text(step, "behavior"));
    const bool inverted = json_flag(step, "invert", false);
    const Json pattern = json_field(step, "pattern");
    if (const auto text = pattern.find("String")) {
        if (inverted) throw UnitsNotInCore("its pre-tokenizer Split is inverted");
        return character_splitter(only_character(text->text(), "Split"), delimiters);
    }
    const std::string_view regex = json_text(pattern, "Regex");
    // All of a text matches these: pieces are the matches, whatever becomes of the rest.
    if (inverted ? delimiters != Delimiters::removed : delimiters != Delimiters::isolated)
        throw UnitsNotInCore("its pre-tokenizer Split does not give the matches");
    if (regex == gpt2) return pattern_splitter(UnitPattern::gpt2);
    if (regex == llama3) return pattern_splitter(UnitPattern::llama3);
    if (regex == qwen2) return pattern_splitter(UnitPattern::qwen2);
    throw UnitsNotInCore("its pre-tokenizer Split has a regular expression of its own");
}

PrependScheme scheme_of(const Json& step) {
    const std::string_view scheme = json_text(step, "prepend_scheme");
    if (!json_flag(step, "add_prefix_space", true)) {
        if (scheme == "never") return PrependScheme::never;
        throw UnitsNotInCore("its Metaspace both does and does not prepend");
    }
    if (scheme.empty() || scheme == "always") return PrependScheme::always;
    if (scheme == "first") return PrependScheme::first;
    if (scheme == "never") return PrependScheme::never;
    throw UnitsNotInCore("its Metaspace has the prepend_scheme " + quoted(scheme));
}

void add_metaspace(const Json& step, ReadSplitters& read) {
    const std::string_view replacement = json_text(step, "replacement");
    const PrependScheme scheme = scheme_of(step);
    if (only_character(replacement, "Metaspace") == ' ')
        throw UnitsNotInCore("its Metaspace replaces blanks by blanks");
    if (scheme == PrependScheme::first && !read.splitters.empty())
        throw UnitsNotInCore("its Metaspace looks for the beginning behind other steps");
    read.asks_where |= scheme == PrependScheme::first;
    read.splitters.push_back(
        metaspace(std::string(replacement), scheme, json_flag(step, "split", true)));
}

void add_byte_level(const Json& step, ReadSplitters& read) {
    if (json_field(step, "add_prefix_space").boolean()) read.splitters.push_back(prefix_space());
    if (json_flag(step, "use_regex", true))
        read.splitters.push_back(pattern_splitter(UnitPattern::gpt2));
    read.bytes = true;
}

void add_splitters(const Json& step, ReadSplitters& read) {
    const std::string_view type = json_type(step);
    if (read.bytes) throw UnitsNotInCore("its pre-tokenizer goes on behind ByteLevel");
    const auto add = [&](std::unique_ptr<UnitSplitter> splitter) {
        read.splitters.push_back(std::move(splitter));
    };
    if (type == "Sequence") {
        for (const auto& [none, each] : json_field(step, "pretokenizers").items())
            add_splitters(each, read);
    } else if (type == "BertPreTokenizer") {
        add(bert_splitter());
    } else if (type == "Whitespace") {
        add(word_splitter());
    } else if (type == "WhitespaceSplit") {
        add(kind_splitter(kind_blank, Delimiters::removed));
    } else if (type == "Punctuation") {
        const std::string_view behaviour = json_text(step, "behavior");
        add(kind_splitter(kind_punctuation,
                          delimiters_of(behaviour.empty() ? "Isolated" : behaviour)));
    } else if (type == "Digits") {
        const bool alone = json_flag(step, "individual_digits", false);
        add(kind_splitter(kind_numeric, alone ? Delimiters::isolated : Delimiters::joined));
    } else if (type == "CharDelimiterSplit") {
        add(character_splitter(only_character(json_text(step, "delimiter"), type),
                               Delimiters::removed));
    } else if (type == "Split") {
        add(pattern_of(step));
    } else if (type == "Metaspace") {
        add_metaspace(step, read);
    } else if (type == "ByteLevel") {
        add_byte_level(step, read);
    } else {
        throw UnitsNotInCore("the core has no pre-tokenizer " + quoted(type));
    }
}

}  // namespace

ReadSplitters read_unit_splitters(const Json& pre_tokenizer) {
    ReadSplitters read;
    if (!pre_tokenizer.is(Json::Kind::null)) add_splitters(pre_tokenizer, read);
    return read;
}

}  // namespace malvec
