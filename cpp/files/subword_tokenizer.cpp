#include "files/subword_tokenizer.h"

#include "core/inflate.h"
#include "files/tokenizer_settings.h"
#include "text/subwords/core_units.h"
#include "text/subwords/piece_file.h"
#include "text/subwords/tokenizer_json.h"

namespace malvec {

DescribedTokenizer described_units(const Json& description) {
    constexpr size_t most_unpacked = size_t{1} << 28;  // what Python packs at most
    const Json packed = needed_setting(description, "zlib");
    ReadUnits read = read_tokenizer_json(inflate(from_base64(packed.text()), most_unpacked));
    if (!read.tokenizer) return {nullptr, read.why_not + ": give tokens, or a function that cuts"};
    return {core_units(std::move(read.tokenizer)), ""};
}

DescribedTokenizer described_pieces(const Json& description) {
    const Json encoded = needed_setting(description, "base64");
    return {core_units(read_sentence_pieces(from_base64(encoded.text()))), ""};
}

}  // namespace malvec
