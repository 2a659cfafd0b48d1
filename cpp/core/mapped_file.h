// A regular file that is read: in pieces, or as a whole that is mapped into memory. Another program
// that cuts the file while it is mapped ends this process with SIGBUS where the lost part is read.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace malvec {

// Throws FormatError where a path leads to a pipe, a socket or a device, which is not opened;
// FileError where it leads to a folder or to nothing.
void check_regular(const std::string& path);

class RegularFile {
public:
    // Throws FileError, or FormatError for a pipe, a socket or a device, which it never opens.
    explicit RegularFile(const std::string& path);
    ~RegularFile();
    RegularFile(const RegularFile&) = delete;
    RegularFile& operator=(const RegularFile&) = delete;

    uint64_t size() const { return size_; }
    // The bytes from `at` on; fewer where the file ends earlier.
    std::string read(uint64_t at, size_t bytes) const;

    enum class How {
        mapped,   // pages are read when they are used first
        touched,  // mapped, and all pages read now
        copied,   // into memory of this process: for disks of a network
    };
    // The whole file, which stays when this object goes. FormatError where it has
    // been cut since and is copied; a mapped one ends the process then, by SIGBUS.
    std::shared_ptr<const char> map(How how) const;

private:
    size_t read_into(char* out, uint64_t at, size_t bytes) const;
    std::string path_;
    int file_;
    uint64_t size_;
};

}  // namespace malvec
