// A MeCab dictionary: the folder of a system dictionary, such as mecab-ko-dic, and what users add.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/mecab/character_classes.h"
#include "text/mecab/connections.h"
#include "text/mecab/lexicon.h"

namespace malvec {

class MecabDictionary {
public:
    using Entry = MecabLexicon::Entry;

    // Maps sys.dic, unk.dic and matrix.bin, reads char.bin and dicrc. Throws FileError where a file
    // is not there, FormatError where it is damaged.
    explicit MecabDictionary(const std::string& folder);

    void add(MecabLexicon words);  // of users; FormatError where its size is another one

    // Before one thread or more read it: system words first.
    const std::vector<MecabLexicon>& lexicons() const { return lexicons_; }
    const MecabLexicon& unknown() const { return unknown_; }
    const CharacterClasses& characters() const { return characters_; }
    const ConnectionMatrix& connections() const { return connections_; }
    // The entries of unknown words of a class of characters.
    std::pair<const Entry*, uint32_t> unknown_entries(CharacterClass of) const {
        return unknown_entries_[of.main()];
    }
    // What an entry costs more behind a blank.
    int32_t blank_penalty(const Entry& entry) const {
        return entry.part < penalties_.size() ? penalties_[entry.part] : 0;
    }
    uint32_t longest_group() const { return longest_group_; }  // of characters as one unknown word
    // The tags of its entries, sorted; of VV+EC the first.
    std::vector<std::string> tags() const;
    // 16 hexadecimal digits of the sizes of all parts and of samples of them: another dictionary
    // has others. In a millisecond.
    std::string fingerprint() const;

private:
    void read_settings();

    std::string folder_;
    std::vector<MecabLexicon> lexicons_;
    MecabLexicon unknown_;
    CharacterClasses characters_;
    ConnectionMatrix connections_;
    std::vector<std::pair<const Entry*, uint32_t>> unknown_entries_;  // by class
    std::vector<int32_t> penalties_;                                  // by part of speech
    uint32_t longest_group_ = 24;
};

}  // namespace malvec
