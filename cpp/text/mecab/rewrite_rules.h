// What the context of a morpheme sees of its features: the rules of a dictionary (rewrite.def).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace malvec {

using FeatureColumns = std::vector<std::string>;

// "*,*,(Inflect|Preanalysis)": a column that begins with * is any, one in brackets one of several.
class FeaturePattern {
public:
    explicit FeaturePattern(std::string_view columns);
    // Whether features have so many columns or more, which are so.
    bool fits(const FeatureColumns& features) const;

private:
    struct Column {
        bool any;
        std::vector<std::string> choices;
    };
    std::vector<Column> columns_;
};

// "$1,$2,*": what becomes of features, their columns by number from 1.
class FeatureTarget {
public:
    // Throws FormatError.
    explicit FeatureTarget(std::string_view columns);
    // Throws invalid_argument where features have too few columns.
    std::string filled(const FeatureColumns& features) const;

private:
    struct Piece {
        std::string text;
        size_t column;  // that follows it; 0 for none
    };
    std::vector<std::vector<Piece>> columns_;
};

class RewriteRules {
public:
    void add(std::string_view pattern, std::string_view target) {
        rules_.emplace_back(FeaturePattern(pattern), FeatureTarget(target));
    }
    // By the first rule that fits; nothing where none does.
    std::optional<std::string> rewrite(const FeatureColumns& features) const;

private:
    std::vector<std::pair<FeaturePattern, FeatureTarget>> rules_;
};

struct FeatureRewriter {
    // Reads rewrite.def of a folder. Throws FileError or FormatError.
    explicit FeatureRewriter(const std::string& folder);

    RewriteRules alone, left, right;  // for the cost of a word, for what precedes, what follows it
};

}  // namespace malvec
