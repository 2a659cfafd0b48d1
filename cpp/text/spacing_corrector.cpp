#include "text/spacing_corrector.h"

#include <algorithm>
#include <atomic>
#include <stdexcept>

#include "core/parallel.h"
#include "text/spacing_line.h"

namespace malvec {
namespace {

constexpr uint64_t piece_bytes = uint64_t{1} << 16;

void check_trie(const SpacingTrie& trie) {
    const auto fail = [](const char* what) {
        throw std::invalid_argument(std::string("the counts of a spacing model are damaged: ") +
                                    what);
    };
    if (trie.offsets.size() != trie.keys.size() + 1 || trie.offsets[0] != 0 ||
        trie.offsets.back() != trie.tags.size() || trie.tags.size() != trie.counts.size())
        fail("sizes do not fit");
    if (!std::is_sorted(trie.offsets.begin(), trie.offsets.end())) fail("offsets fall");
    for (size_t i = 0; i < trie.keys.size(); ++i)
        if (trie.keys[i] == 0 || trie.keys[i] >> 21 > i) fail("a window comes before its parent");
}

// Cuts [0, items) into pieces of about piece_bytes; `end_of` says where an item ends.
template <class EndOf>
std::vector<uint64_t> cut(uint64_t items, EndOf end_of) {
    std::vector<uint64_t> cuts{0};
    for (uint64_t i = 0, begin = 0; i < items; ++i)
        if (end_of(i) - begin >= piece_bytes || i + 1 == items)
            cuts.push_back(i + 1), begin = end_of(i);
    return cuts;
}

}  // namespace

SpacingException spacing_exception(std::string_view text) {
    SpacingException made;
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) {
        if (*p == ' ') {
            if (made.blanks.empty())
                made.blank_before = true;
            else
                made.blanks.back() = true;
            ++p;
            continue;
        }
        const SpacingCharacter c = spacing_character(p, end);
        made.characters.push_back(c.code), made.blanks.push_back(false);
        p += c.size;
    }
    return made;
}

SpacingCorrector::SpacingCorrector(const SpacingTrie& trie, const SpacingOptions& options,
                                   std::span<const SpacingException> exceptions)
    : trie_(trie), options_(options) {
    check(options);
    check_trie(trie);
    index_ = SpacingIndex(trie.keys);
    for (const SpacingException& exception : exceptions)
        if (!exception.characters.empty())
            exceptions_[exception.characters[0]].push_back(exception);
    for (auto& [first, list] : exceptions_)
        std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
            return a.characters.size() > b.characters.size();
        });
}

SpacingCorrector::~SpacingCorrector() = default;

void SpacingCorrector::correct(std::string_view text, std::string& out, SpacingLine& line) const {
    for (size_t begin = 0; begin < text.size();) {
        const size_t found = text.find('\n', begin), newline = std::min(found, text.size());
        const size_t end = newline > begin && text[newline - 1] == '\r' ? newline - 1 : newline;
        correct_line(text.substr(begin, end - begin), out, line);
        out.append(text.substr(end, newline + (newline < text.size()) - end));
        begin = newline + 1;
    }
}

// The longest exception that begins at a place wins, and the next one begins behind it.
static void pin(const std::unordered_map<char32_t, std::vector<SpacingException>>& exceptions,
                SpacingLine& line) {
    for (size_t i = 0; i < line.size(); ++i) {
        const auto found = exceptions.find(line.code(i));
        if (found == exceptions.end()) continue;
        for (const SpacingException& exception : found->second) {
            const size_t length = exception.characters.size();
            size_t same = 0;
            while (same < length && i + same < line.size() &&
                   line.code(i + same) == exception.characters[same])
                ++same;
            if (same < length) continue;
            if (exception.blank_before && i > 0) line.decide(i - 1, true);
            for (size_t j = 0; j + 1 < length; ++j) line.decide(i + j, exception.blanks[j]);
            if (exception.blanks[length - 1]) line.decide(i + length - 1, true);
            i += length - 1;
            break;
        }
    }
}

// No blank comes into a number, such as 1,234.5; one that is there is left to what was learnt.
static void keep_numbers(SpacingLine& line) {
    const auto digit = [&](size_t i) { return i < line.size() && line.code(i) - U'0' < 10; };
    const auto mark = [&](size_t i) { return line.code(i) == U',' || line.code(i) == U'.'; };
    for (size_t i = 0; i + 1 < line.size(); ++i) {
        const bool inside = digit(i) ? digit(i + 1) || (mark(i + 1) && digit(i + 2))
                                     : i > 0 && mark(i) && digit(i - 1) && digit(i + 1);
        if (inside && !line.decided(i) && !line.given_blank(i)) line.decide(i, false);
    }
}

void SpacingCorrector::correct_line(std::string_view text, std::string& out,
                                    SpacingLine& line) const {
    if (!line.read(text)) {
        out.append(text);
        return;
    }
    const size_t n = line.size();
    for (size_t i = 0; options_.keep_blanks && i + 1 < n; ++i)
        if (line.given_blank(i)) line.decide(i, true);
    if (!exceptions_.empty()) pin(exceptions_, line);
    keep_numbers(line);
    line.decide(n - 1, true);  // the end of a line was learnt as a blank
    line.fill(trie_, index_, options_);
    const char* p = text.data();
    for (size_t i = 0; i < n; ++i) {
        while (*p == ' ') ++p;
        out.append(p, line.bytes(i));
        p += line.bytes(i);
        const bool blank = line.decided(i) ? line.blank(i) : line.given_blank(i) != 0;
        if (blank && i + 1 < n) out.push_back(' ');
    }
}

SpacingCorrector::Texts SpacingCorrector::correct_all(std::string_view bytes,
                                                      std::span<const uint64_t> ends,
                                                      unsigned threads, const Tick& tick) const {
    if (!std::is_sorted(ends.begin(), ends.end()) ||
        (ends.empty() ? 0 : ends.back()) != bytes.size())
        throw std::invalid_argument("the ends of texts do not fit their bytes");
    const std::vector<uint64_t> cuts = cut(ends.size(), [&](uint64_t i) { return ends[i]; });
    std::vector<Texts> parts(cuts.size() - 1);
    std::vector<SpacingLine> lines(threads);
    std::atomic<uint64_t> done{0};
    all_pieces(
        parts.size(), threads,
        [&](uint64_t piece, unsigned worker) {
            const uint64_t first = cuts[piece] == 0 ? 0 : ends[cuts[piece] - 1];
            uint64_t begin = first;
            for (uint64_t i = cuts[piece]; i < cuts[piece + 1]; begin = ends[i++]) {
                correct(bytes.substr(begin, ends[i] - begin), parts[piece].bytes, lines[worker]);
                parts[piece].ends.push_back(parts[piece].bytes.size());
            }
            done += begin - first;
        },
        [&] {
            if (tick) tick({done.load(), 0, 0});
        });
    Texts all;
    all.ends.reserve(ends.size());
    for (const Texts& part : parts) {
        for (const uint64_t end : part.ends) all.ends.push_back(all.bytes.size() + end);
        all.bytes += part.bytes;
    }
    return all;
}

std::string SpacingCorrector::correct_text(std::string_view text, unsigned threads,
                                           const Tick& tick) const {
    std::vector<uint64_t> ends;
    for (uint64_t begin = 0; begin < text.size();) {
        const size_t newline =
            text.find('\n', std::min<uint64_t>(begin + piece_bytes, text.size()));
        ends.push_back(begin = newline == std::string_view::npos ? text.size() : newline + 1);
    }
    return correct_all(text, ends, threads, tick).bytes;
}

}  // namespace malvec
