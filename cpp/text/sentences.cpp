#include "text/sentences.h"

#include <string>

#include "text/blanks.h"
#include "text/code_points.h"
#include "text/nesting.h"
#include "text/sentence_endings.h"
#include "text/sentence_signs.h"
#include "text/sentence_words.h"

namespace malvec {
namespace {

constexpr size_t longest_looked_at = 16, longest_adverb = 4;

// The signs between a word and what follows it.
struct EndSigns {
    bool any = false, wide = false, exclamation = false, ellipsis = false, period = false;
    bool stops_last = false, semicolon = false;

    explicit EndSigns(std::u32string_view signs) {
        size_t periods = 0;
        for (const char32_t c : signs) {
            wide |= is_wide_stop(c), exclamation |= is_exclamation(c);
            ellipsis |= is_dots(c), periods += c == '.';
        }
        any = !signs.empty(), period = periods > 0, ellipsis |= periods > 1;
        semicolon = signs == U";";
        stops_last = any && is_stop(signs.back());
    }
};

class LineSplitter {
public:
    void split(std::u32string_view line, size_t offset, std::vector<SentenceSpan>& found) {
        line_ = line;
        begin_ = next(0);
        if (begin_ == line.size()) return;
        nesting_.read(line);
        for (size_t at = begin_; at < line.size();) {
            if (is_plain(line[at]) || (!is_end_sign(line[at]) && !is_unicode_blank(line[at]))) {
                ++at;
                continue;
            }
            const size_t tail = end_of_signs(at), end = tail > at ? end_of_closers(tail) : at;
            if (next(end) == line.size()) break;
            if (at > begin_ && ends(at, tail, end)) {
                const size_t last = behind_emoticons(end);
                found.push_back({offset + begin_, offset + last});
                begin_ = at = next(last);
            } else {
                at = end > at ? end : next(at);
            }
        }
        size_t last = line.size();
        while (last > begin_ && is_unicode_blank(line[last - 1])) --last;
        if (begin_ < last) found.push_back({offset + begin_, offset + last});
    }

private:
    // the next character that is no blank
    size_t next(size_t at) const {
        while (at < line_.size() && is_unicode_blank(line_[at])) ++at;
        return at;
    }

    size_t end_of_signs(size_t at) const {
        while (at < line_.size() && is_end_sign(line_[at])) ++at;
        return at;
    }

    size_t end_of_closers(size_t tail) const {
        size_t end = tail;
        while (end < line_.size() &&
               (nesting_.closing(end) || (end > tail && is_end_sign(line_[end]))))
            ++end;
        return end;
    }

    size_t behind_emoticons(size_t end) const {
        for (;;) {
            size_t at = next(end);
            bool emoticon = false;
            for (; at < line_.size() && in_emoticon(line_[at]); ++at)
                emoticon |= makes_emoticon(line_[at]);
            if (!emoticon || (at < line_.size() && !is_unicode_blank(line_[at]))) return end;
            end = at;
        }
    }

    // up to a blank, a comma or a sign
    std::u32string_view word_at(size_t at) const {
        size_t size = 0;
        for (; size < longest_looked_at && at + size < line_.size(); ++size) {
            const char32_t c = line_[at + size];
            if (is_unicode_blank(c) || c == ',' || is_end_sign(c)) break;
        }
        return line_.substr(at, size);
    }

    // Whether a sentence ends behind its signs [at, tail) and what closes there, up to `end`.
    bool ends(size_t at, size_t tail, size_t end) const {
        size_t last = at;
        while (tail > at && last > begin_ &&
               (is_unicode_blank(line_[last - 1]) || nesting_.closing(last - 1)))
            --last;
        if (last == begin_ || nesting_.inside(end)) return false;
        const size_t following = next(end);
        const std::u32string_view word = word_at(following);
        if (begins_among(word, quoting_starts) || (end > tail && is_among(word, after_quotation)))
            return false;
        const EndSigns signs(line_.substr(at, tail - at));
        if (signs.wide) return following > end || end == tail;
        if (following == end) return end == tail && ends_unspaced(signs, last, end);
        if (signs.exclamation || signs.ellipsis || signs.period)
            return ends_at_stop(signs, last, following, word);
        return ends_without_stop(signs, last, following, word);
    }

    bool ends_unspaced(const EndSigns& signs, size_t last, size_t end) const {
        if (!is_hangul(line_[last - 1]) || !is_hangul(line_[end]) || !signs.stops_last)
            return false;
        return signs.exclamation ||
               ending(last) >= (signs.ellipsis ? SentenceEnding::clear : SentenceEnding::weak);
    }

    bool ends_without_stop(const EndSigns& signs, size_t last, size_t following,
                           std::u32string_view word) const {
        const char32_t before = line_[last - 1];
        constexpr std::u32string_view going_on = U":-–—,/([（［";
        if (is_among(word, carrying_words) || begins_among(word, carrying_starts) ||
            going_on.find(line_[following]) != std::u32string_view::npos ||
            (before == U'음' && begins_among(word, wishing_starts)))
            return false;
        if (signs.any && (signs.semicolon || is_ascii_digit(line_[following]))) return false;
        return signs.any ? ends_at_sign(last) : ending(last) == SentenceEnding::clear;
    }

