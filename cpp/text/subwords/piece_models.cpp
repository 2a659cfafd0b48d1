#include "text/subwords/piece_models.h"

#include <algorithm>
#include <cfloat>
#include <unordered_map>

#include "text/subwords/best_path.h"
#include "text/subwords/piece_normalizer.h"

namespace malvec {
namespace {

constexpr std::string_view word_mark = "\xe2\x96\x81";  // ▁
constexpr float unknown_penalty_of_pieces = 10;

uint32_t size_of_own(const ByteTrie& own, std::string_view text) {
    const size_t size = PieceNormalizer::longest_in(own, text);
    return static_cast<uint32_t>(size ? size : size_of_lead(text[0]));
}

// By sums of floats as in the original, so that ties fall alike.
class PieceUnigram : public UnitModel {
public:
    explicit PieceUnigram(const PieceModelOptions& options)
        : units_(tried_pieces(options.pieces, false)), unknown_(options.unknown) {
        float least = FLT_MAX;
        for (const Piece& piece : options.pieces) {
            scores_.push_back(piece.kind == PieceKind::user_defined ? 0 : piece.score);
            if (piece.kind == PieceKind::normal) least = std::min(least, piece.score);
        }
        unknown_score_ = least - unknown_penalty_of_pieces;
    }

    void cut(std::string_view text, ModelRoom& room, std::vector<Unit>& out) const override {
        ScoredUnits<float>{units_, scores_, unknown_, unknown_score_}.find_best(text, room.best);
        const auto first = static_cast<ptrdiff_t>(out.size());
        for (auto end = static_cast<uint32_t>(text.size()); end > 0; end = room.best[end].begin)
            out.push_back({room.best[end].id, room.best[end].begin, end});
        std::reverse(out.begin() + first, out.end());
    }

private:
    ByteTrie units_;
    std::vector<float> scores_;
    uint32_t unknown_;
    float unknown_score_;
};

// Joins the best pair again and again; of equal ones the leftmost.
class PieceMerges : public UnitModel {
public:
    explicit PieceMerges(const PieceModelOptions& options)
        : options_(options), units_(tried_pieces(options.pieces, true)) {
        std::vector<float> scores;
        for (const Piece& piece : options.pieces) scores.push_back(piece.score);
        std::sort(scores.begin(), scores.end(), std::greater());
        scores.erase(std::unique(scores.begin(), scores.end()), scores.end());
        for (const Piece& piece : options.pieces)
            ranks_.push_back(static_cast<uint32_t>(
                std::lower_bound(scores.begin(), scores.end(), piece.score, std::greater()) -
                scores.begin()));
    }

    void cut(std::string_view text, ModelRoom& room, std::vector<Unit>& out) const override {
        Merging(*this, text, room).run(out);
    }

private:
    class Merging {
    public:
        Merging(const PieceMerges& model, std::string_view text, ModelRoom& room)
            : model_(model), text_(text), symbols_(room.symbols), waiting_(room.waiting) {
            symbols_.clear(), waiting_.clear();
            for (uint32_t begin = 0; begin < text.size();) {
                const std::string_view rest = text.substr(begin);
                const auto own =
                    static_cast<uint32_t>(PieceNormalizer::longest_in(model.options_.own, rest));
                const uint32_t end =
                    begin + (own ? own : static_cast<uint32_t>(size_of_lead(rest[0])));
                const auto place = static_cast<int>(symbols_.size());
                symbols_.push_back({own ? frozen : 0, begin, end, place - 1, place + 1});
                begin = end;
            }
            if (!symbols_.empty()) symbols_.back().next = nothing;
            for (int i = 0; i < static_cast<int>(symbols_.size()); ++i) offer(i);
        }

        void run(std::vector<Unit>& out) {
            while (!waiting_.empty()) {
                std::pop_heap(waiting_.begin(), waiting_.end(), std::greater());
                const auto rank = static_cast<uint32_t>(waiting_.back() >> 32);
                const auto i = static_cast<int>(waiting_.back() & UINT32_MAX);
                waiting_.pop_back();
                auto& left = at(i);
                if (left.begin == left.end || left.next == nothing || rank_at(i) != rank) continue;
                auto& right = at(left.next);
                left.end = right.end, right.begin = right.end;
                left.next = right.next;
                if (left.next != nothing) at(left.next).before = i;
                if (left.before != nothing) offer(left.before);
                offer(i);
            }
            for (const auto& symbol : symbols_)
                if (symbol.begin < symbol.end) add(symbol.begin, symbol.end, out);
        }

