#include "library/model.h"

#include "core/error.h"
#include "core/hash.h"
#include "text/wording.h"

namespace malvec {
namespace {

// As it was checked: the length that lies in the file may have changed since.
uint64_t hash_of_header(const TensorFile& file) {
    return hash_bytes({file.bytes.get() + sizeof(uint64_t), file.header_size});
}

}  // namespace

Model::Model(const std::string& path, const ModelOptions& options, double quota)
    : opened_(open_kind(path, model_kinds, options)), fingerprint_(hash_of_header(file())),
      quota_(quota) {
    naming_file(path, [&] { take(options); });
}

void Model::take(const ModelOptions& options) {
    StoredModel stored = stored_model(file(), options.verify);
    hold(words_.emplace(file(), std::move(stored.words), options));
    if (stored.encoder_words)
        hold(encoder_words_.emplace(*stored.encoder_file, std::move(*stored.encoder_words),
                                    options));
    if (stored.encoder) take(std::move(*stored.encoder), options);
}

// Texts are cleaned and cut as these words were.
void Model::hold(const OpenedWords& words) {
    texts_ = &words;
    tokenizer_ = &words.tokenizer();
}

void Model::take(StoredEncoder encoder, const ModelOptions& options) {
    const StoredEncoder& stored = stored_encoder_.emplace(std::move(encoder));
    if (!stored.tokenizer.is(Json::Kind::null))
        tokenizer_ =
            &own_tokenizer_.emplace(std::string(stored.tokenizer.source()), options.places);
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

const std::shared_ptr<const CoreTokenizer>& Model::tokenizer() const {
    const DescribedTokenizer& with = tokenizer_->get();
    if (!with.tokenizer) throw Unsupported(with.why_not);
    return with.tokenizer;
}

}  // namespace malvec
