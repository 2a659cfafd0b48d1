#include "corpus/storage.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>

#include "core/error.h"

namespace malvec {
namespace {

// they would round up small memory too much
constexpr size_t least_for_huge_pages = size_t{32} << 20;

[[noreturn]] void fail(const std::string& what, int error) {
    throw IoError(what + ": " + std::strerror(error));
}

int open_nameless(const std::string& directory) {
#ifdef O_TMPFILE
    const int born_nameless =
        open(directory.c_str(), O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (born_nameless >= 0) return born_nameless;
#endif
    // Not every file system can do that. Here a process that
    // is killed between the two calls leaves an empty file.
    std::string path = directory + "/.malvec-XXXXXX";
    const int file = mkostemp(path.data(), O_CLOEXEC);
    if (file < 0) fail("cannot make a temporary file in " + directory, errno);
    unlink(path.c_str());
    return file;
}

// Takes the space of a file, so that a full disk shows now and
// not as a fault later; 0, or what went wrong. It goes in pieces:
// some file systems begin a call anew after every signal,
// and with a timer running a long one would never end.
int take_space(int file, size_t bytes) {
    constexpr size_t piece = size_t{16} << 20;
    for (size_t at = 0; at < bytes; at += piece) {
        int refused;
        do
            refused = posix_fallocate(file, static_cast<off_t>(at),
                                      static_cast<off_t>(std::min(piece, bytes - at)));
        while (refused == EINTR);
        if (refused) return refused;
    }
    return 0;
}

}  // namespace

std::shared_ptr<char[]> allocate_storage(size_t bytes, const std::string& directory) {
    if (bytes == 0) return std::make_shared<char[]>(1);
    if (directory.empty()) {
        void* memory =
            mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
        if (bytes >= least_for_huge_pages) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
        return {static_cast<char*>(memory), [bytes](char* p) { munmap(p, bytes); }};
    }
    const int file = open_nameless(directory);
    const int refused = take_space(file, bytes);
    void* memory =
        refused ? MAP_FAILED : mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    const int error = refused ? refused : errno;
    close(file);
    if (memory == MAP_FAILED)
        fail("cannot store " + std::to_string(bytes) + " bytes in " + directory, error);
    return {static_cast<char*>(memory), [bytes](char* p) { munmap(p, bytes); }};
}

Spool::Spool(const std::string& directory) : file_(open_nameless(directory)) {}

Spool::~Spool() { close(file_); }

void Spool::write(const void* data, size_t bytes, uint64_t at) const {
    for (const auto* p = static_cast<const char*>(data); bytes > 0;) {
        const ssize_t done = pwrite(file_, p, bytes, static_cast<off_t>(at));
        if (done < 0 && errno != EINTR) fail("cannot write a temporary file", errno);
        if (done > 0)
            p += done, bytes -= static_cast<size_t>(done), at += static_cast<uint64_t>(done);
    }
}

void Spool::read(void* data, size_t bytes, uint64_t at) const {
    for (auto* p = static_cast<char*>(data); bytes > 0;) {
        const ssize_t done = pread(file_, p, bytes, static_cast<off_t>(at));
        if (done == 0 || (done < 0 && errno != EINTR))
            fail("cannot read a temporary file", done == 0 ? EIO : errno);
        if (done > 0)
            p += done, bytes -= static_cast<size_t>(done), at += static_cast<uint64_t>(done);
    }
}

std::shared_ptr<char[]> Spool::map(size_t bytes) const {
    if (bytes == 0) return std::make_shared<char[]>(1);
    void* const memory = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file_, 0);
    if (memory == MAP_FAILED) fail("cannot map a temporary file", errno);
    return {static_cast<char*>(memory), [bytes](char* p) { munmap(p, bytes); }};
}

}  // namespace malvec
