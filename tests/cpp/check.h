// The test harness: TEST(name) { CHECK(condition); CHECK_THROWS(expression, Exception); }
// Each executable runs all its tests, or those whose name contains its first argument.
#pragma once
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

namespace check {

struct Test {
    std::string name;
    void (*body)();
};

inline std::vector<Test>& tests() {
    static std::vector<Test> list;
    return list;
}

inline int failures = 0;  // of the whole run; checks are made on the main thread only

inline bool add(const char* name, void (*body)()) {
    tests().push_back({name, body});
    return true;
}

inline void fail(const char* file, int line, const std::string& what) {
    ++failures;
    std::fprintf(stderr, "%s:%d: %s\n", file, line, what.c_str());
}

inline void run(const Test& test) {
    try {
        test.body();
    } catch (const std::exception& error) {
        fail(test.name.c_str(), 0, std::string("unexpected exception: ") + error.what());
    }
}

}  // namespace check

#define TEST(name)                                                    \
    static void test_##name();                                        \
    static const bool added_##name = check::add(#name, &test_##name); \
    static void test_##name()

#define CHECK(...) \
    ((__VA_ARGS__) ? void() : check::fail(__FILE__, __LINE__, "failed: " #__VA_ARGS__))

#define CHECK_THROWS(expression, Exception)                                                \
    do {                                                                                   \
        bool thrown_ = false;                                                              \
        try {                                                                              \
            (void)(expression);                                                            \
        } catch (const Exception&) {                                                       \
            thrown_ = true;                                                                \
        }                                                                                  \
        if (!thrown_)                                                                      \
            check::fail(__FILE__, __LINE__, "not thrown: " #Exception " by " #expression); \
    } while (false)
