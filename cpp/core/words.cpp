#include "core/words.h"

#include <stdexcept>
#include <string>

namespace malvec {

void check_words(const Words& words) {
    const auto& offsets = words.offsets;
    if (offsets.empty() || offsets.front() != 0 || offsets.back() != words.bytes.size())
        throw std::invalid_argument("word offsets do not span the words' bytes");
    for (size_t i = 1; i < offsets.size(); ++i)
        if (offsets[i] < offsets[i - 1])
            throw std::invalid_argument("word offsets fall at word " + std::to_string(i - 1));
}

}  // namespace malvec
