// A piece of text in form NFC: a letter with what may combine with it is taken apart, its
// marks are put in order, and all is put together again (UAX #15).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace malvec {

// Whether a character stays as it is in form NFC, and so does all that
// stands before it: text may be cut there.
bool begins_piece(char32_t c);

// Whether a character combines with nothing that stands before it, though the form may change it.
bool stands_apart(char32_t c);

class NfcPiece {
public:
    void add(char32_t c);  // the next character of the text
    // Appends the piece in form NFC, and is empty again.
    void finish(std::string& out);

private:
    struct Character {
        char32_t value;
        uint8_t order;  // the combining class: 0 of a letter, else of a mark
    };
    void insert(Character character);
    void put_together();

    std::vector<Character> characters_;
    unsigned marks_ = 0;  // at the end of the text so far
};

}  // namespace malvec
