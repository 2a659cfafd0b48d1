// An allocator that fails at the n-th allocation, for every n: a code and a sentence, or the right
// answer where malvec can do without; nothing is lost, and the next call is answered.
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

#include "asking.h"
#include "check.h"

#if defined(MALVEC_SANITIZED) || !defined(__GLIBC__)
#define MALVEC_FAILING_MALLOC 0  // malloc belongs to others: only `new` fails
#else
#define MALVEC_FAILING_MALLOC 1
#endif

using namespace asking;

namespace {

std::atomic<int64_t> left{-1};  // allocations until the one that fails; negative: none does
std::atomic<bool> failed{false};
std::atomic<int64_t> living{0};

bool fails() {
    if (left.load(std::memory_order_relaxed) < 0 || left.fetch_sub(1) != 0) return false;
    failed = true;
    return true;
}

void* counted(void* memory) {
    if (memory) ++living;
    return memory;
}

void forget(void* memory) {
    if (memory) --living;
}

}  // namespace

#if MALVEC_FAILING_MALLOC
extern "C" {
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);
void __libc_free(void*);

void* malloc(size_t size) { return fails() ? nullptr : counted(__libc_malloc(size)); }
void* calloc(size_t n, size_t size) { return fails() ? nullptr : counted(__libc_calloc(n, size)); }
void* realloc(void* memory, size_t size) {
    if (fails()) return nullptr;
    void* const moved = __libc_realloc(memory, size);
    if (!memory) counted(moved);
    return moved;
}
void* memalign(size_t boundary, size_t size) {
    return fails() ? nullptr : counted(__libc_memalign(boundary, size));
}
void* aligned_alloc(size_t boundary, size_t size) { return memalign(boundary, size); }
int posix_memalign(void** memory, size_t boundary, size_t size) {
    *memory = memalign(boundary, size);
    return *memory ? 0 : 12;
}
void free(void* memory) {
    forget(memory);
    __libc_free(memory);
}
}
#else
void* operator new(size_t size, const std::nothrow_t&) noexcept {
    return fails() ? nullptr : counted(std::malloc(size ? size : 1));
}
void* operator new(size_t size) {
    void* const memory = operator new(size, std::nothrow);
    if (!memory) throw std::bad_alloc();
    return memory;
}
void operator delete(void* memory) noexcept {
    forget(memory);
    std::free(memory);
}
void operator delete(void* memory, size_t) noexcept { operator delete(memory); }
#endif

namespace {

// job() with a failure at the n-th allocation; false where it asks for fewer.
template <class Job>
bool fail_at(int64_t n, Job&& job) {
    failed = false;
    left = n;
    job();
    left = -1;
    return failed;
}

bool told_of_memory(const malvec_error& error, int64_t code) {
    return code == MALVEC_MEMORY && error.code == code && std::strstr(error.text, "memory");
}

// malvec_find has no code: the id, or -2.
bool found_or_told(const Answer& hungry, const Answer& fed) {
    return std::equal(std::begin(hungry.ids), std::end(hungry.ids), std::begin(fed.ids),
                      [](int64_t id, int64_t whole) { return id == whole || id == -2; });
}

void starve(const malvec_model* model, const Question& question) {
    Answer fed;
    question.ask(model, fed);
    const int64_t before = living;
    Answer hungry;
    const auto ask = [&] { question.ask(model, hungry); };
    const bool by_threads = std::string_view(question.name).find("threads") != std::string::npos,
               is_find = std::string_view(question.name) == "find";
    for (int64_t n = 0; fail_at(n, ask); ++n, hungry = {}) {
        const bool fine =
            hungry == fed || (is_find && found_or_told(hungry, fed)) ||
            (by_threads ? hungry.code == MALVEC_MEMORY : told_of_memory(hungry.error, hungry.code));
        if (!fine) std::fprintf(stderr, "%s: %s\n", question.name, hungry.error.text);
        CHECK(fine);
    }
    CHECK(hungry == fed);
    CHECK(by_threads || living == before);  // the system keeps what belonged to threads
}

void starve_opening(const std::string& path, uint32_t flags) {
    const malvec_open_options options{sizeof options, flags, 1, nullptr, nullptr, nullptr};
    malvec_model* model = nullptr;
    malvec_error error{};
    int32_t code = malvec_open(path.c_str(), &options, &model, &error);
    malvec_release(model);
    const int32_t fed = code;
    const int64_t before = living;
    const auto open = [&] { code = malvec_open(path.c_str(), &options, &model, &error); };
    for (int64_t n = 0; fail_at(n, open); ++n, error = {}) {
        CHECK(code == MALVEC_OK || told_of_memory(error, code) || code == fed);
        CHECK((code == MALVEC_OK) == (model != nullptr));
        malvec_release(model);
        CHECK(living == before);
    }
    CHECK(code == fed);
    malvec_release(model);
}

}  // namespace

TEST(allocations_fail_when_they_are_told_to) {
    CHECK(fail_at(0, [] {
        try {
            std::string(1000, 'x').shrink_to_fit();
            CHECK(false);
        } catch (const std::bad_alloc&) {}
    }));
    CHECK(!fail_at(9, [] { std::string(1000, 'x').shrink_to_fit(); }));
}

TEST(every_allocation_of_opening_may_fail) {
    for (const std::string& path : files()) starve_opening(path, 0);
    for (const std::string& path : models())
        starve_opening(path, MALVEC_OPEN_COPY | MALVEC_OPEN_VERIFY);
}

TEST(every_allocation_of_a_question_may_fail) {
    for (const std::string& path : models()) {
        const Opened model(path);
        for (const Question& question : questions()) starve(model, question);
    }
}
