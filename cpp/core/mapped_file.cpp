#include "core/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>

#include "core/error.h"

#if __has_include(<sanitizer/asan_interface.h>)
#include <sanitizer/asan_interface.h>  // whose macros do nothing without that sanitizer
#else
#define ASAN_POISON_MEMORY_REGION(begin, bytes) ((void)(begin), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(begin, bytes) ((void)(begin), (void)(bytes))
#endif

namespace malvec {
namespace {

void check_regular_kind(const std::string& path, mode_t mode) {
    const char* const kind = S_ISFIFO(mode)                   ? "a pipe"
                             : S_ISSOCK(mode)                 ? "a socket"
                             : S_ISCHR(mode) || S_ISBLK(mode) ? "a device"
                                                              : nullptr;
    if (kind)
        throw FormatError(path + " is " + kind + ", not a regular file: copy it to one first");
    if (S_ISDIR(mode)) throw FileError(path, EISDIR);
}

constexpr size_t most_read_at_once = size_t{1} << 30;  // Linux gives no more than 2 GB

}  // namespace

void check_regular(const std::string& path) {
    struct stat told;
    if (path.find('\0') != path.npos) throw FileError(path.c_str(), EINVAL);
    if (stat(path.c_str(), &told) != 0) throw FileError(path, errno);
    check_regular_kind(path, told.st_mode);
}

// What it is is asked before it is opened, since opening alone may have an
// effect on a device, and again after: another may have taken its place.
RegularFile::RegularFile(const std::string& path) : path_(path) {
    check_regular(path);
    struct stat told;
    file_ = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file_ < 0) throw FileError(path, errno);
    try {
        if (fstat(file_, &told) != 0) throw FileError(path, errno);
        check_regular_kind(path, told.st_mode);
    } catch (...) {
        close(file_);
        throw;
    }
    size_ = static_cast<uint64_t>(told.st_size);
}

RegularFile::~RegularFile() { close(file_); }

size_t RegularFile::read_into(char* out, uint64_t at, size_t bytes) const {
    size_t done = 0;
    while (done < bytes) {
        const ssize_t got = pread(file_, out + done, std::min(bytes - done, most_read_at_once),
                                  static_cast<off_t>(at + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw FileError(path_, errno);
        if (got == 0) break;
        done += static_cast<size_t>(got);
    }
    return done;
}

std::string RegularFile::read(uint64_t at, size_t bytes) const {
    std::string found(bytes, '\0');
    found.resize(read_into(found.data(), at, bytes));
    return found;
}

std::shared_ptr<const char> RegularFile::map(How how) const {
    const auto size = static_cast<size_t>(size_);
    if (size == 0) return std::make_shared<const char>('\0');
    const bool copied = how == How::copied;
    int flags = copied ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
#ifdef MAP_POPULATE
    if (how == How::touched) flags |= MAP_POPULATE;
#endif
    void* const memory = mmap(nullptr, size, copied ? PROT_READ | PROT_WRITE : PROT_READ, flags,
                              copied ? -1 : file_, 0);
    if (memory == MAP_FAILED && errno == ENOMEM) throw std::bad_alloc();
    if (memory == MAP_FAILED) throw FileError(path_, errno);
    // Behind the file its last page is zeros: a sanitizer is told that nobody may read them.
    const size_t zeros = -size % static_cast<size_t>(sysconf(_SC_PAGESIZE));
    ASAN_POISON_MEMORY_REGION(static_cast<char*>(memory) + size, zeros);
    const std::shared_ptr<char> whole(static_cast<char*>(memory), [size, zeros](char* p) {
        ASAN_UNPOISON_MEMORY_REGION(p + size, zeros);
        munmap(p, size);
    });
    if (copied && read_into(whole.get(), 0, size) != size)
        throw FormatError(path_ + ": cut while it was read");
    return whole;
}

}  // namespace malvec
