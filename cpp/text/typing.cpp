#include "text/typing.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "text/character_kinds.h"
#include "text/code_points.h"

namespace malvec {
namespace {

constexpr std::u32string_view typed_initials = U"ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
constexpr std::u32string_view typed_finals =
    U"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
constexpr std::u32string_view keys_of_letters =
    U"ㅁㅠㅊㅇㄷㄹㅎㅗㅑㅓㅏㅣㅡㅜㅐㅔㅂㄱㄴㅅㅕㅍㅈㅌㅛㅋ";

struct Pair {
    char32_t first, second, both;
};
constexpr Pair typed_pairs[] = {
    {U'ㅗ', U'ㅏ', U'ㅘ'}, {U'ㅗ', U'ㅐ', U'ㅙ'}, {U'ㅗ', U'ㅣ', U'ㅚ'}, {U'ㅜ', U'ㅓ', U'ㅝ'},
    {U'ㅜ', U'ㅔ', U'ㅞ'}, {U'ㅜ', U'ㅣ', U'ㅟ'}, {U'ㅡ', U'ㅣ', U'ㅢ'}, {U'ㄱ', U'ㅅ', U'ㄳ'},
    {U'ㄴ', U'ㅈ', U'ㄵ'}, {U'ㄴ', U'ㅎ', U'ㄶ'}, {U'ㄹ', U'ㄱ', U'ㄺ'}, {U'ㄹ', U'ㅁ', U'ㄻ'},
    {U'ㄹ', U'ㅂ', U'ㄼ'}, {U'ㄹ', U'ㅅ', U'ㄽ'}, {U'ㄹ', U'ㅌ', U'ㄾ'}, {U'ㄹ', U'ㅍ', U'ㄿ'},
    {U'ㄹ', U'ㅎ', U'ㅀ'}, {U'ㅂ', U'ㅅ', U'ㅄ'}};

constexpr bool is_typed_vowel(char32_t c) { return c - 0x314f <= 0x3163 - 0x314f; }

char32_t paired(char32_t first, char32_t second) {
    const auto* const found =
        std::find_if(std::begin(typed_pairs), std::end(typed_pairs),
                     [&](const Pair& p) { return p.first == first && p.second == second; });
    return found == std::end(typed_pairs) ? 0 : found->both;
}

// One syllable, or one letter that begins none, from letters[i] on.
class Syllables {
public:
    explicit Syllables(const std::vector<char32_t>& letters) : letters_(letters) {}

    bool more() const { return at_ < letters_.size(); }

    char32_t next() {
        const char32_t letter = letters_[at_];
        const size_t initial = typed_initials.find(letter);
        if (initial == typed_initials.npos || !is_typed_vowel(letter_at(at_ + 1))) {
            ++at_;
            return letter;
        }
        at_ += 2;
        char32_t vowel = letters_[at_ - 1];
        if (const char32_t both = paired(vowel, letter_at(at_))) vowel = both, ++at_;
        const char32_t open = 0xac00 + static_cast<char32_t>(initial * 588) + (vowel - 0x314f) * 28;
        return open + final();
    }

private:
    char32_t letter_at(size_t i) const { return i < letters_.size() ? letters_[i] : 0; }

    // The number of the final that stands here, 0 where there is none.
    char32_t final() {
        char32_t letter = letter_at(at_);
        if (typed_finals.find(letter) == typed_finals.npos || is_typed_vowel(letter_at(at_ + 1)))
            return 0;
        ++at_;
        const char32_t both = paired(letter, letter_at(at_));
        if (both && !is_typed_vowel(letter_at(at_ + 1))) letter = both, ++at_;
        return static_cast<char32_t>(typed_finals.find(letter)) + 1;
    }

    const std::vector<char32_t>& letters_;
    size_t at_ = 0;
};

void flush_letters(std::vector<char32_t>& letters, std::string& out) {
    for (Syllables syllables(letters); syllables.more();) append_code_point(syllables.next(), out);
    letters.clear();
}

char32_t letter_of_key(char key) {
    switch (key) {
        case 'Q':
            return U'ㅃ';
        case 'W':
            return U'ㅉ';
        case 'E':
            return U'ㄸ';
        case 'R':
            return U'ㄲ';
        case 'T':
            return U'ㅆ';
        case 'O':
            return U'ㅒ';
        case 'P':
            return U'ㅖ';
        default:
            return keys_of_letters[static_cast<size_t>((key | 0x20) - 'a')];
    }
}

// The syllables of a word of Latin letters; false where it does not spell any.
bool typed_word(std::string_view word, std::vector<char32_t>& letters, std::string& syllables) {
    letters.clear(), syllables.clear();
    for (const char key : word) letters.push_back(letter_of_key(key));
    for (Syllables found(letters); found.more();) {
        const char32_t c = found.next();
        if (!is_syllable(c)) return false;
        append_code_point(c, syllables);
    }
    return true;
}

}  // namespace

void compose_typed(std::string_view text, std::string& out) {
    std::vector<char32_t> letters;
    const char* const end = text.data() + text.size();
    for (const char* p = text.data(); p < end;) {
        const CodePoint c = code_point_at(p, end);
        if (c.value - 0x3131 <= 0x3163 - 0x3131) {
            letters.push_back(c.value);
        } else {
            flush_letters(letters, out);
            out.append(p, c.size);
        }
        p += c.size;
    }
    flush_letters(letters, out);
}

void type_words(std::string_view text, std::string& out) {
    std::vector<char32_t> letters;
    std::string syllables;
    const auto is_letter = [](char c) { return is_ascii_letter(static_cast<unsigned char>(c)); };
    for (size_t begin = 0, end; begin < text.size(); begin = end) {
        end = begin + 1;
        while (end < text.size() && is_letter(text[end]) == is_letter(text[begin])) ++end;
        const std::string_view part = text.substr(begin, end - begin);
        const bool typed = is_letter(part[0]) && typed_word(part, letters, syllables);
        out.append(typed ? std::string_view(syllables) : part);
    }
}

}  // namespace malvec
