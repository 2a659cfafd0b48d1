#include "text/subwords/sentence_pieces.h"

#include <algorithm>

namespace malvec {
namespace {

constexpr std::string_view blank_mark = "\xe2\x96\x81";  // ▁

UnitNames pieces_of(const std::vector<Piece>& pieces, PieceKind kind) {
    UnitNames names;
    for (uint32_t id = 0; id < pieces.size(); ++id)
        if (pieces[id].kind == kind) names.emplace_back(pieces[id].text, id);
    return names;
}

// Whether no piece goes from a word to the next: words may be merged one by one then.
bool ends_with_words(const std::vector<Piece>& pieces) {
    return std::none_of(pieces.begin(), pieces.end(), [](const Piece& piece) {
        std::string_view text = piece.text;
        while (text.starts_with(blank_mark)) text.remove_prefix(blank_mark.size());
        return piece.kind == PieceKind::unused || text.find(blank_mark) != text.npos;
    });
}

size_t end_of_word(std::string_view text, size_t begin) {
    size_t at = begin;
    while (text.substr(at).starts_with(blank_mark)) at += blank_mark.size();
    return std::min(text.find(blank_mark, at), text.size());
}

}  // namespace

SentencePieces::SentencePieces(std::vector<Piece> pieces, std::string_view map,
                               const PieceOptions& options)
    : pieces_(std::move(pieces)),
      normalizer_(map, pieces_of(pieces_, PieceKind::user_defined),
                  {options.add_dummy_prefix, options.remove_extra_whitespaces}),
      bytes_(byte_units(pieces_of(pieces_, PieceKind::byte))),
      byte_fallback_(options.byte_fallback) {
    for (const auto& [name, id] : pieces_of(pieces_, PieceKind::unknown)) unknown_ = id;
    const PieceModelOptions whole{pieces_, normalizer_.own(), unknown_};
    switch (options.model) {
        case PieceOptions::Model::unigram:
            model_ = piece_unigram(whole);
            break;
        case PieceOptions::Model::bpe:
            model_ = piece_merges(whole);
            by_words_ = ends_with_words(pieces_);
            break;
        case PieceOptions::Model::word:
            model_ = piece_words(whole);
            break;
        case PieceOptions::Model::character:
            model_ = piece_characters(whole);
    }
}

void SentencePieces::cut_word(std::string_view word, uint32_t begin, Room& room) const {
    const auto put = [&](uint32_t id, uint32_t from, uint32_t to) {
        room.found.push_back({id, begin + from, begin + to});
    };
    WordCache::Entry* const entry = WordCache::may_hold(word) ? &room.cache.at(word) : nullptr;
    if (entry && WordCache::holds(*entry, word)) {
        for (uint8_t i = 0, from = 0; i < entry->units; from = entry->ends[i++])
            put(entry->ids[i], from, entry->ends[i]);
        return;
    }
    room.units.clear();
    model_->cut(word, room.model, room.units);
    for (const Unit& unit : room.units) put(unit.id, unit.begin, unit.end);
    if (entry) WordCache::keep(*entry, word, room.units.data(), room.units.size());
}

void SentencePieces::join_unknown(std::string_view text, Room& room) const {
    room.units.clear();
    bool behind_unknown = false;
    for (const Unit& unit : room.found) {
        const bool is_unknown = unit.id == unknown_;
        if (is_unknown && byte_fallback_) {
            for (const char byte : text.substr(unit.begin, unit.end - unit.begin))
                room.units.push_back({bytes_[static_cast<uint8_t>(byte)], unit.begin, unit.end});
        } else if (is_unknown && behind_unknown) {
            room.units.back().end = unit.end;
        } else {
            room.units.push_back(unit);
        }
        behind_unknown = is_unknown;
    }
}

const std::vector<Unit>& SentencePieces::cut(std::string_view given, Room& room,
                                             bool with_origins) const {
    room.places.clear();
    const std::string_view readable = readable_text(
        given, room.readable, [&](size_t begin, size_t end, size_t given_begin, size_t) {
            if (with_origins) room.places.resize(end, static_cast<uint32_t>(given_begin));
            (void)begin;
        });
    if (with_origins && !room.places.empty())
        room.places.push_back(static_cast<uint32_t>(given.size()));
    normalizer_.normalize(readable, room.text, with_origins ? &room.origins : nullptr);
    const std::string_view text = room.text;
    room.found.clear();
    if (!by_words_) model_->cut(text, room.model, room.found);
    for (size_t begin = 0; by_words_ && begin < text.size();) {
        const size_t end = end_of_word(text, begin);
        cut_word(text.substr(begin, end - begin), static_cast<uint32_t>(begin), room);
        begin = end;
    }
    join_unknown(text, room);
    return room.units;
}

std::string_view SentencePieces::spelling(const Unit& unit, const Room& room) const {
    if (unit.id != unknown_) return {};
    return std::string_view(room.text).substr(unit.begin, unit.end - unit.begin);
}

void SentencePieces::ids(std::string_view text, std::vector<uint32_t>& out) const {
    const auto room = rooms_.take();
    for (const Unit& unit : cut(text, *room, false)) out.push_back(unit.id);
}

void SentencePieces::units(std::string_view text, const TakeUnit& take) const {
    const auto room = rooms_.take();
    for (const Unit& unit : cut(text, *room, false)) take({unit.id, spelling(unit, *room), {}});
}

void SentencePieces::aligned(std::string_view text, const TakeUnit& take) const {
    const auto room = rooms_.take();
    const auto place = [&](uint32_t at) {
        const uint32_t origin = room->origins[at];
        return room->places.empty() ? origin : room->places[origin];
    };
    for (const Unit& unit : cut(text, *room, true))
        take({unit.id, spelling(unit, *room), {place(unit.begin), place(unit.end)}});
}

}  // namespace malvec
