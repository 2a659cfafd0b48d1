// The definition files of a MeCab dictionary (.def, dicrc) and the CSV of its words, line by line.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace malvec {

struct DefinitionLine {
    const std::string& path;
    size_t number;
    std::string_view text;  // without what ends it

    // Throws FormatError with the place of the line.
    [[noreturn]] void refuse(const std::string& why) const;
    // The parts between blanks, the first `most` of them; refuses fewer than `least`.
    std::vector<std::string_view> parts(size_t least, size_t most) const;
    // Refuses what is no whole number in this range.
    int64_t whole_number(std::string_view digits, int64_t least, int64_t most) const;
};
using OnDefinition = std::function<void(const DefinitionLine&)>;

void each_line(const std::string& path, std::string_view text, const OnDefinition& on_line);

// All lines of a file of the dictionary. Throws FileError; where it is not there a FormatError,
// which tells what to do: only words of users need such files.
void read_definitions(const std::string& folder, const std::string& name,
                      const OnDefinition& on_line);
// What runs `read`, whose FileError for a missing file becomes that FormatError.
void needed_for_user_words(const std::string& folder, const std::string& name,
                           const std::function<void(const std::string& path)>& read);

// on_value(the line, the value) where dicrc sets a name, the first time.
void read_setting(const std::string& folder, std::string_view name,
                  const std::function<void(const DefinitionLine&, std::string_view)>& on_value);

// The columns of a line as MeCab cuts them: without blanks before them, without quotes around them.
// The last one of `most` is the rest of the line as it stands; an empty last column is none.
std::vector<std::string> csv_columns(std::string_view line, size_t most = SIZE_MAX);
// In quotes where a column needs them.
std::string csv_column(std::string_view text);

}  // namespace malvec
