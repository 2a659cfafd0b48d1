#include "files/subword_tokenizer.h"

#include "core/error.h"
#include "core/inflate.h"
#include "core/mapped_file.h"
#include "files/safetensors.h"
#include "files/tokenizer_settings.h"
#include "text/subwords/core_units.h"
#include "text/subwords/piece_file.h"
#include "text/subwords/tokenizer_json.h"

namespace malvec {

namespace {

constexpr size_t most_bytes = size_t{1} << 28;  // what Python packs at most

DescribedTokenizer units_of_json(std::string text) {
    try {
        ReadUnits read = read_tokenizer_json(std::move(text));
        if (read.tokenizer) return {core_units(std::move(read.tokenizer)), ""};
        return {nullptr, read.why_not + ": give tokens, or a function that cuts"};
    } catch (const FormatError& error) {
        throw FormatError(std::string("no tokenizer.json, or damaged: ") + error.what());
    }
}

}  // namespace

DescribedTokenizer described_units(const Json& description) {
    check_settings(description, {"name", "zlib"});
    const Json packed = needed_setting(description, "zlib");
    return units_of_json(inflate(from_base64(packed.text()), most_bytes));
}

DescribedTokenizer described_pieces(const Json& description) {
    check_settings(description, {"name", "base64"});
    const Json encoded = needed_setting(description, "base64");
    return {core_units(read_sentence_pieces(from_base64(encoded.text()))), ""};
}

DescribedTokenizer tokenizer_of_file(const std::string& path) {
    const RegularFile file(path);
    return naming_file(path, [&]() -> DescribedTokenizer {
        if (file.size() > most_bytes) throw FormatError("a tokenizer is not as large as this file");
        std::string data = file.read(0, file.size());
        if (data.starts_with('{')) return units_of_json(std::move(data));
        if (data.starts_with('\n')) return {core_units(read_sentence_pieces(data)), ""};
        throw FormatError(
            "neither a tokenizer.json nor a .model of SentencePiece; in Python"
            " malvec.tokenizers.load(path).save(…) makes the first of a vocab.txt");
    });
}

}  // namespace malvec
