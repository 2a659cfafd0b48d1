#include "text/mecab/rewrite_rules.h"

#include <stdexcept>

#include "core/error.h"
#include "text/mecab/definitions.h"

namespace malvec {

FeaturePattern::FeaturePattern(std::string_view columns) {
    for (std::string& text : csv_columns(columns)) {
        Column& column = columns_.emplace_back(Column{text.starts_with('*'), {text}});
        if (text.size() < 3 || text.front() != '(' || text.back() != ')') continue;
        for (size_t begin = 1; begin < text.size();) {
            const size_t end = std::min(text.find('|', begin), text.size() - 1);
            column.choices.push_back(text.substr(begin, end - begin));
            begin = end + 1;
        }
    }
}

bool FeaturePattern::fits(const FeatureColumns& features) const {
    if (columns_.size() > features.size()) return false;
    for (size_t i = 0; i < columns_.size(); ++i) {
        const auto& [any, choices] = columns_[i];
        if (!any && std::find(choices.begin(), choices.end(), features[i]) == choices.end())
            return false;
    }
    return true;
}

FeatureTarget::FeatureTarget(std::string_view columns) {
    constexpr size_t most = 1 << 20;
    for (const std::string& column : csv_columns(columns)) {
        std::vector<Piece>& pieces = columns_.emplace_back();
        std::string text;
        for (size_t at = 0; at < column.size();) {
            if (column[at] != '$') {
                text += column[at++];
                continue;
            }
            size_t number = 0;
            while (++at < column.size() && column[at] >= '0' && column[at] <= '9')
                number = std::min(10 * number + static_cast<size_t>(column[at] - '0'), most);
            if (number == 0) throw FormatError("a $ is followed by no number of a column");
            pieces.push_back({std::move(text), number});
            text.clear();
            if (at < column.size()) text += column[at++];  // even another $, as in MeCab
        }
        pieces.push_back({std::move(text), 0});
    }
}

std::string FeatureTarget::filled(const FeatureColumns& features) const {
    std::string made;
    for (size_t i = 0; i < columns_.size(); ++i) {
        std::string column;
        for (const auto& [text, number] : columns_[i]) {
            column += text;
            if (number > features.size())
                throw std::invalid_argument(
                    "its features have fewer columns than rewrite.def asks");
            if (number > 0) column += features[number - 1];
        }
        if (i > 0) made += ',';
        made += csv_column(column);
    }
    return made;
}

std::optional<std::string> RewriteRules::rewrite(const FeatureColumns& features) const {
    for (const auto& [pattern, target] : rules_)
        if (pattern.fits(features)) return target.filled(features);
    return std::nullopt;
}

FeatureRewriter::FeatureRewriter(const std::string& folder) {
    RewriteRules* rules = nullptr;
    read_definitions(folder, "rewrite.def", [&](const DefinitionLine& line) {
        if (line.text.empty() || line.text.starts_with('#')) return;
        if (line.text == "[unigram rewrite]") {
            rules = &alone;
        } else if (line.text == "[left rewrite]") {
            rules = &left;
        } else if (line.text == "[right rewrite]") {
            rules = &right;
        } else if (rules == nullptr) {
            line.refuse("a rule stands before [unigram rewrite] and its like");
        } else {
            const auto parts = line.parts(2, 3);
            try {
                rules->add(parts[0], parts.size() == 2
                                         ? std::string(parts[1])
                                         : std::string(parts[1]) + ' ' + std::string(parts[2]));
            } catch (const FormatError& error) {
                line.refuse(error.what());
            }
        }
    });
}

}  // namespace malvec