    private:
        static constexpr uint32_t frozen = 1;
        static constexpr int nothing = -1;

        ModelRoom::Symbol& at(int i) { return symbols_[static_cast<size_t>(i)]; }
        std::string_view part(uint32_t begin, uint32_t end) const {
            return text_.substr(begin, end - begin);
        }
        // Of what it and the next one make together; UINT32_MAX where they make nothing.
        uint32_t rank_at(int i) {
            const auto &left = at(i), &right = at(left.next);
            if (left.id == frozen || right.id == frozen) return UINT32_MAX;
            const uint32_t id = model_.units_.find(part(left.begin, right.end));
            return id == ByteTrie::none ? UINT32_MAX : model_.ranks_[id];
        }
        void offer(int i) {
            if (at(i).next == nothing) return;
            const uint32_t rank = rank_at(i);
            if (rank == UINT32_MAX) return;
            waiting_.push_back(uint64_t{rank} << 32 | static_cast<uint32_t>(i));
            std::push_heap(waiting_.begin(), waiting_.end(), std::greater());
            const auto &left = at(i), &right = at(left.next);
            const uint32_t id = model_.units_.find(part(left.begin, right.end));
            if (model_.options_.pieces[id].kind == PieceKind::unused)
                unused_[id] = left.end - left.begin;
        }
        // A piece that must not come out is what it was joined of.
        void add(uint32_t begin, uint32_t end, std::vector<Unit>& out) const {
            const uint32_t found = model_.units_.find(part(begin, end));
            const uint32_t id = found == ByteTrie::none ? model_.options_.unknown : found;
            const auto joined = unused_.find(id);
            if (joined == unused_.end()) return out.push_back({id, begin, end});
            add(begin, begin + joined->second, out);
            add(begin + joined->second, end, out);
        }

        const PieceMerges& model_;
        const std::string_view text_;
        std::vector<ModelRoom::Symbol>& symbols_;
        std::vector<uint64_t>& waiting_;
        std::unordered_map<uint32_t, uint32_t> unused_;  // where it was joined
    };

    PieceModelOptions options_;
    ByteTrie units_;
    std::vector<uint32_t> ranks_;
};

// Whole words, or characters: pieces that are not known are the unknown one.
class PieceParts : public UnitModel {
public:
    PieceParts(const PieceModelOptions& options, bool words)
        : options_(options), units_(tried_pieces(options.pieces, true)), words_(words) {}

    void cut(std::string_view text, ModelRoom&, std::vector<Unit>& out) const override {
        for (uint32_t begin = 0; begin < text.size();) {
            const std::string_view rest = text.substr(begin);
            const auto size = words_
                                  ? static_cast<uint32_t>(std::min(
                                        rest.find(word_mark, size_of_lead(rest[0])), rest.size()))
                                  : size_of_own(options_.own, rest);
            const uint32_t id = units_.find(rest.substr(0, size));
            out.push_back({id == ByteTrie::none ? options_.unknown : id, begin, begin + size});
            begin += size;
        }
    }

private:
    PieceModelOptions options_;
    ByteTrie units_;
    bool words_;
};

}  // namespace

std::unique_ptr<UnitModel> piece_unigram(const PieceModelOptions& options) {
    return std::make_unique<PieceUnigram>(options);
}
std::unique_ptr<UnitModel> piece_merges(const PieceModelOptions& options) {
    return std::make_unique<PieceMerges>(options);
}
std::unique_ptr<UnitModel> piece_words(const PieceModelOptions& options) {
    return std::make_unique<PieceParts>(options, true);
}
std::unique_ptr<UnitModel> piece_characters(const PieceModelOptions& options) {
    return std::make_unique<PieceParts>(options, false);
}

UnitNames tried_pieces(const std::vector<Piece>& pieces, bool unused) {
    UnitNames names;
    for (uint32_t id = 0; id < pieces.size(); ++id) {
        const PieceKind kind = pieces[id].kind;
        if (kind == PieceKind::normal || kind == PieceKind::user_defined ||
            (unused && kind == PieceKind::unused))
            names.emplace_back(pieces[id].text, id);
    }
    return names;
}

}  // namespace malvec
