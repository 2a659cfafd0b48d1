// The words of a dictionary, and the unknown ones, that may stand at a place of a text, as MeCab
// has them.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/mecab/dictionary.h"

namespace malvec {

// All entries of one word.
struct CandidateWord {
    const MecabLexicon::Entry* entries;
    uint32_t count, end;  // bytes of the text
    uint32_t lexicon;     // its number; beyond those of the dictionary for unknown words
};

class CandidateWords {
public:
    explicit CandidateWords(const MecabDictionary& dictionary) : dictionary_(dictionary) {}

    // Those that begin at a byte of the text that is no blank, or at its end, until the next call.
    // MeCab tries them from the last to the first, and so the entries of each.
    const std::vector<CandidateWord>& at(std::string_view text, uint32_t begin);

    const MecabLexicon& lexicon(uint32_t number) const {
        return number < dictionary_.lexicons().size() ? dictionary_.lexicons()[number]
                                                      : dictionary_.unknown();
    }

private:
    void add_unknown(std::string_view text, uint32_t begin, CharacterClasses::Found first);

    const MecabDictionary& dictionary_;
    std::vector<CandidateWord> words_;
};

}  // namespace malvec
