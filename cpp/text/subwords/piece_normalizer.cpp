#include "text/subwords/piece_normalizer.h"

#include <algorithm>

namespace malvec {
namespace {

constexpr std::string_view piece_mark = "\xe2\x96\x81";  // ▁

std::vector<bool> first_characters(const UnitNames& names) {
    std::vector<bool> first(0x110000);
    for (const auto& [name, id] : names) {
        const char* p = name.data();
        first[next_character(p)] = true;
    }
    return first;
}

}  // namespace

PieceNormalizer::PieceNormalizer(std::string_view map, const UnitNames& own, PieceBlanks blanks)
    : rules_(map), own_(own), plain_([&, first = first_characters(own)](char32_t c) {
          return c != ' ' && !rules_.touched().holds(c) && !first[c];
      }),
      blanks_(blanks) {}

size_t PieceNormalizer::longest_in(const ByteTrie& trie, std::string_view text) {
    size_t longest = 0;
    uint32_t node = ByteTrie::root;
    for (size_t at = 0; at < text.size();) {
        if ((node = trie.step(node, text[at++])) == ByteTrie::none) break;
        if (trie.number(node) != ByteTrie::none) longest = at;
    }
    return longest;
}

// What the longest rule makes of the beginning of a text, and how much it takes.
ByteRules::Rule PieceNormalizer::prefix(std::string_view text) const {
    if (const size_t size = longest_in(own_, text)) return {size, text.substr(0, size)};
    if (const ByteRules::Rule rule = rules_.longest(text); rule.size) return rule;
    const size_t size = size_of_lead(text[0]);
    return {size, text.substr(0, size)};
}

// Appends to the normalised text, with blanks as ▁.
class PieceNormalizer::Writer {
public:
    Writer(std::string& out, std::vector<uint32_t>* origins) : out_(out), origins_(origins) {
        out_.clear();
        if (origins_) origins_->clear();
    }

    void put(std::string_view part, size_t origin) {
        for (size_t at = 0; at < part.size();) {
            const size_t blank = std::min(part.find(' ', at), part.size());
            out_.append(part, at, blank - at);
            if (blank < part.size()) out_.append(piece_mark);
            at = blank + 1;
        }
        if (origins_) origins_->resize(out_.size(), static_cast<uint32_t>(origin));
    }
    // Characters that stay, each from its own place.
    void copy(std::string_view text, size_t begin, size_t end) {
        out_.append(text, begin, end - begin);
        for (size_t at = begin; origins_ && at < end;) {
            const size_t size = size_of_lead(text[at]);
            origins_->insert(origins_->end(), size, static_cast<uint32_t>(at));
            at += size;
        }
    }
    void finish(size_t read, bool trims) {
        auto end = static_cast<uint32_t>(read);
        while (trims && out_.ends_with(piece_mark)) {
            out_.resize(out_.size() - piece_mark.size());
            if (!origins_) continue;
            end = (*origins_)[out_.size()];
            origins_->resize(out_.size());
        }
        if (origins_) origins_->push_back(end);
    }

private:
    std::string& out_;
    std::vector<uint32_t>* origins_;
};

void PieceNormalizer::normalize(std::string_view text, std::string& out,
                                std::vector<uint32_t>* origins) const {
    Writer writer(out, origins);
    size_t read = 0;
    const bool remove = blanks_.remove_extra;
    while (remove && read < text.size()) {
        const ByteRules::Rule rule = prefix(text.substr(read));
        if (rule.made != " ") break;
        read += rule.size;
    }
    if (read < text.size() && blanks_.add_dummy_prefix) writer.put(" ", read);
    for (bool behind_blank = remove; read < text.size();) {
        size_t next = read;  // a rule may begin with the last of the characters that stay
        for (const char *p = text.data() + read, *const end = text.data() + text.size(); p < end;) {
            const char* const at = p;
            if (!plain_.holds(next_character(p))) break;
            next = static_cast<size_t>((p < end ? at : p) - text.data());
        }
        if (next > read) {
            writer.copy(text, read, next);
            behind_blank = false;
            read = next;
            continue;
        }
        const ByteRules::Rule rule = prefix(text.substr(read));
        std::string_view made = rule.made;
        while (behind_blank && made.starts_with(' ')) made.remove_prefix(1);
        if (!made.empty()) behind_blank = remove && made.back() == ' ';
        writer.put(made, read);
        read += rule.size;
    }
    writer.finish(read, remove);
}

}  // namespace malvec
