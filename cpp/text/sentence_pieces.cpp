#include "text/sentence_pieces.h"

#include <algorithm>
#include <cfloat>
#include <queue>
#include <unordered_map>

#include "text/code_points.h"

namespace malvec {
namespace {

constexpr uint32_t piece_blank = 0x2581, no_piece = UINT32_MAX;
constexpr float unknown_penalty = 10;

size_t longest_in(const WordTrie& trie, CodePoints text) {
    size_t longest = 0;
    uint32_t node = WordTrie::root;
    for (size_t i = 0; i < text.size(); ++i) {
        const WordTrie::Step* const step = trie.find(node, text[i]);
        if (!step) break;
        if (step->ends_word()) longest = i + 1;
        node = step->child;
    }
    return longest;
}

uint32_t number_in(const WordTrie& trie, CodePoints text) {
    uint32_t node = WordTrie::root;
    for (size_t i = 0; i < text.size(); ++i) {
        const WordTrie::Step* const step = trie.find(node, text[i]);
        if (!step) return no_piece;
        if (i + 1 == text.size() && step->ends_word()) return static_cast<uint32_t>(step->score);
        node = step->child;
    }
    return no_piece;
}

}  // namespace

SentencePieces::SentencePieces(std::vector<Piece> pieces, std::string character_map,
                               const PieceOptions& options)
    : pieces_(std::move(pieces)), map_(std::move(character_map)), options_(options) {
    WordTrie special;  // a text is never cut into these
    least_ = FLT_MAX;
    for (uint32_t id = 0; id < pieces_.size(); ++id) {
        const Piece& piece = pieces_[id];
        const bool cuts =
            piece.kind == normal || piece.kind == user_defined || piece.kind == unused;
        (cuts ? tried_ : special).add(piece.text, id);
        if (piece.kind == user_defined) user_defined_.add(piece.text, id);
        if (piece.kind == unknown) unknown_ = id;
        if (piece.kind == normal) least_ = std::min(least_, piece.score);
    }
    for (uint32_t byte_value = 0; byte_value < 256; ++byte_value) {
        constexpr std::string_view digits = "0123456789ABCDEF";
        const char name[] = {'<', '0', 'x', digits[byte_value / 16], digits[byte_value % 16], '>'};
        byte_ids_[byte_value] = number_in(special, std::vector<uint32_t>(name, name + 6));
    }
}

// What the longest rule makes of the beginning of a text, and how many characters it takes.
size_t SentencePieces::prefix(CodePoints text, std::vector<uint32_t>& out) const {
    out.clear();
    if (const size_t own = longest_in(user_defined_, text)) {
        out.assign(text.begin(), text.begin() + static_cast<ptrdiff_t>(own));
        return own;
    }
    if (const size_t mapped = map_.apply(text, out)) return mapped;
    out.push_back(text[0]);
    return 1;
}

SentencePieces::Normalized SentencePieces::normalize(CodePoints text) const {
    Normalized made;
    std::vector<uint32_t> part;
    uint32_t consumed = 0;
    const auto rest = [&] { return text.subspan(consumed); };
    const auto add = [&](uint32_t c) {
        made.text.push_back(c == ' ' ? piece_blank : c), made.origin.push_back(consumed);
    };
    const bool remove = options_.remove_extra_whitespaces;
    while (remove && !rest().empty()) {
        const auto taken = static_cast<uint32_t>(prefix(rest(), part));
        if (part.size() != 1 || part[0] != ' ') break;
        consumed += taken;
    }
    if (!rest().empty() && options_.add_dummy_prefix) add(' ');
    for (bool behind_blank = remove; !rest().empty();) {
        const auto taken = static_cast<uint32_t>(prefix(rest(), part));
        auto from = part.begin();
        while (behind_blank && from != part.end() && *from == ' ') ++from;
        if (from != part.end()) behind_blank = remove && part.back() == ' ';
        std::for_each(from, part.end(), add);
        consumed += taken;
    }
    if (remove) trim(made, consumed);
    made.origin.push_back(consumed);
    return made;
}

void SentencePieces::trim(Normalized& text, uint32_t& consumed) const {
    while (!text.text.empty() && text.text.back() == piece_blank) {
        consumed = text.origin.back();
        text.text.pop_back(), text.origin.pop_back();
    }
}

uint32_t SentencePieces::find(CodePoints text) const { return number_in(tried_, text); }

uint32_t SentencePieces::known(CodePoints text) const {
    const uint32_t id = find(text);
    return id == no_piece ? unknown_ : id;
}

std::vector<SentencePieces::Unit> SentencePieces::cut(const Normalized& text) const {
    const PieceOptions::Model model = options_.model;
    const std::vector<Unit> found = model == PieceOptions::Model::unigram ? unigram(text.text)
                                    : model == PieceOptions::Model::bpe
                                        ? bpe(text.text)
                                        : words(text.text, model == PieceOptions::Model::character);
    std::vector<Unit> units;
    bool behind_unknown = false;
    for (const Unit& unit : found) {
        const bool is_unknown = unit.id == unknown_;
        if (is_unknown && options_.byte_fallback)
            add_bytes(text.text, unit, units);
        else if (is_unknown && behind_unknown)
            units.back().end = unit.end;
        else
            units.push_back(unit);
        behind_unknown = is_unknown;
    }
    return units;
}

void SentencePieces::add_bytes(CodePoints text, const Unit& unit, std::vector<Unit>& out) const {
    std::string bytes;
    for (uint32_t i = unit.begin; i < unit.end; ++i) append_code_point(text[i], bytes);
    for (const char c : bytes)
        out.push_back({byte_ids_[static_cast<unsigned char>(c)], unit.begin, unit.end});
}

// The best path, by sums of floats as in the original, so that ties fall alike.
std::vector<SentencePieces::Unit> SentencePieces::unigram(CodePoints text) const {
    struct Best {
        uint32_t id = no_piece;
        float score = 0;
        uint32_t begin = no_piece;
    };
    std::vector<Best> ending(text.size() + 1);
    const float unknown_score = least_ - unknown_penalty;
    for (uint32_t i = 0; i < text.size(); ++i) {
        const float here = ending[i].score;
        const auto offer = [&](uint32_t end, uint32_t id, float score) {
            const float sum = score + here;
            if (ending[end].begin == no_piece || sum > ending[end].score)
                ending[end] = {id, sum, i};
        };
        bool alone = false;
        uint32_t node = WordTrie::root;
        for (uint32_t end = i + 1; end <= text.size(); ++end) {
            const WordTrie::Step* const step = tried_.find(node, text[end - 1]);
            if (!step) break;
            node = step->child;
            if (!step->ends_word()) continue;
            const auto id = static_cast<uint32_t>(step->score);
            const Piece& piece = pieces_[id];
            if (piece.kind == unused) continue;
            offer(end, id, piece.kind == user_defined ? 0 : piece.score);
            alone |= end == i + 1;
        }
        if (!alone) offer(i + 1, unknown_, unknown_score);
    }
    std::vector<Unit> units;
    for (auto end = static_cast<uint32_t>(text.size()); end > 0; end = ending[end].begin)
        units.push_back({ending[end].id, ending[end].begin, end});
    std::reverse(units.begin(), units.end());
    return units;
}

std::vector<SentencePieces::Unit> SentencePieces::words(CodePoints text, bool characters) const {
    std::vector<Unit> units;
    for (uint32_t i = 0; i < text.size();) {
        uint32_t end = i + 1;
        if (characters)
            end = i + std::max<uint32_t>(
                          1, static_cast<uint32_t>(longest_in(user_defined_, text.subspan(i))));
        else
            while (end < text.size() && text[end] != piece_blank) ++end;
        units.push_back({known(text.subspan(i, end - i)), i, end});
        i = end;
    }
    return units;
}

// Joins the best pair again and again; of equal ones the leftmost.
class PieceMerger {
public:
    PieceMerger(const SentencePieces& model, CodePoints text) : model_(model), text_(text) {
        for (uint32_t i = 0; i < text.size();) {
            const auto own =
                static_cast<uint32_t>(longest_in(model.user_defined_, text.subspan(i)));
            const uint32_t end = i + std::max<uint32_t>(own, 1);
            const auto number = static_cast<int>(symbols_.size());
            symbols_.push_back({i, end, number - 1, end < text.size() ? number + 1 : -1, own > 0});
            i = end;
        }
        for (size_t i = 1; i < symbols_.size(); ++i)
            offer(static_cast<int>(i) - 1, static_cast<int>(i));
    }

