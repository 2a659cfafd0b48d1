#include <algorithm>
#include <functional>

#include "text/subwords/byte_trie.h"
#include "text/subwords/pair_table.h"
#include "text/subwords/unit_characters.h"
#include "text/subwords/unit_model.h"

namespace malvec {
namespace {

constexpr uint32_t no_unit = UINT32_MAX;
constexpr int no_symbol = -1;
enum : uint32_t { is_inside = 1, is_last = 2 };  // of a piece

// Joins the pair of the lowest rank again and again, of equal ones the leftmost.
class BytePairModel : public UnitModel {
public:
    BytePairModel(const UnitNames& names, const BytePairOptions& options)
        : merges_(options.merges.size()), characters_(characters_of(names, options)),
          bytes_(byte_units(names)), whole_(options.whole_first ? names : UnitNames()),
          unknown_(options.unknown), fuse_unknown_(options.fuse_unknown),
          byte_fallback_(options.byte_fallback), whole_first_(options.whole_first),
          of_bytes_(options.bytes), inside_(options.prefix.empty() ? 0u : is_inside),
          last_(options.suffix.empty() ? 0u : is_last) {
        for (uint32_t rank = 0; rank < options.merges.size(); ++rank) {
            const auto& [left, right, both] = options.merges[rank];
            merges_.put(left, right, rank, both);
        }
    }

    void cut(std::string_view piece, ModelRoom& room, std::vector<Unit>& out) const override {
        if (whole_first_) {
            const uint32_t id = whole_.find(piece);
            if (id != ByteTrie::none)
                return out.push_back({id, 0, static_cast<uint32_t>(piece.size())});
        }
        put_symbols(piece, room.symbols);
        if (room.symbols.size() > few)
            merge_many(room);
        else
            merge_few(room);
        for (const ModelRoom::Symbol& symbol : room.symbols)
            if (symbol.begin < symbol.end) out.push_back({symbol.id, symbol.begin, symbol.end});
    }

private:
    static constexpr size_t few = 24;  // as many are walked over quicker than sorted

    // Names that are one character, with the prefix and suffix that it has in its place.
    static PairTable characters_of(const UnitNames& names, const BytePairOptions& options) {
        std::vector<std::array<uint32_t, 3>> found;
        const uint32_t places =
            (options.prefix.empty() ? 0u : is_inside) | (options.suffix.empty() ? 0u : is_last);
        for (const auto& [name, id] : names)
            for (uint32_t where = 0; where <= places; ++where) {
                if (where & ~places) continue;
                const std::string_view prefix = where & is_inside ? options.prefix : "";
                const std::string_view suffix = where & is_last ? options.suffix : "";
                if (name.size() <= prefix.size() + suffix.size() || !name.starts_with(prefix) ||
                    !name.ends_with(suffix))
                    continue;
                const char* p = name.data() + prefix.size();
                const size_t size = name.size() - prefix.size() - suffix.size();
                if (size != (options.bytes ? 1 : size_of_lead(*p))) continue;
                const char32_t c = options.bytes ? static_cast<uint8_t>(*p) : next_character(p);
                found.push_back({static_cast<uint32_t>(c), where, id});
            }
        PairTable table(found.size());
        for (const auto& [character, where, id] : found) table.put(character, where, id, 0);
        return table;
    }

    void put_symbols(std::string_view piece, std::vector<ModelRoom::Symbol>& symbols) const {
        symbols.clear();
        uint32_t reach = 0;  // what vanishes takes no room
        bool behind_unknown = false;
        const auto add = [&](uint32_t id, uint32_t size) {
            const auto place = static_cast<int>(symbols.size());
            symbols.push_back({id, reach, reach + size, place - 1, place + 1});
            reach += size;
        };
        const char *const begin = piece.data(), *const end = begin + piece.size();
        for (const char* p = begin; p < end;) {
            const char* const at = p;
            const char32_t c = of_bytes_ ? static_cast<uint8_t>(*p++) : next_character(p);
            const auto size = static_cast<uint32_t>(p - at);
            const uint32_t where = (at > begin ? inside_ : 0) | (p == end ? last_ : 0);
            if (const auto* const found = characters_.find(static_cast<uint32_t>(c), where)) {
                add(found->first, size), behind_unknown = false;
            } else if (byte_fallback_ && has_bytes(at, p)) {
                for (const char* byte = at; byte < p; ++byte)
                    add(bytes_[static_cast<uint8_t>(*byte)], 1);
                behind_unknown = false;
            } else if (unknown_ != no_unit) {
                if (fuse_unknown_ && behind_unknown)
                    symbols.back().end = reach += size;
                else
                    add(unknown_, size);
                behind_unknown = true;
            }
        }
        if (!symbols.empty()) symbols.back().next = no_symbol;
    }
    bool has_bytes(const char* from, const char* to) const {
        return std::all_of(
            from, to, [&](char byte) { return bytes_[static_cast<uint8_t>(byte)] != no_unit; });
    }

