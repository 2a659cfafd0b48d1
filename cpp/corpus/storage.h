// Where a corpus's large arrays lie: in memory, or in temporary
// files that have no name and so vanish with their process.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace malvec {

// `bytes` zeroed bytes in memory or, unless `directory` is
// empty, in a mapped file there. Throws bad_alloc or IoError.
std::shared_ptr<char[]> allocate_storage(size_t bytes, const std::string& directory);

// A file without a name: written at places handed out once each, by several threads.
class Spool {
public:
    explicit Spool(const std::string& directory);
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    void write(const void* data, size_t bytes, uint64_t at) const;
    void read(void* data, size_t bytes, uint64_t at) const;
    std::shared_ptr<char[]> map(size_t bytes) const;  // the first bytes of it, to be read

private:
    int file_;
};

}  // namespace malvec
