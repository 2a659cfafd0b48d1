// How SentencePiece normalises a text: by a map of characters, with blanks as ▁.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/subwords/byte_rules.h"
#include "text/subwords/byte_trie.h"
#include "text/subwords/unit_model.h"

namespace malvec {

struct PieceBlanks {
    bool add_dummy_prefix, remove_extra;
};

class PieceNormalizer {
public:
    // Pieces of the user's own are copied as they stand. Throws FormatError where the map is
    // damaged.
    PieceNormalizer(std::string_view map, const UnitNames& own, PieceBlanks blanks);

    // Of text that is UTF-8. Where `origins` is not null it gets where each byte of `out`, and the
    // end, began in the text.
    void normalize(std::string_view text, std::string& out, std::vector<uint32_t>* origins) const;

    const ByteTrie& own() const { return own_; }
    // Bytes of the longest piece of the user's own at the beginning of a text.
    static size_t longest_in(const ByteTrie& trie, std::string_view text);

private:
    class Writer;
    ByteRules::Rule prefix(std::string_view text) const;

    ByteRules rules_;
    ByteTrie own_;
    CharacterSet plain_;  // characters that stay, and begin nothing else
    PieceBlanks blanks_;
};

}  // namespace malvec
