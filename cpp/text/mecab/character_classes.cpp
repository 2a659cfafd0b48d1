#include "text/mecab/character_classes.h"

#include <cstring>

#include "core/error.h"
#include "core/hash.h"
#include "core/mapped_file.h"

namespace malvec {

CharacterClasses::CharacterClasses(const std::string& path) {
    constexpr size_t name_bytes = 32, most_classes = 256;
    constexpr size_t table_bytes = 0xffff * sizeof(CharacterClass);  // MeCab lacks the last one
    constexpr size_t most_bytes = sizeof(uint32_t) + most_classes * name_bytes + table_bytes;
    const RegularFile file(path);
    const std::string bytes = file.read(0, most_bytes + 1);
    const auto refuse = [&](const char* why) {
        throw FormatError(path + " is no table of character classes of MeCab, or damaged: " + why);
    };
    uint32_t count = 0;
    if (bytes.size() >= sizeof count) std::memcpy(&count, bytes.data(), sizeof count);
    if (count == 0 || count > most_classes ||
        bytes.size() != sizeof count + count * name_bytes + table_bytes)
        refuse("its size does not fit its number of classes");
    const char* p = bytes.data() + sizeof count;
    for (uint32_t i = 0; i < count; ++i, p += name_bytes)
        names_.emplace_back(p, strnlen(p, name_bytes));
    std::memcpy(classes_.data(), p, table_bytes);
    for (const CharacterClass one : classes_)
        if (one.main() >= count) refuse("a character is of a class that is not there");
    hash_ = hash_bytes(bytes);
}

}  // namespace malvec
