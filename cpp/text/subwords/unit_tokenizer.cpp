#include "text/subwords/unit_tokenizer.h"

namespace malvec {
namespace {

// The text between units that were found in it, and these.
template <class TakeText, class TakeUnit>
void between(std::string_view text, const std::vector<Unit>& found, TakeText&& take_text,
             TakeUnit&& take_unit) {
    uint32_t from = 0;
    for (const Unit& unit : found) {
        if (from < unit.begin) take_text(from, unit.begin);
        take_unit(unit);
        from = unit.end;
    }
    if (from < text.size()) take_text(from, static_cast<uint32_t>(text.size()));
}

}  // namespace

template <class Take>
void UnitTokenizer::cut(std::string_view given, Room& room, Take&& take) const {
    UnitAlignment& alignment = room.pieces.alignment;
    alignment.begin(given);
    const std::string_view text =
        readable_text(given, room.readable,
                      [&](size_t begin, size_t end, size_t before_begin, size_t before_end) {
                          alignment.note(begin, end, before_begin, before_end);
                      });
    if (text.data() != given.data()) alignment.settle(text);
    room.added.clear();
    parts_.added.find(text, room.added);
    between(
        text, room.added,
        [&](uint32_t begin, uint32_t end) {
            std::string_view part = text.substr(begin, end - begin);
            const auto kept = room.pieces.alignment.begin_part(part);
            if (parts_.normalizer) part = parts_.normalizer->normalize(part, room.normalizer);
            cut_normalized(part, begin == 0, room, take);
        },
        [&](const Unit& unit) {
            take(unit.id, text.substr(unit.begin, unit.end - unit.begin), true);
        });
}

template <class Take>
void UnitTokenizer::cut_normalized(std::string_view text, bool first, Room& room,
                                   Take&& take) const {
    room.added_normalized.clear();
    parts_.added_normalized.find(text, room.added_normalized);
    UnitPieces& pieces = room.pieces;
    between(
        text, room.added_normalized,
        [&](uint32_t begin, uint32_t end) {
            pieces.begin(text.substr(begin, end - begin), first && begin == 0);
            const auto kept = pieces.alignment.begin_part(pieces.text);
            for (const auto& splitter : parts_.splitters) splitter->split(pieces);
            for (const Span span : pieces.spans) cut_piece(pieces.of(span), room, take);
        },
        [&](const Unit& unit) {
            take(unit.id, text.substr(unit.begin, unit.end - unit.begin), true);
        });
}

template <class Take>
void UnitTokenizer::cut_piece(std::string_view piece, Room& room, Take&& take) const {
    WordCache::Entry* entry = nullptr;
    if (WordCache::may_hold(piece)) {
        entry = &room.cache.at(piece);
        if (WordCache::holds(*entry, piece)) {
            for (uint8_t i = 0, begin = 0; i < entry->units; begin = entry->ends[i++])
                take(entry->ids[i], piece.substr(begin, entry->ends[i] - begin), false);
            return;
        }
    }
    room.units.clear();
    parts_.model->cut(piece, room.model, room.units);
    for (const Unit& unit : room.units)
        take(unit.id, piece.substr(unit.begin, unit.end - unit.begin), false);
    if (entry) WordCache::keep(*entry, piece, room.units.data(), room.units.size());
}

void UnitTokenizer::ids(std::string_view text, std::vector<uint32_t>& out) const {
    const auto room = rooms_.take();
    room->pieces.alignment.on = false;
    cut(text, *room, [&](uint32_t id, std::string_view, bool) { out.push_back(id); });
}

void UnitTokenizer::units(std::string_view text, const TakeUnit& take) const {
    const uint32_t spelled = parts_.model->spelled();
    const auto room = rooms_.take();
    room->pieces.alignment.on = false;
    cut(text, *room, [&](uint32_t id, std::string_view as_it_is, bool added) {
        take({id, added || id == spelled ? as_it_is : std::string_view(), {}});
    });
}

void UnitTokenizer::aligned(std::string_view text, const TakeUnit& take) const {
    const uint32_t spelled = parts_.model->spelled();
    const auto room = rooms_.take();
    UnitAlignment& alignment = room->pieces.alignment;
    alignment.on = true;
    cut(text, *room, [&](uint32_t id, std::string_view as_it_is, bool added) {
        take({id, added || id == spelled ? as_it_is : std::string_view(),
              alignment.span_of(as_it_is)});
    });
}

}  // namespace malvec
