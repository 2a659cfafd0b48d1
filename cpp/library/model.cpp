#include "library/model.h"

#include "core/error.h"
#include "core/hash.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr std::string_view with_words[] = {"word_vectors", "sentence_encoder", "text_classifier",
                                           "language_model", "rows"};

// As it was checked: the length that lies in the file may have changed since.
uint64_t hash_of_header(const TensorFile& file) {
    return hash_bytes({file.bytes.get() + sizeof(uint64_t), file.header_size});
}

// The encoder that lies in an index of a matrix: arrays called encoder.…, metadata in one object.
std::optional<TensorFile> encoder_within(const TensorFile& file) {
    constexpr std::string_view prefix = "encoder.";
    const std::string* const metadata = file.text("encoder");
    if (!metadata) return std::nullopt;
    TensorFile inner{file.bytes, file.size, {}, {}};
    for (const auto& [key, text] : parse_json(*metadata).items()) {
        if (!text.is(Json::Kind::text))
            throw FormatError("damaged: the metadata of its encoder are not text");
        inner.metadata.push_back({std::string(key), std::string(text.text())});
    }
    for (Tensor tensor : file.tensors) {
        if (!tensor.name.starts_with(prefix)) continue;
        tensor.name.erase(0, prefix.size());
        inner.tensors.push_back(std::move(tensor));
    }
    return inner;
}

}  // namespace

Model::Model(const std::string& path, const OpenOptions& options, double quota)
    : opened_(open_kind(path, with_words, options)), fingerprint_(hash_of_header(file())),
      quota_(quota) {
    naming_file(path, [&] { take(options); });
}

void Model::take(const OpenOptions& options) {
    const bool matrix = opened_.kind == "rows";
    hold(words_.emplace(file(), options.threads, matrix ? Names::maybe : Names::always), options);
    if (!matrix) return take_encoder(file());
    encoder_file_ = encoder_within(file());
    if (!encoder_file_) return;
    hold(encoder_words_.emplace(*encoder_file_, options.threads), options);
    if (encoder_words_->table().rows.dim != words().rows.dim)
        throw FormatError("its encoder has vectors of another dimension");
    take_encoder(*encoder_file_);
}

// Texts are cleaned and cut as these words were.
void Model::hold(const OpenedWords& words, const OpenOptions& options) {
    if (options.verify) verify(words.stored());
    texts_ = &words;
    tokenizer_ = &words.tokenizer();
}

void Model::take_encoder(const TensorFile& file) {
    stored_encoder_ = stored_encoder(file, texts_->stored());
    if (!stored_encoder_) return;
    const StoredEncoder& stored = *stored_encoder_;
    if (!stored.tokenizer.is(Json::Kind::null))
        tokenizer_ = &own_tokenizer_.emplace(std::string(stored.tokenizer.source()));
    encoder_.emplace(SentenceEncoder{texts_->table(), stored.weights, stored.unseen_weight,
                                     stored.unit,
                                     stored.by_weights ? Divisor::weights : Divisor::words,
                                     CommonComponents{stored.components, stored.shares}});
}

std::string_view Model::word(uint64_t id) const {
    const VocabView& vocab = words().vocab;
    if (id >= vocab.size())
        throw std::out_of_range("there is no word " + std::to_string(id) + ": there are " +
                                grouped(vocab.size()));
    if (!vocab.spans(id))
        throw FormatError("word " + std::to_string(id) + " does not lie in the file's words");
    return vocab[id];
}

std::string_view Model::clean(std::string_view text, std::string& memory) const {
    return texts_->clean(text, memory);
}

const CoreTokenizer& Model::tokenizer() const {
    const DescribedTokenizer& with = tokenizer_->get();
    if (!with.tokenizer) throw Unsupported(with.why_not);
    return *with.tokenizer;
}

}  // namespace malvec
