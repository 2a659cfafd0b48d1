#include "files/kinds.h"

#include <algorithm>
#include <stdexcept>

#include "core/error.h"
#include "files/taken_arrays.h"
#include "text/json.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr FileKind kind_table[] = {
    {"corpus", "a corpus", "Corpus.load"},
    {"counts", "counts", "Counts.load"},
    {"cells", "the cells of a matrix", "Cells.load"},
    {"phrases", "phrases", "PhraseTable.load"},
    {"word_vectors", "word vectors", "WordVectors.load", 2},
    {"language_model", "a language model", "LanguageModel.load"},
    {"sentence_encoder", "a sentence encoder", "SentenceEncoder.load", 2},
    {"text_classifier", "a classifier of texts", "TextClassifier.load", 2},
    {"classifier", "a classifier of vectors", "LinearModel.load"},
    {"sentence_vectors", "sentence vectors", "malvec.load"},
    {"document_vectors", "document vectors", "DocVectors.load"},
    {"topic_model", "a topic model", "TopicModel.load"},
    {"latent_semantics", "latent semantics", "LatentSemantics.load"},
    {"factors", "factors", "Factors.load", 2},
    {"spacing_model", "a spacing model", "SpacingModel.load"},
    {"word_statistics", "word statistics", "WordStatistics.load"},
    {"index", "an index", "Index.load", 2},
    {"checkpoint", "a checkpoint", "malvec.load, or fit(checkpoint=its folder)"},
};

// What kinds were called at first, and are now. Some of those files have no `format`.
struct FirstName {
    std::string_view first, now;
};

constexpr FirstName first_name_table[] = {
    {"malvec corpus", "corpus"},
    {"malvec counts", "counts"},
    {"malvec spacing", "spacing_model"},
    {"malvec word statistics", "word_statistics"},
    {"sentence vectors", "sentence_vectors"},
};

constexpr size_t longest_name = 60;

const FileKind* find_kind(std::string_view name) {
    const auto found = std::find_if(std::begin(kind_table), std::end(kind_table),
                                    [name](const FileKind& kind) { return kind.name == name; });
    return found == std::end(kind_table) ? nullptr : found;
}

std::string_view told(const TensorFile& file, std::string_view key) {
    const std::string* const text = file.text(key);
    return text ? std::string_view(*text) : std::string_view();
}

const FirstName* first_name_of(const TensorFile& file) {
    const std::string_view kind = told(file, "kind");
    const auto found = std::find_if(std::begin(first_name_table), std::end(first_name_table),
                                    [kind](const FirstName& name) { return name.first == kind; });
    return found == std::end(first_name_table) ? nullptr : found;
}

[[noreturn]] void not_of_malvec(const TensorFile& file) {
    const bool torch = told(file, "format") == "pt";
    const std::string what = torch ? " but of PyTorch"
                             : file.text("kind")
                                 ? " but of kind " + quoted(told(file, "kind"), longest_name)
                                 : "";
    throw FormatError(
        "a .safetensors file, not of malvec" + what +
        "; its tensors, which malvec.storage.container.read gives: " + first_tensors(file));
}

[[noreturn]] void of_another_kind(const std::string& kind, const FileKind& wanted) {
    const FileKind* const known = find_kind(kind);
    throw FormatError("holds " + (known ? std::string(known->holds) : quoted(kind, longest_name)) +
                      ", not " + std::string(wanted.holds) + how_to_open(kind));
}

const FileKind& known_kind(std::string_view name) {
    if (const FileKind* const kind = find_kind(name)) return *kind;
    throw std::invalid_argument("there is no kind of files " + quoted(name));
}

// Whether a text of digits is a number above `newest`.
bool is_newer(std::string_view version, unsigned newest) {
    version.remove_prefix(std::min(version.find_first_not_of('0'), version.size()));
    return version.size() > 9 || (!version.empty() && std::stoul(std::string(version)) > newest);
}

void check_version(const std::string& kind, const TensorFile& file) {
    const bool told_later = kind == "sentence_vectors" || kind == "checkpoint";
    const std::string* const text = file.text("format_version");
    const std::string version = text ? *text : told_later ? "1" : "";
    if (version.empty() || version.find_first_not_of("0123456789") != version.npos)
        throw FormatError("format version " + quoted(version, longest_name) + " is not a number");
    const unsigned newest = known_kind(kind).newest;
    if (is_newer(version, newest))
        throw FormatError("format version " + version.substr(0, longest_name) + " of " + kind +
                          " is newer than this malvec reads (" + std::to_string(newest) +
                          "): a newer malvec is needed");
}

// The kind of what an index is of.
std::string kind_of_indexed(const TensorFile& file) {
    const std::string* const text = file.text("index");
    const Json description = text ? parse_json(*text) : Json();
    const auto of = description.is(Json::Kind::object) ? description.find("of") : std::nullopt;
    return of && of->is(Json::Kind::text) ? std::string(of->text()) : "";
}

std::string checked_kind(const TensorFile& file, std::span<const std::string_view> wanted) {
    const auto is_wanted = [wanted](const std::string& kind) {
        return std::find(wanted.begin(), wanted.end(), kind) != wanted.end();
    };
    const std::string kind = kind_of(file);
    const bool index = kind == "index" && !is_wanted(kind);
    const std::string found = index ? kind_of_indexed(file) : kind;
    if (!is_wanted(found)) of_another_kind(kind, known_kind(wanted.front()));
    check_version(kind, file);
    return found;
}

}  // namespace

std::span<const FileKind> file_kinds() { return kind_table; }

bool is_own(const TensorFile& file) {
    return told(file, "format") == "malvec" || first_name_of(file) != nullptr;
}

std::string kind_of(const TensorFile& file) {
    if (const FirstName* const name = first_name_of(file)) return std::string(name->now);
    if (!is_own(file)) not_of_malvec(file);
    const std::string* const kind = file.text("kind");
    if (kind && *kind == "word_vectors") {  // so at first; now kinds of their own
        if (file.text("sentences")) return "sentence_encoder";
        if (file.find("nplm_hidden")) return "language_model";
    }
    return kind ? *kind : "something unknown";
}

std::string kind_of_file(const std::string& path) {
    const TensorFile file = read_safetensors(path);
    return naming_file(path, [&] { return kind_of(file); });
}

std::string held_kind(const TensorFile& file) {
    std::string kind = kind_of(file);
    return kind == "index" ? kind_of_indexed(file) : kind;
}

std::string held_kind_of_file(const std::string& path) {
    const TensorFile file = read_safetensors(path);
    return naming_file(path, [&] { return held_kind(file); });
}

std::string how_to_open(std::string_view kind) {
    const FileKind* const known = find_kind(kind);
    if (!known) return "";
    const bool method = known->loader.front() >= 'A' && known->loader.front() <= 'Z';
    return std::string(method ? ": malvec.load or " : ": ") +=
           std::string(known->loader) + " opens it";
}

StoredFile open_kind(const std::string& path, std::span<const std::string_view> wanted,
                     const OpenOptions& options) {
    TensorFile file = read_safetensors(path, options);
    std::string kind = naming_file(path, [&] { return checked_kind(file, wanted); });
    return {std::move(kind), std::move(file)};
}

}  // namespace malvec
