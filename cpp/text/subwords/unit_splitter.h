// The pre-tokenizers of a tokenizer.json: a text becomes pieces, which the model cuts one by one.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/subwords/unit_alignment.h"

namespace malvec {

// A text and its pieces, without those that are empty.
struct UnitPieces {
    std::string_view text;
    std::vector<Span> spans;
    bool at_beginning;  // what was given begins here, and is not the rest of it

    std::string made, before;  // room for text
    std::vector<Span> next;
    UnitAlignment alignment;

    void begin(std::string_view whole, bool first);
    std::string_view of(Span span) const { return text.substr(span.begin, span.end - span.begin); }
};

class UnitSplitter {
public:
    virtual ~UnitSplitter() = default;
    virtual void split(UnitPieces& pieces) const = 0;
};

// What becomes of the characters at which a text is split.
enum class Delimiters : uint8_t {
    removed,
    isolated,
    merged_with_previous,
    merged_with_next,
    joined
};
enum class UnitPattern : uint8_t { gpt2, llama3, qwen2 };
enum class PrependScheme : uint8_t { always, first, never };

std::unique_ptr<UnitSplitter> bert_splitter();
std::unique_ptr<UnitSplitter> word_splitter();  // Whitespace
std::unique_ptr<UnitSplitter> kind_splitter(uint32_t kinds, Delimiters delimiters);
std::unique_ptr<UnitSplitter> character_splitter(char32_t character, Delimiters delimiters);
std::unique_ptr<UnitSplitter> pattern_splitter(UnitPattern pattern);
std::unique_ptr<UnitSplitter> prefix_space();  // ByteLevel's
// Before each run of a mark.
std::unique_ptr<UnitSplitter> run_splitter(std::string mark);
std::unique_ptr<UnitSplitter> metaspace(std::string replacement, PrependScheme scheme, bool split);

}  // namespace malvec
