#include "core/matrix.h"

#include <sys/mman.h>

#include <limits>
#include <new>

namespace malvec {

std::shared_ptr<float[]> allocate_floats(size_t count) {
    constexpr size_t page = size_t{2} << 20;
    if (count > (std::numeric_limits<size_t>::max() - page) / sizeof(float)) throw std::bad_alloc();
    const size_t bytes = std::max<size_t>((count * sizeof(float) + page - 1) / page * page, page);
    void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
    madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    return {static_cast<float*>(memory), [bytes](float* p) { munmap(p, bytes); }};
}

}  // namespace malvec
