#include "files/sniff.h"

#include <algorithm>

#include "core/hash.h"

namespace malvec {
namespace {

using namespace std::literals;

constexpr std::string_view packed_so = " (malvec reads text and word vectors packed so)",
                           utf16 = "UTF-16 text (malvec.Corpus.from_files reads it)",
                           blanks_of_text = " \t\n\r\f\v", digits = "0123456789";

struct Magic {
    std::string_view bytes, kind;
    bool packed = false;
};

constexpr Magic magics[] = {
    {"BZh", "a bzip2 archive", true},
    {"\xfd"
     "7zXZ\0"sv,
     "an xz archive", true},
    {"\x28\xb5\x2f\xfd", "a zstd archive", true},
    {"\x1f\x8b", "a gzip archive", true},
    {"PK\x05\x06", "an empty zip archive"},
    {"\x93NUMPY", "a NumPy .npy array"},
    {"\x89HDF\r\n", "an HDF5 file (Keras and old word vectors are such)"},
    {"PAR1", "a Parquet file (malvec.text.readers.Parquet reads texts from such)"},
    {"ARROW1", "an Arrow file"},
    {"SQLite format 3", "an SQLite database"},
    {"\x89PNG", "a picture"},
    {"\xff\xd8\xff", "a picture"},
    {"\x7f"
     "ELF",
     "a program"},
    {"%PDF", "a PDF document"},
    {"\xba\x16\x4f\x2f", "a fastText model (malvec.io.load_fasttext reads it)"},
    {"GGUF", "a GGUF model"},
    {"\xff\xfe", utf16},
    {"\xfe\xff", utf16},
};

bool holds(std::string_view text, std::string_view what) { return text.find(what) != text.npos; }

// What is left of a text after all characters of `set` at its front.
std::string_view after_all(std::string_view text, std::string_view set) {
    return text.substr(std::min(text.find_first_not_of(set), text.size()));
}

std::string zip_kind(std::string_view head) {
    const auto byte = [head](size_t i) -> size_t {
        return i < head.size() ? static_cast<unsigned char>(head[i]) : 0;
    };
    const std::string_view name =
        head.substr(std::min<size_t>(30, head.size()), byte(26) | byte(27) << 8);
    if (name.ends_with("/data.pkl") || name.ends_with("/version")) return "a PyTorch model";
    if (name.ends_with(".npy"))
        return "a NumPy .npz archive (scipy.sparse.load_npz reads matrices from such)";
    return "a zip archive (unpack it first)";
}

std::string pickle_kind(std::string_view head) {
    if (holds(head, "gensim"))
        return "a gensim model (gensim's save_word2vec_format writes what malvec.io.load_word2vec"
               " reads)";
    return std::string(holds(head, "torch") ? "an old PyTorch model, " : "") +
           "a Python pickle (which is not read: it could run anything)";
}

bool is_sentence_piece(std::string_view head) {
    return head.size() > 3 && head[0] == '\n' && (head[2] == '\n' || head[3] == '\n') &&
           holds(head, "\x15");
}

bool is_onnx(std::string_view head) {
    return head.size() > 4 && head[0] == 8 && head[1] >= 1 && head[1] <= 15 && head[2] == 0x12 &&
           head[3] != '\n' && head[4] >= 'a' && head[4] <= 'z';
}

// Takes a number such as -1.5e-3 from the front of the text.
bool take_number(std::string_view& text) {
    std::string_view left = text.substr(text.starts_with('-') || text.starts_with('+'));
    const std::string_view whole = left;
    left = after_all(left, digits);
    if (left.size() == whole.size()) return false;
    if (left.starts_with('.')) left = after_all(left.substr(1), digits);
    if (left.starts_with('e') || left.starts_with('E')) {
        std::string_view power = left.substr(1);
        power.remove_prefix(power.starts_with('-') || power.starts_with('+'));
        const std::string_view after = after_all(power, digits);
        if (after.size() < power.size()) left = after;
    }
    text = left;
    return true;
}

// Two whole numbers, as the first line of word2vec has them.
bool is_size_line(std::string_view line) {
    const std::string_view first = after_all(line, digits), blanks = after_all(first, " "),
                           second = after_all(blanks, digits);
    const std::string_view end = after_all(second, " ");
    return first.size() < line.size() && blanks.size() < first.size() &&
           second.size() < blanks.size() && (end.empty() || end == "\r");
}

// A word and two numbers or more.
bool is_vector_line(std::string_view text) {
    const size_t word = text.find_first_of(blanks_of_text);
    if (word == 0 || word == text.npos) return false;
    text.remove_prefix(word);
    for (int i = 0; i < 2; ++i) {
        const std::string_view number = after_all(text, " ");
        if (number.size() == text.size()) return false;
        text = number;
        if (!take_number(text)) return false;
    }
    return true;
}

std::string size_line_kind(std::string_view rest) {
    // the last byte after the number shows that it is one
    const size_t word = std::min(rest.find_first_of(blanks_of_text), rest.size());
    std::string_view number = rest.substr(std::min(word + 1, rest.size()));
    const bool text = rest.substr(word).starts_with(' ') && take_number(number) &&
                      !number.empty() && holds(" \r\n", number.substr(0, 1));
    return "word2vec "s + (text ? "text" : "binary") +
           " vectors (malvec.io.load_word2vec reads them)";
}

std::string json_kind(std::string_view text) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool lines = text.starts_with('{') && end != text.npos && line.ends_with('}') &&
                       after_all(text.substr(end), blanks_of_text).starts_with('{');
    return lines ? "JSON lines (malvec.text.readers.Jsonl reads texts from such)"
                 : "JSON text (malvec.tokenizers.load reads tokenizers from such)";
}

bool has_controls(std::string_view text) {
    return std::any_of(text.begin(), text.end(),
                       [](unsigned char c) { return c <= 8 || (c >= 14 && c <= 31); });
}

// Text that is neither vectors nor marked up.
std::string plain_kind(std::string_view head) {
    const size_t end = head.find('\n');
    const std::string_view first = head.substr(0, end);
    const std::string_view rest = end == head.npos ? ""sv : head.substr(end + 1);
    const std::string_view second = rest.substr(0, rest.find('\n'));
    for (const char separator : {'\t', ','}) {
        const auto columns = std::count(first.begin(), first.end(), separator);
        if (columns && std::count(second.begin(), second.end(), separator) == columns)
            return "a table separated by "s + (separator == ',' ? "commas" : "tabs") +
                   " (malvec.text.readers reads texts from such)";
    }
    return "text (malvec.Corpus.from_files reads it)";
}

std::string text_kind(std::string_view head) {
    if (head.starts_with("[PAD]") || head.starts_with("[UNK]"))
        return "the vocabulary of a BERT (malvec.tokenizers.bert reads it)";
    const std::string_view text = after_all(head, blanks_of_text);
    if (text.starts_with('{') || text.starts_with('[')) return json_kind(text);
    if (text.starts_with('<'))
        return "an HTML or XML page (a download that failed, or a dump for malvec.text.readers)";
    const size_t end = head.find('\n');
    if (is_size_line(head.substr(0, end)))
        return size_line_kind(end == head.npos ? ""sv : head.substr(end + 1));
    if (is_vector_line(head))
        return "text vectors without a header (GloVe; malvec.io.load_glove reads them)";
    return has_controls(head) ? "unknown binary data" : plain_kind(head);
}

}  // namespace

bool is_safetensors(std::string_view head) {
    return head.size() > 8 && head[8] == '{' && load64(head.data()) < uint64_t{1} << 40;
}

std::optional<std::string> binary_kind(std::string_view head) {
    for (const Magic& magic : magics)
        if (head.starts_with(magic.bytes))
            return std::string(magic.kind) += magic.packed ? packed_so : ""sv;
    if (head.starts_with("PK\x03\x04")) return zip_kind(head);
    if (head.size() > 1 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5)
        return pickle_kind(head);
    if (is_safetensors(head)) return "a .safetensors file";
    if (is_sentence_piece(head)) return "a SentencePiece model (malvec.tokenizers.load reads it)";
    if (is_onnx(head)) return "an ONNX model";
    return std::nullopt;
}

std::string describe_file(std::string_view head) {
    if (head.empty()) return "an empty file";
    const std::optional<std::string> kind = binary_kind(head);
    return kind ? *kind : text_kind(head);
}

}  // namespace malvec
