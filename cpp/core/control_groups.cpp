#include "core/control_groups.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/mapped_file.h"

namespace malvec {
namespace {

constexpr int64_t no_limit = int64_t{1} << 60;  // version 1 says nearly 2^63

// What a version calls the limit, what is used, and the cached files that give way.
struct MemoryNames {
    const char *controller, *limit, *used, *cached;
};
constexpr MemoryNames memory_names[] = {
    {"", "memory.max", "memory.current", "inactive_file"},
    {"memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"}};

// Empty where it cannot be read. The system makes these files while they are read: they have no
// size.
std::string content_of(const std::string& path) {
    std::string text;
    try {
        const RegularFile file(path);
        for (size_t before = 1; before != text.size();)
            before = text.size(), text += file.read(before, 4096);
    } catch (const IoError&) {
    } catch (const FormatError&) {  // no regular file
    }
    return text;
}

std::vector<std::string_view> pieces_of(std::string_view text, std::string_view separators) {
    std::vector<std::string_view> pieces;
    for (size_t begin = 0; (begin = text.find_first_not_of(separators, begin)) != text.npos;) {
        const size_t end = std::min(text.find_first_of(separators, begin), text.size());
        pieces.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return pieces;
}

std::optional<int64_t> whole_number(std::string_view text) {
    const auto words = pieces_of(text, " \n");
    int64_t value = 0;
    if (words.size() != 1) return std::nullopt;
    const char* const end = words[0].data() + words[0].size();
    const auto read = std::from_chars(words[0].data(), end, value);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return value;
}

// The folders of the group at `path` and of all above it, each ending in a slash.
void add_groups(const std::string& tree, std::string_view path, std::vector<std::string>& folders) {
    std::vector<std::string> own{tree};
    for (const std::string_view part : pieces_of(path, "/")) {
        if (part == "..") break;  // above what this process sees
        own.push_back(own.back() + std::string(part) + "/");
    }
    folders.insert(folders.end(), own.begin(), own.end());
}

// A line of proc/self/cgroup is `3:cpu,cpuacct:/job/step`, of version 2 `0::/job/step`.
std::vector<std::string> groups(const std::string& root, std::string_view controller) {
    std::vector<std::string> folders;
    const std::string lines = content_of(root + "/proc/self/cgroup");
    for (const std::string_view line : pieces_of(lines, "\n")) {
        const size_t first = line.find(':'), second = line.find(':', first + 1);
        if (first == line.npos || second == line.npos) continue;
        const std::string_view controllers = line.substr(first + 1, second - first - 1);
        const auto names = pieces_of(controllers, ",");
        const bool here = controller.empty()
                              ? controllers.empty()
                              : std::find(names.begin(), names.end(), controller) != names.end();
        if (!here) continue;
        const std::string tree = root + "/sys/fs/cgroup/" + std::string(controllers);
        add_groups(controllers.empty() ? tree : tree + "/", line.substr(second + 1), folders);
    }
    return folders;
}

std::optional<int64_t> number_in(const std::string& path) { return whole_number(content_of(path)); }

// The value of a name in lines of `name value`; 0 where it is not.
int64_t counted(const std::string& lines, std::string_view name) {
    for (const std::string_view line : pieces_of(lines, "\n"))
        if (line.size() > name.size() && line.starts_with(name) && line[name.size()] == ' ')
            return whole_number(line.substr(name.size())).value_or(0);
    return 0;
}

std::optional<uint64_t> left_of(const std::string& group, const MemoryNames& names) {
    const auto limit = number_in(group + names.limit), used = number_in(group + names.used);
    if (!limit || !used || *limit >= no_limit) return std::nullopt;
    const int64_t cached = counted(content_of(group + "memory.stat"), names.cached);
    return static_cast<uint64_t>(std::max<int64_t>(0, *limit - *used + cached));
}

double share(std::optional<int64_t> quota, std::optional<int64_t> period) {
    if (!quota || !period || *quota <= 0 || *period <= 0)
        return std::numeric_limits<double>::infinity();
    return static_cast<double>(*quota) / static_cast<double>(*period);
}

// Version 2: `50000 100000`, microseconds of how many, or `max 100000`.
double quota_of(const std::string& group) {
    const std::string text = content_of(group + "cpu.max");
    const auto words = pieces_of(text, " \n");
    return words.size() == 2 ? share(whole_number(words[0]), whole_number(words[1]))
                             : share({}, {});
}

}  // namespace

std::optional<uint64_t> group_memory(const std::string& root) {
    std::optional<uint64_t> least;
    for (const MemoryNames& names : memory_names)
        for (const std::string& group : groups(root, names.controller)) {
            const auto left = left_of(group, names);
            if (left && (!least || *left < *least)) least = left;
        }
    return least;
}

double group_quota(const std::string& root) {
    double least = std::numeric_limits<double>::infinity();
    for (const std::string& group : groups(root, "")) least = std::min(least, quota_of(group));
    for (const std::string& group : groups(root, "cpu"))
        least = std::min(least, share(number_in(group + "cpu.cfs_quota_us"),
                                      number_in(group + "cpu.cfs_period_us")));
    return least;
}

}  // namespace malvec
