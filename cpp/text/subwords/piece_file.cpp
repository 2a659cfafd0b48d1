#include "text/subwords/piece_file.h"

#include <cmath>
#include <cstring>
#include <unordered_set>

#include "core/error.h"
#include "text/utf8.h"
#include "text/wording.h"

namespace malvec {
namespace {

[[noreturn]] void refuse_pieces(const std::string& why) {
    throw FormatError("not a SentencePiece model, or damaged: " + why);
}

// A field of a message of protobuf: a number, or bytes.
struct MessageField {
    uint64_t number, value;
    std::string_view bytes;
    bool is_bytes;

    std::string_view message() const {
        if (!is_bytes) refuse_pieces("a field is a number that should be text");
        return bytes;
    }
    uint64_t integer() const {
        if (is_bytes) refuse_pieces("a field is text that should be a number");
        return value;
    }
};

class MessageReader {
public:
    explicit MessageReader(std::string_view data) : rest_(data) {}

    bool next(MessageField& field) {
        if (rest_.empty()) return false;
        const uint64_t key = varint();
        const unsigned wire = key & 7;
        field = {key >> 3, 0, {}, wire != 0};
        if (field.number == 0) refuse_pieces("a field of number 0");
        if (wire == 0) return field.value = varint(), true;
        if (wire != 1 && wire != 2 && wire != 5) refuse_pieces("a field of an unknown wire type");
        const uint64_t size = wire == 2 ? varint() : wire == 1 ? 8 : 4;
        if (size > rest_.size()) refuse_pieces("a field goes beyond the end");
        field.bytes = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return true;
    }

private:
    uint64_t varint() {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 70; shift += 7) {
            if (rest_.empty()) refuse_pieces("it ends within a number");
            const auto byte = static_cast<uint8_t>(rest_[0]);
            rest_.remove_prefix(1);
            if (shift < 64) value |= uint64_t{byte & 127u} << shift;
            if (byte < 128) return value;
        }
        refuse_pieces("a number of more than ten bytes");
    }

    std::string_view rest_;
};

Piece read_piece(std::string_view data) {
    Piece piece{"", 0, PieceKind::normal};
    MessageField field{};
    for (MessageReader reader(data); reader.next(field);) {
        if (field.number == 1) piece.text = field.message();
        if (field.number == 2) {
            if (field.message().size() != 4) refuse_pieces("a score of another size");
            std::memcpy(&piece.score, field.bytes.data(), 4);
        }
        if (field.number != 3) continue;
        if (field.integer() < 1 || field.value > 6) refuse_pieces("a piece of an unknown kind");
        piece.kind = static_cast<PieceKind>(field.value);
    }
    return piece;
}

void check_pieces(const std::vector<Piece>& pieces, bool byte_fallback) {
    std::unordered_set<std::string_view> seen;
    size_t unknown = 0;
    UnitNames bytes;
    for (const Piece& piece : pieces) {
        const std::string what = "the piece " + quoted(piece.text, 60);
        if (!is_utf8(piece.text)) refuse_pieces("a piece is not UTF-8");
        if (piece.text.empty() || !seen.insert(piece.text).second)
            refuse_pieces(what + " is empty or occurs twice");
        if (!std::isfinite(piece.score)) refuse_pieces(what + " has a score that is not finite");
        unknown += piece.kind == PieceKind::unknown;
        if (piece.kind == PieceKind::byte) bytes.emplace_back(piece.text, 0);
    }
    if (unknown != 1) refuse_pieces("there must be one unknown piece");
    for (const uint32_t id : byte_units(bytes))
        if (byte_fallback && id != 0) refuse_pieces("byte_fallback without pieces for all bytes");
}

struct PieceFile {
    std::vector<Piece> pieces;
    PieceOptions options;
    std::string_view map;

    void read_trainer(std::string_view data) {
        MessageField field{};
        for (MessageReader reader(data); reader.next(field);) {
            if (field.number == 3) {
                if (field.integer() < 1 || field.value > 4) refuse_pieces("an unknown model");
                options.model = static_cast<PieceOptions::Model>(field.value);
            }
            if (field.number == 24 && field.integer())
                refuse_pieces("treat_whitespace_as_suffix is not supported");
            if (field.number == 35) options.byte_fallback = field.integer() != 0;
        }
    }
    void read_normalizer(std::string_view data) {
        MessageField field{};
        for (MessageReader reader(data); reader.next(field);) {
            if (field.number == 2) map = field.message();
            if (field.number == 3) options.add_dummy_prefix = field.integer() != 0;
            if (field.number == 4) options.remove_extra_whitespaces = field.integer() != 0;
            if (field.number == 5 && !field.integer())
                refuse_pieces("escape_whitespaces=false is not supported");
        }
    }
};

}  // namespace

std::shared_ptr<const SentencePieces> read_sentence_pieces(std::string_view data) {
    PieceFile file;
    MessageField field{};
    for (MessageReader reader(data); reader.next(field);) {
        if (field.number == 1) file.pieces.push_back(read_piece(field.message()));
        if (field.number == 2) file.read_trainer(field.message());
        if (field.number == 3) file.read_normalizer(field.message());
    }
    check_pieces(file.pieces, file.options.byte_fallback);
    return std::make_shared<SentencePieces>(std::move(file.pieces), file.map, file.options);
}

}  // namespace malvec