    ModelRoom::Merge merge_of(uint32_t left, uint32_t right) const {
        const PairTable::Entry* const found = merges_.find(left, right);
        return found ? ModelRoom::Merge{found->first, found->second} : ModelRoom::Merge{no_unit, 0};
    }

    void merge_few(ModelRoom& room) const {
        auto& symbols = room.symbols;
        auto& merges = room.merges;
        merges.clear();
        const auto merge_at = [&](size_t i) { return merge_of(symbols[i].id, symbols[i + 1].id); };
        for (size_t i = 0; i + 1 < symbols.size(); ++i) merges.push_back(merge_at(i));
        const auto by_rank = [](const auto& a, const auto& b) { return a.rank < b.rank; };
        while (!merges.empty()) {
            const auto best = std::min_element(merges.begin(), merges.end(), by_rank);
            if (best->rank == no_unit) return;
            const auto at = static_cast<size_t>(best - merges.begin());
            symbols[at].id = best->id;
            symbols[at].end = symbols[at + 1].end;
            symbols.erase(symbols.begin() + static_cast<ptrdiff_t>(at) + 1);
            merges.erase(best);
            if (at < merges.size()) merges[at] = merge_at(at);
            if (at > 0) merges[at - 1] = merge_at(at - 1);
        }
    }

    // By a heap of ranks and places, in time n log n; an entry counts only while its pair is there.
    void merge_many(ModelRoom& room) const {
        auto& symbols = room.symbols;
        auto& waiting = room.waiting;
        waiting.clear();
        const auto at = [&](int i) -> ModelRoom::Symbol& {
            return symbols[static_cast<size_t>(i)];
        };
        const auto merge_at = [&](int i) { return merge_of(at(i).id, at(at(i).next).id); };
        const auto offer = [&](int i) {
            if (i == no_symbol || at(i).next == no_symbol) return;
            const uint32_t rank = merge_at(i).rank;
            if (rank == no_unit) return;
            waiting.push_back(uint64_t{rank} << 32 | static_cast<uint32_t>(i));
            std::push_heap(waiting.begin(), waiting.end(), std::greater());
        };
        for (int i = 0; i < static_cast<int>(symbols.size()); ++i) offer(i);
        while (!waiting.empty()) {
            std::pop_heap(waiting.begin(), waiting.end(), std::greater());
            const auto rank = static_cast<uint32_t>(waiting.back() >> 32);
            const auto i = static_cast<int>(waiting.back() & UINT32_MAX);
            waiting.pop_back();
            ModelRoom::Symbol& left = at(i);
            if (left.begin == left.end || left.next == no_symbol) continue;
            const ModelRoom::Merge merge = merge_at(i);
            if (merge.rank != rank) continue;
            ModelRoom::Symbol& right = at(left.next);
            left.id = merge.id;
            left.end = right.end, right.begin = right.end;
            left.next = right.next;
            if (left.next != no_symbol) at(left.next).before = i;
            offer(left.before);
            offer(i);
        }
    }

    PairTable merges_, characters_;
    std::array<uint32_t, 256> bytes_;
    ByteTrie whole_;
    uint32_t unknown_;
    bool fuse_unknown_, byte_fallback_, whole_first_, of_bytes_;
    uint32_t inside_, last_;
};

}  // namespace

std::unique_ptr<UnitModel> byte_pair_model(const UnitNames& names, const BytePairOptions& options) {
    return std::make_unique<BytePairModel>(names, options);
}

}  // namespace malvec
