#include "text/mecab/character_classes.h"

#include <cstring>

#include "core/error.h"
#include "core/hash.h"
#include "core/mapped_file.h"

namespace malvec {

CharacterClasses::CharacterClasses(const std::string& path) {
    constexpr size_t name_bytes = 32, characters = 0xffff;  // of the last one MeCab knows nothing
    const RegularFile file(path);
    const std::string bytes = file.read(0, file.size());
    const auto refuse = [&](const char* why) {
        throw FormatError(path + " is no table of character classes of MeCab, or damaged: " + why);
    };
    uint32_t count = 0;
    if (bytes.size() >= sizeof count) std::memcpy(&count, bytes.data(), sizeof count);
    if (count == 0 || count > 256 ||
        bytes.size() != sizeof count + count * name_bytes + characters * sizeof(uint32_t))
        refuse("its size does not fit its number of classes");
    const char* p = bytes.data() + sizeof count;
    for (uint32_t i = 0; i < count; ++i, p += name_bytes)
        names_.emplace_back(p, strnlen(p, name_bytes));
    for (size_t i = 0; i < characters; ++i, p += sizeof(uint32_t)) {
        uint32_t bits;
        std::memcpy(&bits, p, sizeof bits);
        classes_[i] = CharacterClass(bits);
        if (classes_[i].main() >= count) refuse("a character is of a class that is not there");
    }
    hash_ = hash_bytes(bytes);
}

}  // namespace malvec
