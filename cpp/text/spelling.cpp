#include "text/spelling.h"

#include <cstddef>

namespace malvec {
namespace {

// The byte that three bytes spell, 0 where they spell none.
unsigned char spelled_byte(std::string_view rest) {
    if (rest.size() < 3 || rest[0] != '\xed' || (rest[1] & '\xfe') != '\xb2' || is_lead(rest[2]))
        return 0;
    return static_cast<unsigned char>(code_point(rest.data()) - 0xdc00);
}

}  // namespace

void spell(std::string_view raw, std::vector<char>& out) {
    const char* const end = raw.data() + raw.size();
    for (const char* p = raw.data(); p < end;) {
        if (const size_t size = code_point_size(p, end)) {
            out.insert(out.end(), p, p + size);
            p += size;
        } else {
            const auto byte = static_cast<unsigned char>(*p++);
            out.insert(out.end(), {'\xed', byte < 0xc0 ? '\xb2' : '\xb3',
                                   static_cast<char>(0x80 | (byte & 0x3f))});
        }
    }
}

void unspell(std::string_view word, std::vector<char>& out) {
    while (!word.empty()) {
        const unsigned char byte = spelled_byte(word);
        const size_t size = lead_size(word[0]);
        if (byte)
            out.push_back(static_cast<char>(byte));
        else
            out.insert(out.end(), word.begin(), word.begin() + static_cast<ptrdiff_t>(size));
        word.remove_prefix(size);
    }
}

bool is_well_spelled(std::string_view word) {
    const char* const end = word.data() + word.size();
    for (const char* p = word.data(); p < end;) {
        size_t size = code_point_size(p, end);
        if (size == 0 && spelled_byte({p, end}) != 0) size = 3;
        if (size == 0) return false;
        p += size;
    }
    return true;
}

}  // namespace malvec
