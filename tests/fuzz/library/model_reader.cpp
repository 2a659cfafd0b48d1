// Whole files through malvec_open, and every question of malvec.h to what opens. The examples are
// the files in the folder that MALVEC_MODELS names. Lengths and checksums are put right after the
// changes, as a stranger's would be, so that what lies behind them is reached.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "../../library/asking.h"
#include "../core/reader.h"
#include "core/crc32.h"

namespace {

std::vector<std::string> model_files() {
    std::vector<std::string> files;
    const char* const folder = std::getenv("MALVEC_MODELS");
    if (folder == nullptr) return {""};
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;  // the folder of large ones
        std::ifstream file(entry.path(), std::ios::binary);
        files.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    std::sort(files.begin(), files.end());
    return files;
}

// Where the object that begins at byte 8 ends, with the blanks after it.
size_t end_of_header(std::string_view file) {
    int depth = 0;
    bool quoted = false;
    for (size_t at = 8; at < file.size(); ++at) {
        const char c = file[at];
        if (quoted) {
            at += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if ((c == '{' && ++depth) || (c == '}' && --depth == 0 && at > 8)) {
            if (depth > 0) continue;
            do ++at;
            while (at < file.size() && file[at] == ' ' && at % 64 != 0);
            return at;
        }
    }
    return file.size();
}

void mend(std::string& file) {
    if (file.size() < 16) return;
    const uint64_t end = end_of_header(file), length = end - 8;
    std::memcpy(file.data(), &length, sizeof length);
    constexpr std::string_view name = "\"header_crc32\":\"";
    const size_t at = file.find(name) + name.size();
    if (at < name.size() || at + 8 > end) return;
    file.replace(at, 8, "00000000");
    char digits[9];
    std::snprintf(digits, sizeof digits, "%08x", malvec::crc32({file.data() + 8, end - 8}));
    file.replace(at, 8, digits);
}

// Asks the file all questions; it lies in memory, and no folder fills up.
void open_and_ask(const std::string& file, uint32_t flags) {
    const int memory = memfd_create("model", MFD_CLOEXEC);
    REQUIRE(memory >= 0 &&
            write(memory, file.data(), file.size()) == static_cast<ssize_t>(file.size()));
    const malvec_open_options options{sizeof options, flags, 1, nullptr, nullptr, nullptr};
    const std::string path = "/proc/self/fd/" + std::to_string(memory);
    malvec_model* model = nullptr;
    malvec_error error{};
    const int32_t code = malvec_open(path.c_str(), &options, &model, &error);
    REQUIRE(code != MALVEC_BUG && (code == MALVEC_OK) == (model != nullptr));
    REQUIRE(code == MALVEC_OK || error.text[0] != '\0');
    if (model)
        for (const asking::Answer& answer : asking::answers(model))
            REQUIRE(answer.code != MALVEC_BUG);
    malvec_release(model);
    close(memory);
}

}  // namespace

// The last byte says how: whether it is mended, and the flags of opening.
READER(model, model_files()) {
    std::string file(in.rest());
    const uint8_t how = file.empty() ? 0 : static_cast<uint8_t>(file.back());
    if (how % 16 != 15) mend(file);
    open_and_ask(file, how / 16 % 8);
}
