// The system refuses the n-th call that libmalvec makes of it, for every n and in several ways: a
// code and a sentence, or the right answer where malvec can do without; no file stays open, nothing
// stays mapped, and the next call is answered.
#ifndef __SANITIZE_THREAD__  // whose own memory is mapped before a function of ours can run
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>

#include "asking.h"
#include "check.h"

using namespace asking;

namespace {

constexpr int comes_short = -1, ends = 0;  // of what is read, besides the numbers of errors
constexpr int faults[] = {EIO, EMFILE, ENOMEM, EINTR, comes_short, ends};

std::atomic<int64_t> left{-1};  // calls until the one that fails; negative: none does
std::atomic<int> fault{EIO};
std::atomic<bool> failed{false};
std::atomic<int64_t> mapped{0};

bool fails() {
    if (left.load(std::memory_order_relaxed) < 0 || left.fetch_sub(1) != 0) return false;
    failed = true;
    return true;
}

bool refused() {
    if (!fails() || fault <= 0) return false;
    errno = fault;
    return true;
}

// The system's own function of this name.
template <class Function>
Function* own(const char* name, Function*) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

template <class Read>
ssize_t read_by(const Read& read, size_t bytes) {
    if (!fails()) return read(bytes);
    if (fault == comes_short) return read(bytes / 2 + 1);
    if (fault == ends) return 0;
    errno = fault;
    return -1;
}

}  // namespace

#define OWN(name) own(#name, &name)

#pragma GCC visibility push(default)  // libmalvec has to meet them
extern "C" {
int stat(const char* path, struct stat* told) noexcept {
    static const auto system = OWN(stat);
    return refused() ? -1 : system(path, told);
}
int fstat(int file, struct stat* told) noexcept {
    static const auto system = OWN(fstat);
    return refused() ? -1 : system(file, told);
}
int open(const char* path, int flags, ...) {
    static const auto system = OWN(open);
    return refused() ? -1 : system(path, flags, 0600);
}
ssize_t pread(int file, void* out, size_t bytes, off_t at) {
    static const auto system = OWN(pread);
    return read_by([=](size_t some) { return system(file, out, some, at); }, bytes);
}
void* mmap(void* where, size_t bytes, int protection, int flags, int file, off_t at) noexcept {
    static const auto system = OWN(mmap);
    if (refused()) return MAP_FAILED;
    void* const memory = system(where, bytes, protection, flags, file, at);
    mapped += memory != MAP_FAILED;
    return memory;
}
int munmap(void* memory, size_t bytes) noexcept {
    static const auto system = OWN(munmap);
    --mapped;
    return system(memory, bytes);
}
int pthread_create(pthread_t* thread, const pthread_attr_t* how, void* (*run)(void*),
                   void* given) noexcept {
    static const auto system = OWN(pthread_create);
    return refused() ? EAGAIN : system(thread, how, run, given);
}
}
#pragma GCC visibility pop

namespace {

size_t open_files() {
    const std::filesystem::directory_iterator folder("/proc/self/fd"), end;
    return static_cast<size_t>(std::distance(folder, end));
}

// What a failing call may lead to, but for the answer of one that does not fail.
bool told_well(const malvec_error& error, int64_t code, std::string_view path) {
    if (error.code != code || error.text[0] == '\0') return false;
    const std::string_view told = error.text;
    if (code == MALVEC_MEMORY)
        return told.find("memory") != told.npos || told.find("take threads = 1") != told.npos;
    if (code == MALVEC_FORMAT) return fault == ends && told.starts_with(path);
    return code == MALVEC_IO && told.starts_with(path);
}

// Opens a file and asks all; what it is like where nothing fails.
struct Attempt {
    int32_t code = MALVEC_OK;
    malvec_error error{};
    std::vector<Answer> answers;

    Attempt(const std::string& path, uint32_t flags, int64_t failing) {
        const malvec_open_options options{sizeof options, flags, 2, nullptr, nullptr, nullptr};
        malvec_model* model = nullptr;
        failed = false, left = failing;
        code = malvec_open(path.c_str(), &options, &model, &error);
        left = -1;
        CHECK((code == MALVEC_OK) == (model != nullptr));
        if (model) answers = asking::answers(model);
        malvec_release(model);
    }
};

void refuse_opening(const std::string& path, uint32_t flags) {
    const Attempt sound(path, flags, -1);
    for (const int how : faults) {
        fault = how;
        for (int64_t n = 0;; ++n) {
            const size_t files = open_files();
            const int64_t memory = mapped;
            const Attempt attempt(path, flags, n);
            const bool fine = (attempt.code == sound.code && attempt.answers == sound.answers) ||
                              told_well(attempt.error, attempt.code, path);
            if (!fine)
                std::fprintf(stderr, "call %d, fault %d: %s\n", int(n), how, attempt.error.text);
            CHECK(fine && open_files() == files && mapped == memory);
            if (!failed) break;
        }
    }
}

}  // namespace

TEST(calls_fail_when_they_are_told_to) {
    const std::string path = models().front();
    fault = EMFILE, left = 0, failed = false;
    CHECK(open(path.c_str(), O_RDONLY) == -1 && errno == EMFILE && failed);
    CHECK(left == -1);
    const int64_t before = mapped;
    malvec_model* model = nullptr;
    CHECK(malvec_open(path.c_str(), nullptr, &model, nullptr) == MALVEC_OK && mapped == before + 1);
    malvec_release(model);
    CHECK(mapped == before);
}

TEST(every_call_of_opening_may_fail) {
    for (const std::string& path : files()) refuse_opening(path, 0);
    for (const std::string& path : models())
        refuse_opening(path, MALVEC_OPEN_COPY | MALVEC_OPEN_VERIFY);
}
#endif
