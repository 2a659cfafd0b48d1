// What a word costs that nobody has given a cost: the weights of a conditional random field
// (Kudo, Yamamoto & Matsumoto, 2004) that a MeCab dictionary was learnt with, model.bin, by the
// templates of feature.def.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "text/mecab/rewrite_rules.h"

namespace malvec {

class CostModel {
public:
    // Reads feature.def, the cost-factor of dicrc, and maps model.bin. Throws FileError or
    // FormatError.
    explicit CostModel(const std::string& folder);

    // Of features that were rewritten for this; the class is that of the first character.
    // FormatError where the weights are no numbers.
    int16_t cost(const std::string& features, uint32_t character_class) const;

private:
    struct Piece {
        enum Kind { nothing, column, column_if_told, character_class, features };
        std::string text;
        Kind then = nothing;  // what follows the text
        size_t number = 0;    // of the column
    };
    using Template = std::vector<Piece>;

    static Template parse_template(std::string_view text);
    void read_model(const std::string& path);
    // 0 for what the model does not know.
    double weight_of(std::string_view feature) const;

    std::string folder_;
    std::vector<Template> templates_;
    int32_t factor_ = 800;
    std::shared_ptr<const char> model_;
    const char *weights_ = nullptr, *names_ = nullptr;  // [count] float64; [count] uint64, sorted
    uint32_t count_ = 0;
};

}  // namespace malvec