    // Behind a sign that often ends a sentence: at a word that can end one, or that is no particle,
    // connective or adverb, so that it hardly goes on.
    bool ends_at_sign(size_t last) const {
        constexpr std::u32string_view open =
            U"고서며면데니지만은는이가을를에의도로과와나게한던인할된될려든랑라";
        if (ending(last) >= SentenceEnding::weak) return true;
        if (!is_syllable(line_[last - 1]) || open.find(line_[last - 1]) != open.npos) return false;
        size_t begin = last;
        while (begin > begin_ && last - begin < longest_adverb && is_syllable(line_[begin - 1]))
            --begin;
        return !is_among(line_.substr(begin, last - begin), adverbs);
    }

    bool ends_at_stop(const EndSigns& signs, size_t last, size_t following,
                      std::u32string_view word) const {
        const char32_t after = line_[following];
        const bool hangul = is_hangul(line_[last - 1]);
        if (is_small_letter(after) && !hangul) return false;
        if (signs.exclamation) return true;
        if (!signs.ellipsis) return ends_at_period(last, following, word);
        return hangul ? ends_at_sign(last) : after - 'A' < 26 && word != U"I";
    }

    bool ends_at_period(size_t last, size_t following, std::u32string_view word) const {
        const char32_t before = line_[last - 1];
        const bool number = is_ascii_digit(line_[following]);
        if (is_ascii_digit(before) && (number || ends_date(last))) return false;
        const std::u32string_view so_far = line_.substr(begin_, last - begin_);
        const auto digit = [](char32_t c) { return is_ascii_digit(c); };
        if (so_far.size() <= 7 && std::all_of(so_far.begin(), so_far.end(), [](char32_t c) {
                return is_ascii_digit(c) || c == '.';
            }))
            return so_far.size() > 3 && std::all_of(so_far.begin(), so_far.end(), digit);
        constexpr std::u32string_view numbering = U"가나다라마바사아자차카타파하";
        if (so_far.size() == 1 &&
            (is_ascii_letter(before) || numbering.find(before) != numbering.npos))
            return false;
        return !is_ascii_letter(before) ||
               ends_at_short(last, number, is_among(word, english_starters));
    }

    // 2011. 3. 15
    bool ends_date(size_t last) const {
        size_t day = last;
        while (day > begin_ && last - day < 2 && is_ascii_digit(line_[day - 1])) --day;
        return day >= begin_ + 3 && is_unicode_blank(line_[day - 1]) && line_[day - 2] == '.' &&
               is_ascii_digit(line_[day - 3]);
    }

    // behind a Latin word, which may be an abbreviation
    bool ends_at_short(size_t last, bool number, bool starts) const {
        size_t begin = last;
        while (begin > begin_ && last - begin < longest_looked_at &&
               (is_ascii_letter(line_[begin - 1]) || line_[begin - 1] == '.'))
            --begin;
        while (line_[begin] == '.') ++begin;
        std::u32string word(line_.substr(begin, last - begin));
        size_t part = 0, parts = 1, longest = 0;
        for (char32_t& c : word) {
            if (c == '.')
                part = 0, ++parts;
            else
                c |= 0x20, longest = std::max(longest, ++part);
        }
        if (parts > 1 && longest <= 2 && word.find(U"..") == std::u32string::npos)
            return starts && word != U"e.g" && word != U"i.e";
        if (word.size() == 1 || is_among(word, perhaps_ending)) return starts;
        if (is_among(word, before_numbers)) return !number;
        return !is_among(word, before_names);
    }

    SentenceEnding ending(size_t last) const {
        const auto before = [&](size_t steps) {
            return last >= begin_ + steps ? line_[last - steps] : U' ';
        };
        return sentence_ending(before(3), before(2), before(1));
    }

    std::u32string_view line_;
    size_t begin_ = 0;  // of the sentence
    Nesting nesting_;
};

}  // namespace

void find_sentences(std::u32string_view text, std::vector<SentenceSpan>& found) {
    LineSplitter splitter;
    for (size_t begin = 0; begin < text.size();) {
        const auto* const end = std::find_if(text.begin() + begin, text.end(), is_line_end);
        const auto size = static_cast<size_t>(end - text.begin()) - begin;
        splitter.split(text.substr(begin, size), begin, found);
        begin += size + 1;
    }
}

void split_sentences(std::string_view text, const std::function<void(std::string_view)>& emit) {
    std::u32string characters;
    std::vector<SentenceSpan> found;
    characters.reserve(std::min<size_t>(text.size(), 1 << 12));
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) {
        const char* const begin = p;
        characters.clear();
        found.clear();
        while (p < end && (p == begin || p[-1] != '\n')) {
            const CodePoint c = code_point_at(p, end);
            characters += c.value;
            p += c.size;
        }
        find_sentences(characters, found);
        const char* at = begin;
        size_t passed = 0;
        const auto byte_of = [&](size_t character) {
            for (; passed < character; ++passed) at += code_point_at(at, end).size;
            return at;
        };
        for (const SentenceSpan& span : found) {
            const char* const first = byte_of(span.begin);
            emit({first, static_cast<size_t>(byte_of(span.end) - first)});
        }
    }
}

}  // namespace malvec