    std::vector<SentencePieces::Unit> run() {
        while (!waiting_.empty()) {
            const Pair pair = waiting_.top();
            waiting_.pop();
            Symbol &left = at(pair.left), &right = at(pair.right);
            if (left.begin == left.end || right.begin == right.end ||
                right.end - left.begin != pair.size)
                continue;
            left.end = right.end, left.next = right.next;
            if (right.next >= 0) at(right.next).before = pair.left;
            right.begin = right.end;
            offer(left.before, pair.left);
            offer(pair.left, left.next);
        }
        std::vector<SentencePieces::Unit> units;
        for (int i = symbols_.empty() ? -1 : 0; i != -1; i = at(i).next)
            add(at(i).begin, at(i).end, units);
        return units;
    }

private:
    struct Symbol {
        uint32_t begin, end;
        int before, next;
        bool frozen;
    };
    struct Pair {
        float score;
        int left, right;
        uint32_t size;

        bool operator<(const Pair& other) const {
            return score != other.score ? score < other.score : left > other.left;
        }
    };

    Symbol& at(int i) { return symbols_[static_cast<size_t>(i)]; }
    CodePoints part(uint32_t begin, uint32_t end) const {
        return text_.subspan(begin, end - begin);
    }
    void offer(int left, int right) {
        if (left < 0 || right < 0 || at(left).frozen || at(right).frozen) return;
        const uint32_t begin = at(left).begin, middle = at(left).end, end = at(right).end;
        const uint32_t id = model_.find(part(begin, end));
        if (id == no_piece) return;
        waiting_.push({model_.pieces_[id].score, left, right, end - begin});
        if (model_.pieces_[id].kind == SentencePieces::unused) unused_[id] = middle - begin;
    }
    // A piece that must not come out is what it was joined of.
    void add(uint32_t begin, uint32_t end, std::vector<SentencePieces::Unit>& units) const {
        const uint32_t id = model_.known(part(begin, end));
        const auto joined = unused_.find(id);
        if (joined == unused_.end()) {
            units.push_back({id, begin, end});
            return;
        }
        add(begin, begin + joined->second, units);
        add(begin + joined->second, end, units);
    }

    const SentencePieces& model_;
    const CodePoints text_;
    std::vector<Symbol> symbols_;
    std::priority_queue<Pair> waiting_;
    std::unordered_map<uint32_t, uint32_t> unused_;  // where it was joined
};

std::vector<SentencePieces::Unit> SentencePieces::bpe(CodePoints text) const {
    return PieceMerger(*this, text).run();
}

}  // namespace malvec
