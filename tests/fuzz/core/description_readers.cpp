// Readers of what files say of their text: how it was cleaned and cut, and what is packed in it.
#include <string>
#include <vector>

#include "core/error.h"
#include "core/inflate.h"
#include "files/normalizer.h"
#include "files/tokenizer.h"
#include "reader.h"

using namespace malvec;

namespace {

const std::string scores =
    "eJyLjlaKKU02MzCMKU0xMzVR0lEw0DON1VEAC5snJseUJiWlWQCFdQ1hosiKjVK1jQ0MYmMBvvoTDw==";

const std::string phrases = "eJyLjlaKKU02MzCMKU0xMzVR0lEA8hOTDQyUYnUUopUSQQJJSrGxAOFzCnQ=";

// What `read` makes of damaged data is a FormatError, or it is well.
template <class Read>
void read_or_refuse(Read&& read) {
    try {
        read();
    } catch (const FormatError& error) {
        REQUIRE(*error.what() != '\0');
    }
}

const std::vector<std::string> tokenizers{
    R"({"name": "whitespace"})",
    R"({"name": "kiwi", "user_words": ["말벡"]})",
    "null",
    R"({"name": "l-tokenizer", "tolerance": 0.1, "remove_r": true, "zlib": ")" + scores + R"("})",
    R"({"name": "max-score", "max_length": 4, "zlib": ")" + scores + R"("})",
    R"({"name": "stop-words", "words": ["가"], "tags": [], "tokenizer": {"name": "eojeols"}})",
    R"({"name": "user-words", "user_dictionary": {"entries": [["재미", "NNG"], ["영화", "NNP"]]},
        "tokenizer": {"name": "characters"}})",
    R"({"name": "phrases", "delimiter": "_", "connectors": ["가"], "phrases": ")" + phrases +
        R"(", "tokenizer": {"name": "whitespace"}})"};

}  // namespace

READER(
    inflate,
    {std::string("\170\001\001\006\000\371\377\163\164\157\162\145\144\011\074\002\222", 17),
     std::string("\170\001\113\313\254\110\115\121\110\103\047\001\147\267\010\241", 16),
     std::string("\170\332\065\120\001\016\304\060\010\172\053\210\377\177\202\007\164\267\144\115"
                 "\055\040\350\011\230\131\150\100\211\164\005\160\134\161\210\224\347\203\067\224"
                 "\117\343\074\214\064\023\252\134\006\145\116\353\147\224\106\257\007\372\277\046"
                 "\170\134\025\262\026\327\367\142\147\015\066\052\137\154\246\140\025\026\127\104"
                 "\147\170\224\224\261\007\026\323\146\242\325\141\313\316\234\167\345\322\344\320"
                 "\114\071\324\163\161\213\317\257\231\367\056\143\361\237\317\243\161\233\123\035"
                 "\010\057\076\153\304\064\230\013\262\011\033\277\125\226\344\141\222\216\324\247"
                 "\370\206\175\142\177\335\144\164\333\027\065\231\262\003\145\330\354\032\257\121"
                 "\167\262\077\234\337\247\116",
                 167)}) {
    constexpr size_t most = 1 << 16;
    read_or_refuse([&] { REQUIRE(inflate(in.rest(), most).size() <= most); });
}

READER(base64, {"", "QQ==", "QUI=", "QUJD", scores}) {
    const std::string_view text = in.rest();
    read_or_refuse([&] { REQUIRE(from_base64(text).size() <= text.size() / 4 * 3 + 2); });
}

READER(described_normalizer,
       {R"({"form": "NFC", "repeats": 2, "html": true, "only": null, "squeeze": false})",
        R"({"repeats": 4294967295, "emoticons": true, "only": "hangul+digits"})", "null"}) {
    read_or_refuse([&] {
        const auto cleaner = stored_cleaner(in.rest());
        std::string once, twice;
        if (!cleaner || !cleaner->clean("스토리ㅋㅋㅋ &amp;<b>e\xcc\x81\xff", once)) return;
        REQUIRE(!cleaner->clean(once, twice));
    });
}

READER(described_tokenizer, tokenizers) {
    read_or_refuse([&] {
        const DescribedTokenizer described = described_tokenizer(std::string(in.rest()));
        REQUIRE((described.tokenizer == nullptr) == !described.why_not.empty());
        if (!described.tokenizer) return;
        const std::string_view text = "영화가 재미있다 \xff e\xcc\x81";
        size_t cut = 0, analysed = 0;
        described.tokenizer->cut(text, [&](std::string_view token) {
            REQUIRE(!token.empty());
            ++cut;
        });
        described.tokenizer->analyse(text, [&](const Token& token) {
            REQUIRE(token.begin < token.end && token.end <= text.size());
            ++analysed;
        });
        REQUIRE(cut == analysed);
    });
}
