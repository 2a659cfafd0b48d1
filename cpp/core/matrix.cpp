#include "core/matrix.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>

#include "core/random.h"

namespace malvec {

namespace {

// not worth a mapping of its own, which would be a huge page to be cleared
constexpr size_t small_bytes = 1 << 16;

std::shared_ptr<float[]> allocate_small(size_t count) {
    const size_t bytes = std::max(
        row_alignment, (count * sizeof(float) + row_alignment - 1) / row_alignment * row_alignment);
    void* memory = std::aligned_alloc(row_alignment, bytes);
    if (memory == nullptr) throw std::bad_alloc();
    std::memset(memory, 0, bytes);
    return {static_cast<float*>(memory), [](float* p) { std::free(p); }};
}

}  // namespace

std::shared_ptr<float[]> allocate_floats(size_t count) {
    if (count < small_bytes / sizeof(float)) return allocate_small(count);
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

void initialize_rows(const Matrix& m, uint64_t seed) {
    const float scale = 2.0f / static_cast<float>(m.dim);
    for (size_t i = 0; i < m.rows; ++i) {
        Random random(random_key(seed, for_rows, i));
        float* row = m.row(i);
        for (size_t k = 0; k < m.dim; ++k) row[k] = (random.uniform() - 0.5f) * scale;
    }
}

bool all_finite(const Matrix& m) {
    for (size_t i = 0; i < m.rows; ++i) {
        const float* row = m.row(i);
        float nothing = 0;  // x * 0 is 0 for a finite x, NaN otherwise
        for (size_t k = 0; k < m.dim; ++k) nothing += row[k] * 0.0f;
        if (nothing != 0.0f) return false;
    }
    return true;
}

}  // namespace malvec
