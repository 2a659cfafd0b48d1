#include "text/vector_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <stdexcept>

#include "core/parallel.h"

namespace malvec {
namespace {

constexpr size_t bytes_at_once = 256 << 10, piece_rows = 512;

// A piece of the text; its errors wait until the lines before it are counted.
struct Piece {
    VectorRows rows;
    size_t lines = 0;
    std::string error;
};

bool all_finite(std::span<const float> values) {
    return std::all_of(values.begin(), values.end(), [](float x) { return std::isfinite(x); });
}

bool blank(char c) { return c == ' ' || c == '\t'; }

// Whether a number too small or too large for a float is too
// small: by the place of its first digit and its exponent.
bool below_one(std::string_view number) {
    const size_t mark = number.find_first_of("eE");
    const std::string_view digits = number.substr(0, mark);
    const auto point = static_cast<int64_t>(std::min(digits.find('.'), digits.size()));
    const size_t digit = digits.find_first_of("123456789");
    if (digit == std::string_view::npos) return true;
    const auto first = static_cast<int64_t>(digit);
    int64_t exponent = 0;
    if (mark != std::string_view::npos) {
        const char *p = number.data() + mark + 1, *end = number.data() + number.size();
        p += p != end && *p == '+';
        if (std::from_chars(p, end, exponent).ec == std::errc::result_out_of_range)
            return *p == '-';
    }
    return exponent < first - point + (first < point);
}

// Reads one number at `p`; nullptr if there is none. What
// is too small becomes 0, what is too large infinite.
const char* parse_value(const char* p, const char* end, float& value) {
    if (end - p > 1 && *p == '+' && p[1] != '-') ++p;
    const auto [rest, error] = std::from_chars(p, end, value);
    if (error == std::errc::result_out_of_range) {
        value = below_one({p, rest}) ? 0 : std::numeric_limits<float>::infinity();
        if (*p == '-') value = -value;
        return rest;
    }
    return error == std::errc() ? rest : nullptr;
}

// Exactly dim numbers up to `end`, each after one or more blanks.
bool parse_values(const char* p, const char* end, size_t dim, float* values) {
    for (size_t d = 0; d < dim; ++d) {
        if (p == end || !blank(*p)) return false;
        while (p != end && blank(*p)) ++p;
        p = parse_value(p, end, values[d]);
        if (!p) return false;
    }
    return p == end;
}

// Where the last `dim` fields of a line begin, at the
// blank before them; nullptr where there are fewer.
const char* last_fields(std::string_view line, size_t dim) {
    const char* const begin = line.data();
    const char* p = begin + line.size();
    for (size_t d = 0; d < dim; ++d) {
        while (p != begin && blank(p[-1])) --p;
        const char* const field_end = p;
        while (p != begin && !blank(p[-1])) --p;
        if (p == field_end || p == begin) return nullptr;
    }
    return p - 1;
}

std::string parse_line(std::string_view line, const ReadOptions& options, VectorRows& rows) {
    while (!line.empty() && (blank(line.back()) || line.back() == '\r')) line.remove_suffix(1);
    if (line.empty()) return {};
    const size_t at = rows.values.size();
    rows.values.resize(at + options.dim);
    const char* const end = line.data() + line.size();
    const auto* word_end = static_cast<const char*>(std::memchr(line.data(), ' ', line.size()));
    const bool one_blank = word_end && !(word_end + 1 != end && blank(word_end[1]));
    const bool usual =
        one_blank && parse_values(word_end, end, options.dim, rows.values.data() + at);
    if (!usual) {
        word_end = last_fields(line, options.dim);
        if (!word_end)
            return "has fewer than " + std::to_string(options.dim) + " values after the word";
        if (!parse_values(word_end, end, options.dim, rows.values.data() + at))
            return "holds a value that is no number";
    }
    if (options.finite && !all_finite(std::span(rows.values).subspan(at)))
        return "holds a value that is not finite";
    const char* word = line.data();
    if (std::memchr(word, '\r', static_cast<size_t>(word_end - word)))
        return "holds a carriage return: lines end with newlines";
    if (options.aligned) {
        while (word != word_end && blank(*word)) ++word;
        while (word != word_end && blank(word_end[-1])) --word_end;
    }
    rows.words.insert(rows.words.end(), word, word_end);
    rows.ends.push_back(rows.words.size());
    return {};
}

void parse_piece(std::string_view text, const ReadOptions& options, Piece& piece) {
    while (!text.empty() && piece.error.empty()) {
        const auto* newline = static_cast<const char*>(std::memchr(text.data(), '\n', text.size()));
        const size_t size = newline ? static_cast<size_t>(newline - text.data()) : text.size();
        piece.error = parse_line(text.substr(0, size), options, piece.rows);
        text.remove_prefix(newline ? size + 1 : size);
        ++piece.lines;
    }
}

// Cuts after newlines, at about equal distances.
std::vector<size_t> cut_lines(std::string_view text) {
    std::vector<size_t> cuts{0};
    while (cuts.back() < text.size()) {
        const size_t wanted = cuts.back() + bytes_at_once;
        const size_t newline =
            wanted < text.size() ? text.find('\n', wanted) : std::string_view::npos;
        cuts.push_back(newline == std::string_view::npos ? text.size() : newline + 1);
    }
    return cuts;
}

void append(VectorRows& all, const VectorRows& part) {
    const uint64_t before = all.words.size();
    all.words.insert(all.words.end(), part.words.begin(), part.words.end());
    for (const uint64_t end : part.ends) all.ends.push_back(before + end);
    all.values.insert(all.values.end(), part.values.begin(), part.values.end());
}

void write_values(std::span<const float> row, const WriteOptions& options, std::string& out) {
    char digits[400];  // %f of the largest float has 39 digits before the point
    for (const float x : row) {
        const auto end = options.decimals < 0
                             ? std::to_chars(digits, std::end(digits), x)
                             : std::to_chars(digits, std::end(digits), x, std::chars_format::fixed,
                                             options.decimals);
        out.push_back(' ');
        out.append(digits, end.ptr);
    }
    if (options.blank_at_end) out.push_back(' ');
    out.push_back('\n');
}

void check_writable(const WordRows& rows, size_t i, std::string_view forbidden) {
    const auto name = [&] {
        return "word " + std::to_string(i) + " (" + std::string(rows.words[i]) + ")";
    };
    if (rows.words[i].find_first_of(forbidden) != std::string_view::npos)
        throw std::invalid_argument(name() + " holds a character that ends words in this format");
    if (!all_finite(rows.row(i)))
        throw std::invalid_argument(name() + " has a vector that is not finite");
}

}  // namespace

VectorRows parse_text_rows(std::string_view text, const ReadOptions& options) {
    if (options.dim == 0) throw std::invalid_argument("vectors need at least one component");
    const auto cuts = cut_lines(text);
    std::vector<Piece> pieces(cuts.size() - 1);
    parallel_pieces(pieces.size(), options.threads, [&](uint64_t i, unsigned) {
        parse_piece(text.substr(cuts[i], cuts[i + 1] - cuts[i]), options, pieces[i]);
    });
    VectorRows all;
    size_t line = options.first_row, values = 0;
    for (const Piece& piece : pieces) {
        line += piece.lines;
        values += piece.rows.values.size();
        if (!piece.error.empty())
            throw std::invalid_argument("line " + std::to_string(line - 1) + " " + piece.error);
    }
    all.values.reserve(values);
    for (Piece& piece : pieces) {
        append(all, piece.rows);
        piece.rows = {};
    }
    all.consumed = text.size();
    return all;
}

VectorRows parse_binary_rows(std::string_view bytes, const ReadOptions& options) {
    if (options.dim == 0) throw std::invalid_argument("vectors need at least one component");
    constexpr size_t longest_word = size_t{1} << 20;
    const size_t row_bytes = options.dim * sizeof(float);
    VectorRows rows;
    rows.values.reserve(bytes.size() / (row_bytes + 1) * options.dim);
    while (rows.ends.size() < options.most_rows) {
        size_t begin = rows.consumed;
        while (begin < bytes.size() && bytes[begin] == '\n') ++begin;
        const size_t blank_at =
            bytes.substr(0, std::min(bytes.size(), begin + longest_word)).find(' ', begin);
        const auto name = [&] {
            return "row " + std::to_string(options.first_row + rows.ends.size());
        };
        if (blank_at == std::string_view::npos && bytes.size() >= begin + longest_word)
            throw std::invalid_argument(name() + " holds no word: damaged");
        if (blank_at == std::string_view::npos || bytes.size() - blank_at - 1 < row_bytes) break;
        const size_t at = rows.values.size();
        rows.values.resize(at + options.dim);
        std::memcpy(rows.values.data() + at, bytes.data() + blank_at + 1, row_bytes);
        if (options.finite && !all_finite(std::span(rows.values).subspan(at)))
            throw std::invalid_argument(name() + " holds a value that is not finite");
        rows.words.insert(rows.words.end(), bytes.data() + begin, bytes.data() + blank_at);
        rows.ends.push_back(rows.words.size());
        rows.consumed = blank_at + 1 + row_bytes;
    }
    return rows;
}

std::string format_text_rows(const WordRows& rows, const WriteOptions& options) {
    const size_t pieces = (rows.size() + piece_rows - 1) / piece_rows;
    std::vector<std::string> texts(pieces);
    parallel_pieces(pieces, options.threads, [&](uint64_t piece, unsigned) {
        std::string& text = texts[piece];
        for (size_t i = piece * piece_rows; i < std::min(rows.size(), (piece + 1) * piece_rows);
             ++i) {
            check_writable(rows, i, "\n");
            text.append(rows.words[i]);
            write_values(rows.row(i), options, text);
        }
    });
    std::string all;
    for (const std::string& text : texts) all += text;
    return all;
}

std::string format_binary_rows(const WordRows& rows, const WriteOptions& options) {
    std::string all;
    all.reserve(rows.words.bytes.size() + rows.size() * (rows.dim * sizeof(float) + 2));
    for (size_t i = 0; i < rows.size(); ++i) {
        check_writable(rows, i, "\n ");
        all.append(rows.words[i]);
        all.push_back(' ');
        all.append(reinterpret_cast<const char*>(rows.row(i).data()), rows.dim * sizeof(float));
        if (options.newline) all.push_back('\n');
    }
    return all;
}

}  // namespace malvec
