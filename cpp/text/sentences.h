// Where the sentences of Korean and English text end, by rules; no dictionary, linear time.
//
// A sentence ends at the end of a line; at 。！？; at ! and ?; at a period behind a word that is no
// abbreviation, initial or number of a list; at an ellipsis, ~, ^^, ㅋㅋ or a picture behind a
// Korean word that is no particle, connective or adverb; and where a Korean word ends one by
// itself, as 했습니다 does. A blank follows, or, behind stops, a Hangul syllable. Emoticons and
// closing quotes belong to the sentence before them. None ends within a quotation or brackets of up
// to 300 characters, before 라고, nor, but for Korean, before a small letter.
//
// What stands between sentences is nothing but blanks.
#pragma once
#include <functional>
#include <string_view>
#include <vector>

namespace malvec {

struct SentenceSpan {
    size_t begin, end;
};

// The sentences of a text of code points, in characters, appended to `found`.
void find_sentences(std::u32string_view text, std::vector<SentenceSpan>& found);

// The same of UTF-8, broken or not: calls `emit` for each sentence, which is a part of the text.
void split_sentences(std::string_view text, const std::function<void(std::string_view)>& emit);

}  // namespace malvec
