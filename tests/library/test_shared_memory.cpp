// Four processes that open one file hold it once; four that copy it hold it four times.
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "asking.h"
#include "check.h"

using namespace asking;

namespace {

constexpr size_t crew = 4, beside = 5 << 20;  // bytes of a process beside the file

// Bytes of a process, of pages that it shares its part (PSS).
size_t share_of(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/smaps_rollup");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("Pss:")) return std::stoull(line.substr(4)) * 1024;
    return 0;
}

// Opens the file, reads every row, says so, and stays until `stop` ends.
[[noreturn]] void read_and_wait(const std::string& path, uint32_t flags, int ready, int stop) {
    const Opened model(path, flags);
    int64_t ids[10];
    float scores[10];
    const malvec_text word = text("w0");
    char done =
        malvec_similar(model, &word, 1, nullptr, 0, nullptr, ids, scores, nullptr) == MALVEC_OK;
    done = write(ready, &done, 1) == 1 && read(stop, &done, 1) == 0;
    _exit(done ? 0 : 1);
}

// What all hold together; 0 where one of them failed.
size_t held_by_all(const std::string& path, uint32_t flags) {
    int ready[2], stop[2];
    if (pipe(ready) != 0 || pipe(stop) != 0) return 0;
    std::array<pid_t, crew> children;
    for (pid_t& child : children)
        if ((child = fork()) == 0) {
            close(stop[1]);
            read_and_wait(path, flags, ready[1], stop[0]);
        }
    size_t held = 0, well = 0;
    char done = 0;
    for (size_t i = 0; i < crew; ++i) well += read(ready[0], &done, 1) == 1 && done;
    for (const pid_t child : children) held += share_of(child);
    for (const int end : {stop[1], stop[0], ready[0], ready[1]}) close(end);
    for (const pid_t child : children) {
        int status = -1;
        well += waitpid(child, &status, 0) == child && status == 0;
    }
    return well == 2 * crew ? held : 0;
}

}  // namespace

#ifndef MALVEC_SANITIZED  // which remember what every byte is
TEST(four_processes_hold_a_file_once) {
    const auto path =
        std::filesystem::path(models().front()).parent_path() / "large" / "vectors.safetensors";
    const size_t bytes = std::filesystem::file_size(path);
    CHECK(bytes > crew * beside);
    malloc_trim(0);  // of what other tests left, children would write into their own copies
    const size_t mapped = held_by_all(path, 0);
    CHECK(mapped > 0 && mapped < bytes + bytes / 20 + crew * beside);
    CHECK(held_by_all(path, MALVEC_OPEN_COPY) > crew * bytes);
}
#endif
