#include "text/mecab/cost_model.h"

#include <cmath>
#include <cstring>

#include "core/error.h"
#include "core/hash.h"
#include "core/mapped_file.h"
#include "text/mecab/definitions.h"
#include "text/mecab/murmur_hash.h"

namespace malvec {
namespace {

char escaped(char c) {
    constexpr std::string_view names = "abtnvfrs\\", meant = "\a\b\t\n\v\f\r \\";
    const size_t at = names.find(c);
    return at == names.npos ? '\0' : meant[at];
}

// "[3]" at a place, which it moves on.
size_t number_in_brackets(std::string_view text, size_t& at) {
    constexpr size_t most = 1 << 20;
    size_t number = 0;
    if (at == text.size() || text[at] != '[') throw FormatError("%F is followed by no [");
    while (++at < text.size() && text[at] >= '0' && text[at] <= '9')
        number = std::min(10 * number + static_cast<size_t>(text[at] - '0'), most);
    if (at == text.size() || text[at] != ']') throw FormatError("a [ has no ] behind its number");
    ++at;
    return number;
}

}  // namespace

CostModel::Template CostModel::parse_template(std::string_view text) {
    Template pieces(1);
    for (size_t at = 0; at < text.size();) {
        Piece& piece = pieces.back();
        const char c = text[at++];
        if (c != '%') {
            const bool escape = c == '\\' && at < text.size();
            piece.text += escape ? escaped(text[at++]) : c;
            continue;
        }
        const char what = at < text.size() ? text[at++] : '\0';
        if (what == 'F') {
            const bool if_told = at < text.size() && text[at] == '?';
            at += if_told;
            piece.then = if_told ? Piece::column_if_told : Piece::column;
            piece.number = number_in_brackets(text, at);
        } else if (what == 't') {
            piece.then = Piece::character_class;
        } else if (what == 'u') {
            piece.then = Piece::features;
        } else {
            throw FormatError("a % is followed by none of F, t, u");
        }
        pieces.emplace_back();
    }
    return pieces;
}

CostModel::CostModel(const std::string& folder) : folder_(folder) {
    read_setting(folder, "cost-factor", [&](const DefinitionLine& line, std::string_view value) {
        factor_ = static_cast<int32_t>(line.whole_number(value, 1, INT32_MAX));
    });
    read_definitions(folder, "feature.def", [&](const DefinitionLine& line) {
        if (line.text.empty() || line.text.starts_with('#') || line.text.starts_with(' ')) return;
        const auto parts = line.parts(2, 2);
        if (parts[0] != "UNIGRAM" && parts[0] != "BIGRAM")
            line.refuse("it begins with neither UNIGRAM nor BIGRAM");
        if (parts[0] == "BIGRAM") return;
        try {
            templates_.push_back(parse_template(parts[1]));
        } catch (const FormatError& error) {
            line.refuse(error.what());
        }
    });
    needed_for_user_words(folder, "model.bin", [&](const std::string& path) { read_model(path); });
}

void CostModel::read_model(const std::string& path) {
    constexpr size_t header = sizeof count_ + 32;  // the name of the encoding
    const RegularFile file(path);
    model_ = file.map(RegularFile::How::mapped);
    if (file.size() >= sizeof count_) std::memcpy(&count_, model_.get(), sizeof count_);
    if (file.size() != header + uint64_t{count_} * (sizeof(double) + sizeof(uint64_t)))
        throw FormatError(path +
                          " is no model of mecab-dict-index, or damaged: its size does not "
                          "fit its number of features");
    weights_ = model_.get() + header;
    names_ = weights_ + size_t{count_} * sizeof(double);
}

double CostModel::weight_of(std::string_view feature) const {
    const uint64_t name = murmur_hash(feature);
    const auto name_at = [&](uint32_t i) { return load64(names_ + size_t{i} * sizeof name); };
    uint32_t low = 0, high = count_;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        name_at(middle) < name ? low = middle + 1 : high = middle;
    }
    if (low == count_ || name_at(low) != name) return 0;
    double weight;
    std::memcpy(&weight, weights_ + size_t{low} * sizeof weight, sizeof weight);
    return weight;
}

int16_t CostModel::cost(const std::string& features, uint32_t character_class) const {
    const std::vector<std::string> columns = csv_columns(features);
    const auto made = [&](const Template& pieces, std::string& feature) {
        feature.clear();
        for (const auto& [text, then, number] : pieces) {
            feature += text;
            if (then == Piece::character_class) feature += std::to_string(character_class);
            if (then == Piece::features) feature += features;
            if (then != Piece::column && then != Piece::column_if_told) continue;
            if (number >= columns.size()) return false;
            const std::string& column = columns[number];
            if (then == Piece::column_if_told && (column.empty() || column == "*")) return false;
            feature += column;
        }
        return true;
    };
    double sum = 0;
    std::string feature;
    for (const Template& pieces : templates_)
        if (made(pieces, feature)) sum += weight_of(feature.c_str());  // to a NUL, as in MeCab
    if (!std::isfinite(sum))
        throw FormatError(folder_ + "/model.bin is damaged: a weight is no number");
    return static_cast<int16_t>(std::clamp<double>(-factor_ * sum, -INT16_MAX, INT16_MAX));
}

}  // namespace malvec
