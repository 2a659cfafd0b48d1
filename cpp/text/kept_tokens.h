// Tokens that wait: copies of what a tokenizer emits, which live until they are cleared.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "text/core_tokenizer.h"

namespace malvec {

class KeptTokens {
public:
    size_t size() const { return kept_.size(); }
    void clear() { bytes_.clear(), kept_.clear(); }

    void add(const Token& token) {
        kept_.push_back(
            {bytes_.size(), token.form.size(), token.tag.size(), token.begin, token.end});
        bytes_.append(token.form).append(token.tag);
    }
    // Its form and tag lie here until the next one is added.
    Token operator[](size_t i) const {
        const Kept& kept = kept_[i];
        const std::string_view bytes(bytes_);
        return {bytes.substr(kept.place, kept.form), bytes.substr(kept.place + kept.form, kept.tag),
                kept.begin, kept.end};
    }
    // Another place for all, where a part of a text was cut by itself.
    void move_places(size_t by) {
        for (Kept& kept : kept_) kept.begin += by, kept.end += by;
    }

private:
    struct Kept {
        size_t place, form, tag, begin, end;
    };
    std::string bytes_;
    std::vector<Kept> kept_;
};

}  // namespace malvec
