// A file that is cut while it is open ends the process that mapped it, and not the one that copied
// it.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "asking.h"
#include "check.h"

using namespace asking;

namespace {

// How a child ends that opens a file, cuts it, and asks.
int end_of_asking(const std::string& path, uint32_t flags) {
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGBUS, SIG_DFL);  // sanitizers have a handler
        const rlimit none{0, 0};
        setrlimit(RLIMIT_CORE, &none);
        const Opened model(path, flags);
        std::filesystem::resize_file(path, 0);
        _exit(answers(model).empty());
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status;
}

}  // namespace

TEST(a_file_that_is_cut_ends_who_mapped_it_alone) {
    const auto copy = std::filesystem::temp_directory_path() /
                      ("malvec-cut-" + std::to_string(getpid()) + ".safetensors");
    const auto anew = [&] {
        std::filesystem::copy_file(models().front(), copy,
                                   std::filesystem::copy_options::overwrite_existing);
    };
    anew();
    const int mapped = end_of_asking(copy, 0);
    CHECK(WIFSIGNALED(mapped) && WTERMSIG(mapped) == SIGBUS);
    anew();
    const int copied = end_of_asking(copy, MALVEC_OPEN_COPY);
    CHECK(WIFEXITED(copied) && WEXITSTATUS(copied) == 0);
    std::filesystem::remove(copy);
}
