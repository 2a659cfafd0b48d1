#include "text/mecab/definitions.h"

#include <cerrno>
#include <charconv>

#include "core/error.h"
#include "core/mapped_file.h"
#include "text/wording.h"

namespace malvec {
namespace {

constexpr const char* gaps = " \t";

std::string_view stripped(std::string_view text) {
    const size_t begin = std::min(text.find_first_not_of(gaps), text.size());
    return text.substr(begin, text.find_last_not_of(gaps) + 1 - begin);
}

}  // namespace

void DefinitionLine::refuse(const std::string& why) const {
    throw FormatError(path + ", line " + grouped(number) + ": " + why);
}

std::vector<std::string_view> DefinitionLine::parts(size_t least, size_t most) const {
    std::vector<std::string_view> found;
    for (size_t at = text.find_first_not_of(gaps); at < text.size() && found.size() < most;) {
        const size_t end = std::min(text.find_first_of(gaps, at), text.size());
        found.push_back(text.substr(at, end - at));
        at = text.find_first_not_of(gaps, end);
    }
    if (found.size() < least) refuse("it has fewer parts than " + grouped(least));
    return found;
}

int64_t DefinitionLine::whole_number(std::string_view digits, int64_t least, int64_t most) const {
    int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size() || number < least ||
        number > most)
        refuse(quoted(digits, 60) + " is no whole number from " + std::to_string(least) + " to " +
               std::to_string(most));
    return number;
}

void each_line(const std::string& path, std::string_view text, const OnDefinition& on_line) {
    for (size_t begin = 0, number = 1; begin < text.size(); ++number) {
        const size_t end = std::min(text.find('\n', begin), text.size());
        std::string_view line = text.substr(begin, end - begin);
        if (line.ends_with('\r')) line.remove_suffix(1);
        on_line({path, number, line});
        begin = end + 1;
    }
}

void needed_for_user_words(const std::string& folder, const std::string& name,
                           const std::function<void(const std::string& path)>& read) {
    try {
        read(folder + "/" + name);
    } catch (const FileError& error) {
        if (error.number != ENOENT) throw;
        throw FormatError(folder + " has no " + name +
                          ", without which nobody can tell what words of users cost there: compile "
                          "them by mecab-dict-index and pass the .dic, or give ids and costs");
    }
}

void read_definitions(const std::string& folder, const std::string& name,
                      const OnDefinition& on_line) {
    needed_for_user_words(folder, name, [&](const std::string& path) {
        const RegularFile file(path);
        each_line(path, file.read(0, file.size()), on_line);
    });
}

void read_setting(const std::string& folder, std::string_view name,
                  const std::function<void(const DefinitionLine&, std::string_view)>& on_value) {
    bool found = false;
    read_definitions(folder, "dicrc", [&](const DefinitionLine& line) {
        const size_t equals = line.text.find('=');
        if (found || equals == line.text.npos || line.text.starts_with(';')) return;
        if (line.text.starts_with('#') || stripped(line.text.substr(0, equals)) != name) return;
        found = true;
        on_value(line, stripped(line.text.substr(equals + 1)));
    });
}

std::vector<std::string> csv_columns(std::string_view line, size_t most) {
    std::vector<std::string> columns;
    for (size_t at = 0; at < line.size(); ++at) {
        at = std::min(line.find_first_not_of(gaps, at), line.size());
        std::string& column = columns.emplace_back();
        if (columns.size() == most) {
            column = line.substr(at);
            break;
        }
        const bool in_quotes = at < line.size() && line[at] == '"';
        if (in_quotes) {
            while (++at < line.size()) {  // two quotes are one that belongs to the column
                if (line[at] == '"' && (++at == line.size() || line[at] != '"')) break;
                column += line[at];
            }
        }
        const size_t end = std::min(line.find(',', at), line.size());
        if (!in_quotes) column = line.substr(at, end - at);
        at = end;
    }
    return columns;
}

std::string csv_column(std::string_view text) {
    if (text.find_first_of(",\"") == text.npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

}  // namespace malvec
